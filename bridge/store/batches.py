"""Long lists of keys, cut into pieces that one query takes."""

from collections.abc import Iterable, Iterator
from itertools import islice

MAX_KEYS = 500
"""Keys in one query: SQLite and PostgreSQL take many more, but plans and texts stay small."""


def batches(keys: Iterable[str], size: int = MAX_KEYS) -> Iterator[list[str]]:
    """The keys in their order, at most `size` at a time; nothing for no keys."""
    remaining = iter(keys)
    while batch := list(islice(remaining, size)):
        yield batch
