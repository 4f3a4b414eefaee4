"""A terminal's store seen from outside, past the program: what is committed, and nothing else."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from mpos.contract.journal import Entry
from scripts.world.stage.paper import Slip

LIST_FILE = "soas.sqlite3"
_COLUMNS = "epoch, seq, kind, recorded_at, business_date, collector, body, prev_hash, hash"
_SLIPS = (
    "('payment_recorded', 'payment_voided', 'receipt_reprinted', 'cash_remitted', 'check_held', 'x_reading',"
    " 'z_reading')"
)


class Facts(NamedTuple):
    """What a store says of its device before a deed. `unsent` counts entries."""

    is_enrolled: bool = False
    session: str | None = None
    is_revoked: bool = False
    unsent: int = 0
    codes: tuple[str, ...] = ()
    list_codes: tuple[str, ...] = ()
    wrong_pins: int = 0
    slips_waiting: int = 0


@contextmanager
def looked_into(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def entries_after(store: Path, terminal_id: str, seq: int) -> list[Entry]:
    """The committed entries that follow this place."""
    if not store.exists():
        return []
    with looked_into(store) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq", (seq,))  # noqa: S608
        return [Entry._make((terminal_id, *row[:6], json.loads(row[6]), *row[7:])) for row in rows]


def hash_at(store: Path, seq: int) -> str | None:
    """The hash of the entry at this place; None when there is none."""
    with looked_into(store) as connection:
        row = connection.execute("SELECT hash FROM journal WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row else None


def terminal_id_of(store: Path) -> str | None:
    """Whose store it is; None before the enrolment."""
    if not store.exists():
        return None
    with looked_into(store) as connection:
        row = connection.execute("SELECT terminal_id FROM identity").fetchone()
        return row[0] if row else None


def facts_of(home: Path) -> Facts:
    """What the store in this home says of its device."""
    store = home / "terminal.sqlite3"
    if not store.exists():
        return Facts()
    with looked_into(store) as connection:
        settings = {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM setting")}
        session = settings.get("session")
        head = _one(connection, "SELECT coalesce(max(seq), 0) FROM journal")
        codes = _one(connection, "SELECT codes FROM person WHERE login = ?", session)
        return Facts(
            is_enrolled=bool(_one(connection, "SELECT count(*) FROM identity")),
            session=session,
            is_revoked=bool(settings.get("revoked")),
            unsent=head - (settings.get("acknowledged") or {"seq": 0})["seq"],
            codes=tuple(json.loads(codes)) if codes else (),
            list_codes=_list_codes(home / LIST_FILE),
            wrong_pins=_one(connection, "SELECT max(failures) FROM pin_tries") or 0,
            slips_waiting=_one(connection, "SELECT count(*) FROM print_job WHERE state = 'queued'"),
        )


def fates_of(store: Path) -> dict[str, str]:
    """What the device was told of its payments: at_office, in_pscloud or refused."""
    with looked_into(store) as connection:
        return dict(connection.execute("SELECT payment_id, state FROM fate").fetchall())


def is_committed(store: Path, slip: Slip) -> bool:
    """Whether everything that this slip tells of is in the committed journal."""
    with looked_into(store) as connection:
        bodies = [row[0] for row in connection.execute(f"SELECT body FROM journal WHERE kind IN {_SLIPS}")]  # noqa: S608
        at_place = slip.entry_seq is None or _one(connection, "SELECT 1 FROM journal WHERE seq = ?", slip.entry_seq)
    return bool(at_place) and all(any(told in body for body in bodies) for told in (*slip.numbers, *slip.heads))


def _list_codes(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    with looked_into(path) as connection:
        return tuple(json.loads(_one(connection, "SELECT value FROM about WHERE key = 'codes'")))


def _one(connection: sqlite3.Connection, query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
