"""Small facts that the store remembers: who is logged in, what the office decided, how far the bridge has got."""

from mpos.contract.problems import StoreDamaged
from mpos.light.plain_json import dumps, loads
from mpos.light.typing import Any

from .sqlite import sqlite3

SESSION = "session"
OFFICE = "office"
ACKNOWLEDGED = "acknowledged"
FATES_CURSOR = "fates_cursor"
LAST_UPLOAD = "last_upload"
LAST_DOWNLOAD = "last_download"
REVOKED = "revoked"
LAST_CONTACT = "last_contact"
"""When the office last told this device where it stands: by this device's clock, and by the office's."""
OUT_OF_TOUCH = "out_of_touch"
"""Since when, by this device's clock, the SOA list is older than the office allows."""
CLOCK_OFFSET_MS = "clock_offset_ms"
HOME_MARK = "home_mark"
LIST_OUTDATED = "list_outdated"
"""The office counts revisions anew: changes to the list on this device would not bring it up to date."""
COPY_TROUBLE = "copy_trouble"
"""What hinders the second copy of the journal: `reason`, and the last entry `after` which it is hindered."""
COPY_ELSEWHERE = "copy_elsewhere"
"""The second copy has been on another medium than the store: without that medium, its folder is not the copy's."""
KEY_COPY = "key_copy"
"""Only in backups: the device's private key."""


def read_setting(connection: sqlite3.Connection, key: str) -> Any:
    """The JSON value kept under this key, or None; StoreDamaged when it is no JSON any more."""
    text = read_text(connection, key)
    try:
        return None if text is None else loads(text)
    except ValueError as error:
        raise StoreDamaged(detail=f"the setting {key} is not what was written") from error


def read_text(connection: sqlite3.Connection, key: str) -> str | None:
    """The same as it is written: tells cheaply whether it has changed."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def write_setting(connection: sqlite3.Connection, key: str, value: object) -> None:
    """Keeps a JSON value; None forgets the key."""
    if value is None:
        connection.execute("DELETE FROM setting WHERE key = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, dumps(value)))
