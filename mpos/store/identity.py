"""Who this device is: written once at enrolment, and again when a restore begins a new epoch."""

from mpos.light.typing import NamedTuple

from .sqlite import sqlite3


class Identity(NamedTuple):
    """The device's name at the bridge, its receipt series, and whom it trusts."""

    terminal_id: str
    series_prefix: str
    epoch: int
    series: str
    bridge_url: str
    bridge_id: str
    bridge_key: str


def read_identity(connection: sqlite3.Connection) -> Identity | None:
    """The identity, or None before enrolment."""
    row = connection.execute(
        "SELECT terminal_id, series_prefix, epoch, series, bridge_url, bridge_id, bridge_key FROM identity"
    ).fetchone()
    return Identity(*row) if row else None


def write_identity(connection: sqlite3.Connection, identity: Identity) -> None:
    """Keeps the identity; the one there was is replaced."""
    connection.execute("INSERT OR REPLACE INTO identity VALUES (1, ?, ?, ?, ?, ?, ?, ?)", identity)
