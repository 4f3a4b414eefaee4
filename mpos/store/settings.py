"""Small facts that the store remembers: who is logged in, what the office decided, how far the bridge has got."""

import json
import sqlite3
from typing import Any

SESSION = "session"
OFFICE = "office"
ACKNOWLEDGED = "acknowledged"
FATES_CURSOR = "fates_cursor"
LAST_UPLOAD = "last_upload"
LAST_DOWNLOAD = "last_download"
REVOKED = "revoked"
CLOCK_OFFSET_MS = "clock_offset_ms"
HOME_MARK = "home_mark"
KEY_COPY = "key_copy"
"""Only in backups: the device's private key."""


def read_setting(connection: sqlite3.Connection, key: str) -> Any:
    """The JSON value kept under this key, or None."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return json.loads(row[0]) if row else None


def write_setting(connection: sqlite3.Connection, key: str, value: object) -> None:
    """Keeps a JSON value; None forgets the key."""
    if value is None:
        connection.execute("DELETE FROM setting WHERE key = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))
