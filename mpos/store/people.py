"""The people this device knows, their PIN hashes, and wrong PINs counted."""

from mpos.contract.clock import read_instant, write_instant
from mpos.contract.wire import Person
from mpos.light.datetime import datetime
from mpos.light.plain_json import dumps, loads
from mpos.light.typing import TYPE_CHECKING

from .sqlite import sqlite3

if TYPE_CHECKING:
    from mpos.domain.pin_lock import PinTries


def find_person(connection: sqlite3.Connection, login: str) -> Person | None:
    """The person with this login, or None when nobody with it has logged in here yet."""
    row = connection.execute(
        "SELECT login, name, codes, pin_hash, supervisor FROM person WHERE login = ?", (login,)
    ).fetchone()
    if row is None:
        return None
    return Person(row[0], row[1], tuple(loads(row[2])), row[3], bool(row[4]))


def all_people(connection: sqlite3.Connection) -> list[Person]:
    """Everybody who has logged in here, by name."""
    rows = connection.execute("SELECT login FROM person ORDER BY name, login").fetchall()
    return [person for row in rows if (person := find_person(connection, row[0]))]


def name_of(connection: sqlite3.Connection, login: str | None) -> str:
    """The name behind a login; the login itself when nobody with it is known here any more."""
    person = find_person(connection, login or "")
    return person.name if person else login or ""


def keep_person(connection: sqlite3.Connection, person: Person) -> None:
    """Remembers a person as the office says they are now."""
    connection.execute(
        "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?)",
        (person.login, person.name, dumps(person.codes), person.pin_hash, int(person.supervisor)),
    )


def read_tries(connection: sqlite3.Connection, login: str) -> "PinTries":
    """Wrong PINs in a row."""
    row = connection.execute("SELECT failures, locked_until FROM pin_tries WHERE login = ?", (login,)).fetchone()
    from mpos.domain.pin_lock import PinTries

    return PinTries(row[0], _instant(row[1])) if row else PinTries()


def write_tries(connection: sqlite3.Connection, login: str, tries: "PinTries") -> None:
    """Keeps the count; a right PIN is written as none wrong."""
    locked_until = write_instant(tries.locked_until) if tries.locked_until else None
    connection.execute("INSERT OR REPLACE INTO pin_tries VALUES (?, ?, ?)", (login, tries.failures, locked_until))


def _instant(text: str | None) -> datetime | None:
    return read_instant(text) if text else None
