"""Every text of the keypad is there in each language, with the same facts in it, and compiled as it stands."""

import re
from collections.abc import Iterator

import pytest

from mpos.keypad.language import _, speak
from scripts.translating.catalog import LANGUAGES, as_mo, merged, po_path, read, texts

FACT = re.compile(r"\{\w*\}")
KEY = re.compile(r"\d+|Enter|Clear")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalog = read(language)
    missing = [text for text in texts() if not (message := catalog.get(text)) or not message.string or message.fuzzy]
    assert not missing, "run scripts/translate and translate these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_that_no_page_shows(language: str) -> None:
    assert {message.id for message in read(language) if message.id} == set(texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_tells_the_same_facts(language: str) -> None:
    for message in read(language):
        if message.id:
            assert sorted(FACT.findall(str(message.id))) == sorted(FACT.findall(str(message.string))), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_the_same_keys(language: str) -> None:
    for message in read(language):
        if message.id:
            assert set(KEY.findall(str(message.id))) == set(KEY.findall(str(message.string))), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_terminal_can_show_a_translation(language: str) -> None:
    assert not [message.string for message in read(language) if not str(message.string).isascii()]


def test_a_text_that_stands_inside_a_longer_one_is_gathered() -> None:
    assert "mpos/keypad/pages/find.py" in texts()["Number or name"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_translators(language: str) -> None:
    assert po_path(language).with_suffix(".mo").read_bytes() == as_mo(merged(language))


def test_what_is_spoken_changes_at_once() -> None:
    speak("fil")
    spoken = _("Collect")
    speak("en")
    assert spoken != _("Collect") == "Collect"


def test_a_language_that_is_not_there_is_english() -> None:
    speak("xx")
    assert _("Collect") == "Collect"
