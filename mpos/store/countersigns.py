"""Heads of this journal that the office has signed to hold: kept as they came, never changed."""

from mpos.contract.journal import Head
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3


class Countersign(NamedTuple):
    """The office's signature over a head; `at` is its own time of it."""

    head: Head
    signature: str
    at: str


def keep(connection: sqlite3.Connection, countersign: Countersign) -> None:
    """Keeps a countersignature; the first one that came for a place stays."""
    connection.execute(
        """INSERT INTO countersign (epoch, seq, hash, signature, at) SELECT ?1, ?2, ?3, ?4, ?5
        WHERE NOT EXISTS (SELECT 1 FROM countersign WHERE epoch = ?1 AND seq = ?2)""",
        (*countersign.head, countersign.signature, countersign.at),
    )


def kept(connection: sqlite3.Connection, since: int = 0) -> list[Countersign]:
    """Those of heads from this place on, in the journal's order."""
    rows = connection.execute(
        "SELECT epoch, seq, hash, signature, at FROM countersign WHERE seq >= ? ORDER BY seq, epoch", (since,)
    )
    return [Countersign(Head(*row[:3]), *row[3:]) for row in rows]
