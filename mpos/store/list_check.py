"""A SOA list that has arrived, looked through before it takes the place of the one in use.

Its seal says who made it, not that it does no harm. So nothing in it is run: no trigger, view or computed column may be
there but the contract's own, each value must be of its kind, and what SQLite reads is bounded in size and in steps.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import MAX_TEXT, Fields
from mpos.contract.money import MAX_MINOR
from mpos.contract.soa import VAT_TYPES
from mpos.contract.soa_list import FINDING, FORMAT, ROWS, TRAVELS
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple

from .earlier_lists import SEARCH
from .sqlite import sqlite3

MAX_VALUE_BYTES = 10_000_000
"""Of one value or row: what a list says of itself, with the positions of ten thousand terminals, is a tenth of it."""
STEPS_AT_ONCE = 1_000_000
MAX_STEPS_AT_ONCE = 2_000
"""Two thousand million steps of SQLite's machine: a hundred thousand SOAs take a hundredth of it."""
MAX_CODES, MAX_TAKEN = 10_000, 100_000
_SEARCH = "soa_search_"
"""A full-text index keeps itself in tables of such names; SQLite makes them, and not every version alike."""
_PARTS = {TRAVELS: ROWS, FORMAT: (*ROWS, *FINDING, *SEARCH)}
"""What may be in a list of each format."""
_TABLES = ("soa", "invoice", "effect")
_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


class Part(NamedTuple):
    """A table, index or trigger, as SQLite's catalogue has it."""

    kind: str
    name: str
    table: str
    definition: str


def check_list(path: Path) -> None:
    """BadContent when this is not a list as it travels, or none of use; sqlite3.Error when it is no database."""
    with _opened(path) as connection:
        wanted = _PARTS.get(connection.execute("PRAGMA user_version").fetchone()[0])
        if wanted is None:
            raise BadContent("it has a format that this version does not know; update MPOS")
        _check_parts(connection, wanted)
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise BadContent("its pages are damaged")
        _check_about(connection)
    # SQLite leaves the other processors to others while it looks through a table.
    with ThreadPoolExecutor(len(_TABLES)) as tables:
        deque(tables.map(lambda table: _check_values(path, table), _TABLES), maxlen=0)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """To be read, with what keeps a file of other people's making from having us run or hold more than a list needs."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.set_progress_handler(_Patience(), STEPS_AT_ONCE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        yield connection


class _Patience:
    """Ends a query that takes longer than any list needs."""

    def __init__(self) -> None:
        self._left = MAX_STEPS_AT_ONCE

    def __call__(self) -> int:
        self._left -= 1
        return int(self._left < 0)


def _check_parts(connection: sqlite3.Connection, wanted: Sequence[str]) -> None:
    with closing(sqlite3.connect(":memory:")) as model:
        for statement in wanted:
            model.execute(statement)
        expected = _parts(model)
    if odd := _parts(connection) ^ expected:
        raise BadContent(f"its tables are not those of a list ({min(odd).name[:40]})")


def _parts(connection: sqlite3.Connection) -> set[Part]:
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
    return {_part(*map(str, row)) for row in rows}


def _part(kind: str, name: str, table: str, definition: str) -> Part:
    is_own = not (kind == "table" and name.startswith(_SEARCH))
    return Part(kind, name, table, " ".join(definition.split()) if is_own else "")


def _check_values(path: Path, table: str) -> None:
    """Each value is of its column's kind; texts are text to the last byte."""
    with _opened(path) as connection:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        wrong = " OR ".join(_wrong(name, kind, bool(required)) for _, name, kind, required, *_ in columns)
        if connection.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone():  # noqa: S608 - our own columns
            raise BadContent(f"it has a value of the wrong kind ({table})")
        # Python reads one long text of a row much faster than many short ones; the space keeps halves from making a
        # whole.
        texts = " || ' ' || ".join(name for _, name, kind, *_ in columns if kind == "TEXT" and _form(name) is None)
        deque(connection.execute(f"SELECT {texts} FROM {table}"), maxlen=0)  # noqa: S608 - our own columns


def _wrong(name: str, kind: str, required: bool) -> str:
    """What a value of this column is when it makes no sense, as SQL."""
    rule = _text_rule(name) if kind == "TEXT" else _integer_rule(name)
    return f"({name} IS NOT NULL AND {rule})" if not required else f"({rule})"


def _text_rule(name: str) -> str:
    form = _form(name)
    return f"typeof({name}) <> 'text' OR " + (f"{name} NOT {form}" if form else f"length({name}) > {MAX_TEXT}")


def _form(name: str) -> str | None:
    """What a text that is not free is, to the last byte."""
    if name.endswith("_date"):
        return f"GLOB '{_DATE}'"
    return f"IN {VAT_TYPES!r}" if name == "vat_type" else None


def _integer_rule(name: str) -> str:
    least, most = -MAX_MINOR if name.endswith("_minor") else 0, MAX_MINOR
    return f"typeof({name}) <> 'integer' OR {name} NOT BETWEEN {least} AND {most}"


def _check_about(connection: sqlite3.Connection) -> None:
    said = dict(connection.execute("SELECT key, value FROM about"))
    fields = Fields({**said, **{key: read_json(str(said.get(key))) for key in ("codes", "taken", "office")}}, "about")
    fields.text("list_id")
    if not str(said.get("revision", "")).isdecimal():
        raise BadContent("about: revision is not a number")
    fields.optional_instant("as_of")
    fields.texts("codes", MAX_CODES)
    for taken in fields.items("taken", MAX_TAKEN):
        _check_taken(taken)


def _check_taken(taken: object) -> None:
    if not isinstance(taken, list) or len(taken) != 3:
        raise BadContent("about: taken is not a list of terminal, epoch and seq")
    fields = Fields(dict(zip(("terminal_id", "epoch", "seq"), taken, strict=True)), "taken")
    fields.text("terminal_id", limit=40), fields.integer("epoch", low=1), fields.integer("seq")
