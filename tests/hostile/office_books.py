"""All that the office's database says, but for what each contact leaves behind by its nature."""

from typing import Any

from sqlalchemy import text

from bridge.store.engine import reading
from tests.bridge.office_core import Core

OF_CONTACTS = {"token", "challenge", "failed_try", "clock_skew", "sqlite_sequence"}
COLUMNS_OF_CONTACTS = {"terminal": {"last_contact_at", "skew_ms", "contact"}}

Books = dict[str, list[tuple[Any, ...]]]


def books_of(core: Core) -> Books:
    """Every row of every table, in an order that does not depend on when it was written."""
    with reading(core.bridge.engine) as conn:
        names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
        tables = [name for name in names if name not in OF_CONTACTS and not name.startswith("soa_search")]
        return {table: sorted(_rows(conn, table), key=repr) for table in tables}


def _rows(conn: Any, table: str) -> list[tuple[Any, ...]]:
    left_out = COLUMNS_OF_CONTACTS.get(table, set())
    rows = conn.execute(text(f"SELECT * FROM {table}")).mappings()
    return [tuple(value for name, value in row.items() if name not in left_out) for row in rows]
