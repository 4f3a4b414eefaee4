"""The terminal after a power cut, looked at from outside: all that it had promised is there, and it goes on."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from mpos.contract.journal import Entry, find_break
from mpos.store import days, journal, settings
from mpos.store.database import STORE_FILE, open_store
from mpos.store.derive import derive
from mpos.store.home_mark import WITNESS_FILE, mark_of
from mpos.store.identity import read_identity
from mpos.store.migrations import migrate
from mpos.store.soas import LIST_FILE

from .promises import Seen, originals
from .stage import CODE_FILE, LOGIN, PIN, SOA, TERMINAL, URL, Stage

NOT_ENROLLED = 6
"""How commands end on a device that has no office yet."""
DERIVED = ("business_day", "cash_count", "z_reading", "payment", "tender", "allocation", "void", "reprint", "signature")
"""The tables whose rows follow from the journal."""


class Store(NamedTuple):
    """What the terminal's store holds, read past the program."""

    connection: sqlite3.Connection
    entries: list[Entry]
    seen: Seen


Rule = Callable[[Store], Iterator[str]]


def inspect(stage: Stage, seen: Seen) -> list[str]:
    """What does not hold in the terminal's home, in sentences; empty when everything does."""
    home = stage.root / TERMINAL
    take_for_original(home)
    verified = stage.run("journal", "verify")
    findings = [f"the list: {fault}" for fault in _list_faults(home)]
    if verified.exit_code not in (0, NOT_ENROLLED):
        return [*findings, f"journal verify ends with {verified.exit_code}: {verified.err.strip()}"]
    with closing(sqlite3.connect(f"{(home / STORE_FILE).as_uri()}?mode=ro", uri=True)) as connection:
        identity = read_identity(connection)
        entries = list(journal.all_entries(connection, identity.terminal_id)) if identity else []
        store = Store(connection, entries, seen)
        return findings + [finding for rule in RULES for finding in rule(store)]


def take_for_original(home: Path) -> None:
    """Lets a home that was laid out from an image stand for the device itself, if its witness came through.

    A copy gets other file numbers than the medium had that it stands for.
    """
    if not (home / STORE_FILE).exists() or not (home / WITNESS_FILE).exists():
        return
    with closing(open_store(home)) as connection:
        if settings.read_setting(connection, settings.HOME_MARK):
            settings.write_setting(connection, settings.HOME_MARK, mark_of(home))


def _sound(store: Store) -> Iterator[str]:
    [(verdict,)] = store.connection.execute("PRAGMA quick_check(1)")
    if verdict != "ok":
        yield f"quick_check: {verdict}"


def _unbroken(store: Store) -> Iterator[str]:
    if bad := find_break(store.entries):
        yield f"the chain breaks at {bad.seq}: {bad.reason}"


def _promised(store: Store) -> Iterator[str]:
    for promise in sorted(store.seen.promises(), key=str):
        if not any(promise.is_kept_by(entry) for entry in store.entries):
            yield f"lost: {promise} was seen, and the journal does not have it"


def _rows_follow(store: Store) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as derived:
        migrate(derived)
        journal.insert(derived, store.entries)
        for entry in store.entries:
            derive(derived, entry)
        for table in DERIVED:
            query = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 -- constant tables
            if derived.execute(query).fetchall() != store.connection.execute(query).fetchall():
                yield f"the rows of {table} are not those that follow from the journal"


def _numbers_run(store: Store) -> Iterator[str]:
    for table in ("payment", "void"):
        query = f"SELECT epoch, min(number), max(number), count(*) FROM {table} GROUP BY epoch"  # noqa: S608 -- constant
        for epoch, first, last, count in store.connection.execute(query):
            if (first, last) != (1, count):
                yield f"{table} numbers of epoch {epoch} run from {first} to {last}, and there are {count}"


def _is_itself(store: Store) -> Iterator[str]:
    for entry in store.entries:
        if entry.body.get("reason") in ("copied", "set_back"):
            yield f"the device takes itself for another ({entry.body['reason']})"


def _no_original_twice(store: Store) -> Iterator[str]:
    numbers = originals(store.seen.paper)
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        yield f"the original of {number} is on paper twice"


RULES: tuple[Rule, ...] = (
    _sound,
    _unbroken,
    _promised,
    _rows_follow,
    _numbers_run,
    _is_itself,
    _no_original_twice,
)


def _list_faults(home: Path) -> Iterator[str]:
    """A list that is there is a whole one."""
    path = home / LIST_FILE
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            [(verdict,)] = connection.execute("PRAGMA integrity_check(1)")
            count = connection.execute("SELECT count(*) FROM soa").fetchone()[0]
            if verdict != "ok" or not count:
                yield f"integrity_check says {verdict}, {count} SOAs"
    except sqlite3.Error as error:
        yield str(error)


def work_on(stage: Stage) -> str:
    """The collector goes on from wherever the power cut left things, and takes a payment; its receipt number."""
    if not _is_enrolled(stage):
        stage.ask("enroll", "--bridge", URL, "--code", (stage.root / CODE_FILE).read_text())
    if not _is_logged_in(stage):
        stage.ask("login", LOGIN, "--pin", "-", stdin=f"{PIN}\n")
    if not (stage.root / TERMINAL / LIST_FILE).exists():
        stage.ask("download-soa")
    _come_to_an_open_day(stage)
    return str(stage.ask("collect", SOA, "--cash", "1")["receipt_no"])


def _is_enrolled(stage: Stage) -> bool:
    with closing(open_store(stage.root / TERMINAL)) as connection:
        return read_identity(connection) is not None


def _is_logged_in(stage: Stage) -> bool:
    with closing(open_store(stage.root / TERMINAL)) as connection:
        return settings.read_setting(connection, settings.SESSION) is not None


def _come_to_an_open_day(stage: Stage) -> None:
    with closing(open_store(stage.root / TERMINAL)) as connection:
        day = days.last_day(connection)
    if day is not None and day.state == "counted":
        stage.ask("z-reading")
    if day is None or day.state != "open":
        if day is not None:
            stage.to_next_day()
        stage.ask("open-registry", "--change-fund", "500")


def next_number_fits(stage: Stage, receipt_no: str) -> list[str]:
    """Whether the number that came after the cut is the next of its series."""
    with closing(sqlite3.connect(stage.root / TERMINAL / STORE_FILE)) as connection:
        query = "SELECT body FROM journal WHERE kind = 'payment_recorded' ORDER BY seq"
        numbers = [json.loads(body)["receipt_no"] for (body,) in connection.execute(query)]
        series = read_identity(connection)
    expected = sum(number.startswith(series.series) for number in numbers) if series else 0
    if series and receipt_no == f"{series.series}{expected:08}" and len(set(numbers)) == len(numbers):
        return []
    return [f"the next receipt is {receipt_no}, and it should be number {expected}"]
