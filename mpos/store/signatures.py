"""Customers' signatures, as derived from the journal, and which of their pictures the office still wants."""

from collections.abc import Iterable

from mpos.contract.signature import Signature
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3


class KeptPicture(NamedTuple):
    """The picture of a signature: its hash, by which it is kept, and its size in bytes."""

    sha256: str
    size: int


def add(connection: sqlite3.Connection, seq: int, signature: Signature) -> None:
    """The row of one signature, beside its journal entry."""
    connection.execute(
        "INSERT INTO signature SELECT ?, seq, ?, ? FROM payment WHERE payment_id = ?",
        (seq, signature.sha256, signature.size, signature.payment_id),
    )


def newest(connection: sqlite3.Connection, payment_seq: int) -> int | None:
    """The place of the entry with the signature that counts: the one that was taken last. None when there is none."""
    found = "SELECT seq FROM signature WHERE payment_seq = ? ORDER BY seq DESC LIMIT 1"
    row = connection.execute(found, (payment_seq,)).fetchone()
    return int(row[0]) if row else None


def want(connection: sqlite3.Connection, hashes: Iterable[str]) -> None:
    """Keeps which pictures the office says that it lacks, in the place of what it said before."""
    connection.execute("DELETE FROM signature_wanted")
    connection.executemany("INSERT OR IGNORE INTO signature_wanted VALUES (?)", ((each,) for each in hashes))


def arrived(connection: sqlite3.Connection, sha256: str) -> None:
    """The office has this picture."""
    connection.execute("DELETE FROM signature_wanted WHERE sha256 = ?", (sha256,))


def wanted(connection: sqlite3.Connection) -> list[KeptPicture]:
    """What the office lacks, and this journal knows, newest first: what is missing here for good holds up nothing new.

    Only what the office has the entry of: it takes no picture that it has not read of.
    """
    return _kept(
        connection,
        """SELECT sha256, max(size) FROM signature WHERE sha256 IN (SELECT sha256 FROM signature_wanted)
        GROUP BY sha256 ORDER BY max(seq) DESC""",
    )


def waiting(connection: sqlite3.Connection, acknowledged_seq: int) -> list[KeptPicture]:
    """All that the office lacks as far as is known: also what it has not even read of."""
    return _kept(
        connection,
        """SELECT sha256, max(size) FROM signature
        WHERE seq > ? OR sha256 IN (SELECT sha256 FROM signature_wanted) GROUP BY sha256 ORDER BY max(seq) DESC""",
        acknowledged_seq,
    )


def _kept(connection: sqlite3.Connection, query: str, *values: object) -> list[KeptPicture]:
    return [KeptPicture(*row) for row in connection.execute(query, values)]
