"""Python's `sqlite3` without what it brings along for storing dates, of which the store has none: they are texts."""

from mpos.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import _sqlite3 as sqlite3
    except ImportError:  # Another Python than CPython.
        import sqlite3

__all__ = ["sqlite3"]
