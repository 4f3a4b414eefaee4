"""Finding SOAs by words and with the keys of a phone: whatever is on the list, and whatever changes have come."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mpos.contract.phone_keys import keys_of_number, phone_keys
from mpos.contract.soa import Effect, Soa
from mpos.contract.soa_list import FORMAT
from mpos.store.soa_query import MAX_TYPED
from mpos.store.soa_search import ranges_of
from mpos.store.soas import LIST_FILE, SoaList
from tests.mpos.office_at_work import CODE
from tests.mpos.store.lists import a_soa, opened, put

OTHER = "C406"
ROSALINDA = a_soa("SOA-8527-BUQIK", "8527-BUQIK", "Rosalinda Muñoz", "2026-11-30")
# Few letters, so that many words begin alike.
names = st.text("AaBcÑnñÓ0 .'", min_size=1, max_size=12) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
numbers = st.text("AB02-", min_size=1, max_size=7)
soas = st.builds(a_soa, numbers, numbers, names, st.dates().map(str), st.sampled_from([CODE, CODE, OTHER]))
soas = st.builds(lambda soa, address: soa._replace(address=address), soas, names)
lists = st.lists(soas, max_size=9, unique_by=lambda soa: soa.soa_no)


class Grown(NamedTuple):
    """A list as it came, and what changed afterwards."""

    came: list[Soa]
    changed: list[Soa]
    dropped: set[str]

    @property
    def now(self) -> list[Soa]:
        changed = {soa.soa_no: soa for soa in self.changed}
        return [*changed.values(), *(soa for soa in self.came if soa.soa_no not in {*changed, *self.dropped})]


@st.composite
def grown_lists(draw: st.DrawFn) -> Grown:
    came = draw(lists)
    known = [soa.soa_no for soa in came]
    again = st.builds(Soa._replace, soas, soa_no=st.sampled_from(known)) if known else soas
    changed = draw(st.lists(soas | again, max_size=5, unique_by=lambda soa: soa.soa_no))
    return Grown(came, changed, draw(st.sets(st.sampled_from(known))) if known else set())


@given(grown=grown_lists(), data=st.data(), limit=st.integers(1, 12), came_before=st.booleans())
@settings(max_examples=150)
def test_what_is_typed_finds_all_that_begins_so_and_nothing_else(
    grown: Grown, data: st.DataObject, limit: int, came_before: bool
) -> None:
    typed = data.draw(_typed(grown.now))
    expected = sorted((not _is_number(soa, typed), soa.due_date) for soa in grown.now if _is_meant(soa, typed))
    event(f"{len(expected)} found")
    with TemporaryDirectory() as home, _grown(Path(home), grown, came_before) as soas:
        found = soas.by_keys(typed, [CODE], limit)
        by_no = {soa.soa_no: soa for soa in grown.now}
        met = [by_no[row.soa_no] for row in found]
        assert [(not _is_number(soa, typed), soa.due_date) for soa in met] == expected[:limit]
        assert all(_is_meant(soa, typed) for soa in met)
        assert len({row.soa_no for row in found}) == len(found)


@given(
    grown=grown_lists(),
    data=st.data(),
    limit=st.none() | st.integers(1, 12),
    codes=st.sampled_from([(CODE,), (OTHER,), (CODE, OTHER), ()]),
    overdue_on=st.none() | st.dates().map(str),
    came_before=st.booleans(),
)
@settings(max_examples=150)
def test_words_find_what_reading_the_whole_list_finds_earliest_due_first(
    grown: Grown,
    data: st.DataObject,
    limit: int | None,
    codes: tuple[str, ...],
    overdue_on: str | None,
    came_before: bool,
) -> None:
    typed = data.draw(_typed_words(grown.now))
    meant = {
        soa.soa_no: soa.due_date
        for soa in grown.now
        if soa.collector_code in codes and soa.due_date < (overdue_on or "a") and _has_words(soa, typed)
    }
    event(f"{len(meant)} found")
    with TemporaryDirectory() as home, _grown(Path(home), grown, came_before) as soas:
        found = soas.search(typed, codes, limit, overdue_on)
        assert [row.due_date for row in found] == sorted(meant.values())[:limit]
        assert {row.soa_no for row in found} <= set(meant)
        assert len({row.soa_no for row in found}) == len(found)


def test_codes_that_share_their_room_are_kept_apart(tmp_path: Path) -> None:
    assert list(ranges_of(["Az"], None)) == list(ranges_of(["Bu"], None)) == list(ranges_of(["Az", "Bu"], None))
    put(tmp_path, [a_soa("SOA-1", code="Az"), a_soa("SOA-2", code="Bu")])
    with opened(tmp_path) as soas:
        for code, soa_no in (("Az", "SOA-1"), ("Bu", "SOA-2")):
            assert [row.soa_no for row in soas.search("soa", [code], 1)] == [soa_no]
            assert [row.soa_no for row in soas.by_keys("762", [code], 1)] == [soa_no]
        assert [row.soa_no for row in soas.search("soa", ["Az", "Bu"], 5)] == ["SOA-1", "SOA-2"]


def test_a_list_from_before_this_version_needs_no_download_to_be_searched(tmp_path: Path) -> None:
    put(tmp_path, [ROSALINDA])
    with closing(sqlite3.connect(tmp_path / LIST_FILE)) as connection:
        connection.executescript(
            f"DROP TABLE soa_by_words; DROP TABLE soa_by_keys; PRAGMA user_version = {FORMAT + 1000}"
        )
    with opened(tmp_path) as soas:
        assert soas.search("munoz", [CODE], 5) == soas.by_keys("68669", [CODE], 5) != []


def test_a_search_of_more_words_than_anybody_types_is_answered(tmp_path: Path) -> None:
    put(tmp_path, [ROSALINDA])
    with opened(tmp_path) as soas:
        assert len(soas.search("rosalinda " * 5_000, [CODE], 5)) == 1
        assert soas.search("rosalinda " * 5_000 + "zz", [CODE], 5) == []
        assert soas.search(" ".join(map(str, range(5_000))), [CODE], 5) == []


def test_the_order_of_words_does_not_matter_however_many_have_each_of_them(tmp_path: Path) -> None:
    anas = [a_soa(f"SOA-{number}", "1000", "Ana Reyes Cruz") for number in range(40)]
    put(tmp_path, [*anas, a_soa("SOA-40", "1000", "Ana Luz Reyes Cruz")])
    with opened(tmp_path) as soas:
        for words in permutations(["ana", "luz", "cr", "r", "100"]):
            assert [row.soa_no for row in soas.search(" ".join(words), [CODE], 5)] == ["SOA-40"]
        assert len(soas.search("cruz reyes ana", [CODE], None)) == 41
        assert soas.search("cruz reyes ana luz zz", [CODE], None) == []
        assert [row.soa_no for row in soas.by_keys("262073937027890589", [CODE], 5)] == ["SOA-40"]


@given(grown=grown_lists(), data=st.data(), came_before=st.booleans())
def test_the_beginning_of_any_word_or_number_leads_to_its_soa(
    grown: Grown, data: st.DataObject, came_before: bool
) -> None:
    typable = [(soa, words) for soa in grown.now if soa.collector_code == CODE and (words := _words(soa))]
    if not typable:
        return
    soa, words = data.draw(st.sampled_from(typable))
    word = data.draw(st.sampled_from(words))
    typed = word[: data.draw(st.integers(1, len(word)))]
    with TemporaryDirectory() as home, _grown(Path(home), grown, came_before) as soas:
        assert soa.soa_no in [row.soa_no for row in soas.by_keys(typed, [CODE], len(grown.now))]


@given(grown=grown_lists(), data=st.data())
@settings(max_examples=50)
def test_a_scanned_number_is_found_in_any_case_with_or_without_its_dashes(grown: Grown, data: st.DataObject) -> None:
    number = data.draw(_numbers_of(grown.now))
    wanted = _bare(number)
    of_soa = {soa.soa_no for soa in _own(grown.now) if _bare(soa.soa_no) == wanted}
    of_customer = {soa.soa_no for soa in _own(grown.now) if _bare(soa.customer_no) == wanted}
    with TemporaryDirectory() as home, _grown(Path(home), grown, came_before=False) as soas:
        for code in (number, number.lower(), number.replace("-", ""), number.replace("-", " ")):
            found = soas.by_number(code, [CODE])
            assert found in (of_soa or of_customer) if wanted and of_soa | of_customer else found is None


@pytest.mark.parametrize(
    "typed",
    ["7", "7672", "767254632", "68669", "767254632068669", "6866907672", "7672546320", "76725463206866908527", "8527",
     "28745", "852728745", "8527028745", "762", "762852728745", "76208527", "7620"],
)  # fmt: skip
def test_a_customer_is_found_by_name_and_by_number(tmp_path: Path, typed: str) -> None:
    put(tmp_path, [ROSALINDA, a_soa("9-1", "9", "Ben")])
    with opened(tmp_path) as soas:
        assert [row.name for row in soas.by_keys(typed, [CODE], 5)] == ["Rosalinda Muñoz"]


@pytest.mark.parametrize(
    "typed", ["", "5", "7672546321", "767254632028745111", "7" * (MAX_TYPED + 1), "7*", "soa", "²"]
)
def test_what_leads_nowhere_finds_nothing(tmp_path: Path, typed: str) -> None:
    put(tmp_path, [ROSALINDA])
    with opened(tmp_path) as soas:
        assert soas.by_keys(typed, [CODE], 5) == []


def test_letters_tell_numbers_of_the_same_keys_apart(tmp_path: Path) -> None:
    put(tmp_path, [a_soa("1-A", "2-A"), a_soa("1-B", "2-B"), a_soa("2B", "3")])
    with opened(tmp_path) as soas:
        assert soas.by_number("1b", [CODE]) == "1-B"
        assert soas.by_number("2-a", [CODE]) == "1-A"
        assert soas.by_number("2-b", [CODE]) == "2B"
        assert soas.by_number("1-C", [CODE]) is None


def test_changes_that_could_not_be_taken_in_leave_the_search_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, [ROSALINDA])
    with closing(sqlite3.connect(tmp_path / LIST_FILE, isolation_level=None)) as connection:
        soas = SoaList(connection)
        with pytest.raises(RuntimeError):
            soas.apply(_cut_off(), [ROSALINDA.soa_no], {})
        assert [row.name for row in soas.by_keys("7", [CODE], 5)] == ["Rosalinda Muñoz"]
        assert soas.by_keys("2", [CODE], 5) == soas.by_keys("28745", [CODE], 5)


def _cut_off() -> Iterator[tuple[Soa, list[Effect]]]:
    yield a_soa("2"), []
    raise RuntimeError


@contextmanager
def _grown(home: Path, grown: Grown, came_before: bool) -> Iterator[SoaList]:
    """The list after its changes. One that `came_before` there was this search lies as it was then."""
    put(home, grown.came)
    if came_before:
        with closing(sqlite3.connect(home / LIST_FILE)) as connection:
            connection.executescript(f"DROP TABLE soa_by_words; DROP TABLE soa_by_keys; PRAGMA user_version = {FORMAT}")
    with opened(home) as soas:
        soas.apply(((soa, []) for soa in grown.changed), grown.dropped - {soa.soa_no for soa in grown.changed}, {})
        yield soas


@st.composite
def _typed(draw: st.DrawFn, soas: list[Soa]) -> str:
    """What somebody may press: words of the list cut short, with zeros between them, or anything."""
    words = [word for soa in _all_or_one(draw, soas) for word in _words(soa)]
    if not words or draw(st.integers(0, 4)) == 0:
        return draw(st.text("026", min_size=1, max_size=5))
    parts = draw(st.lists(st.sampled_from(words), min_size=1, max_size=7))
    return "0".join(part[: draw(st.integers(1, len(part)))] for part in parts)


@st.composite
def _typed_words(draw: st.DrawFn, soas: list[Soa]) -> str:
    """Words of the list cut short, in any case, with anything between them; or any text."""
    words = [word for soa in _all_or_one(draw, soas) for word in _plain_words(" ".join(_texts(soa)))]
    if not words or draw(st.integers(0, 4)) == 0:
        return draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    parts = draw(st.lists(st.sampled_from(words), min_size=1, max_size=8))
    case = draw(st.sampled_from([str.upper, str.lower]))
    return draw(st.sampled_from([" ", "-", "'", ' "* '])).join(case(word[: draw(st.integers(1, 9))]) for word in parts)


def _all_or_one(draw: st.DrawFn, soas: list[Soa]) -> list[Soa]:
    """Many words are found together only where they come from one SOA."""
    return soas if not soas or draw(st.booleans()) else [draw(st.sampled_from(soas))]


def _has_words(soa: Soa, typed: str) -> bool:
    asked, own = _plain_words(typed), _plain_words(" ".join(_texts(soa)))
    return bool(asked) and all(any(word.startswith(beginning) for word in own) for beginning in asked)


def _texts(soa: Soa) -> tuple[str, str, str, str]:
    return soa.soa_no, soa.customer_no, soa.name, soa.address


def _plain_words(text: str) -> list[str]:
    marked = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter)).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in bare).split()


def _numbers_of(soas: list[Soa]) -> st.SearchStrategy[str]:
    known = [number for soa in soas for number in (soa.soa_no, soa.customer_no)]
    return numbers | st.sampled_from(known) if known else numbers


def _own(soas: list[Soa]) -> list[Soa]:
    return [soa for soa in soas if soa.collector_code == CODE]


def _words(soa: Soa) -> list[str]:
    whole = [keys_of_number(number) for number in (soa.soa_no, soa.customer_no)]
    return [*phone_keys(f"{soa.name} {soa.soa_no} {soa.customer_no}").split(), *filter(None, whole)]


def _is_meant(soa: Soa, typed: str) -> bool:
    parts = typed.removesuffix("0").split("0")
    divided = all(part and any(word.startswith(part) for word in _words(soa)) for part in parts)
    return soa.collector_code == CODE and (divided or any(word.startswith(typed) for word in _words(soa)))


def _is_number(soa: Soa, typed: str) -> bool:
    return typed in (keys_of_number(soa.soa_no), keys_of_number(soa.customer_no))


def _bare(number: str) -> str:
    return number.replace("-", "").casefold()
