"""Which texts the keypad can show, and the catalogue of one language."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from pkgutil import walk_packages

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import mpos
from mpos.contract.problems import Problem
from mpos.settings import LANGUAGE_NAMES

ROOT = Path(__file__).resolve().parents[2]
KEYPAD = ROOT / "mpos" / "keypad"
LOCALES = KEYPAD / "locale"
IN_THE_SOURCE = "en"
LANGUAGES = tuple(language for language in LANGUAGE_NAMES if language != IN_THE_SOURCE)
MARKS = ("_", "marked")
"""What a text stands in where the source has it."""
LINE_LENGTH = 120


def texts() -> dict[str, list[str]]:
    """Every text that the keypad can show, and the files that it comes from."""
    found: dict[str, list[str]] = {}
    for path in KEYPAD.rglob("*.py"):
        for text in _texts_in(path.read_text(encoding="utf-8")):
            found.setdefault(text, []).append(path.relative_to(ROOT).as_posix())
    for problem in _problems():
        if problem.__doc__:
            found.setdefault(problem.__doc__, []).append(problem.__module__.replace(".", "/") + ".py")
    return {text: sorted(set(places)) for text, places in sorted(found.items()) if text}


def merged(language: str) -> Catalog:
    """The language's catalogue with just the texts there are: new ones empty, those that are gone left out."""
    known = read(language)
    catalog = Catalog(
        locale=language,
        header_comment=f"# The keypad's texts in {language}; made by scripts/translate.",
        project="mpos",
        version="keypad",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    # Left out above, these would stand there as placeholders.
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    for text, places in texts().items():
        message = known.get(text)
        catalog.add(text, message.string if message else "", [(place, 1) for place in places])
    return catalog


def read(language: str) -> Catalog:
    """The catalogue as it is kept."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po_path(language: str) -> Path:
    """Where translators work."""
    return LOCALES / language / "LC_MESSAGES" / "mpos.po"


def as_po(catalog: Catalog) -> bytes:
    """The catalogue for translators; without line numbers, which would change with every edit of the source."""
    out = io.BytesIO()
    write_po(out, catalog, width=LINE_LENGTH, include_lineno=False, omit_header=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue for the program."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _texts_in(source: str) -> Iterator[str]:
    """The texts of one file. Read as Python reads it, because Babel misses what stands inside an f-string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _problems() -> list[type[Problem]]:
    """All problems of the terminal but those of typed commands: any of them may come up at the keypad."""
    for module in walk_packages(mpos.__path__, "mpos."):
        if not module.name.startswith(("mpos.__main__", "mpos.commands")):
            __import__(module.name)
    found: list[type[Problem]] = []
    waiting = [Problem]
    while waiting:
        problem = waiting.pop()
        waiting += problem.__subclasses__()
        if problem.__module__.startswith("mpos.") and not problem.__module__.startswith("mpos.commands"):
            found.append(problem)
    return found
