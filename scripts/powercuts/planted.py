"""Mistakes that a change could bring, planted on purpose: a search for losses that can't find these proves nothing."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mpos.store.soas import LIST_FILE
from mpos.store.sqlite import sqlite3 as sqlite3_of_the_store


def planted(mistake: str | None) -> AbstractContextManager[None]:
    """The product with this mistake in it for the length of the block; None for the product as it is."""
    return nullcontext() if mistake is None else MISTAKES[mistake]()


@contextmanager
def _commits_synced(level: str) -> Iterator[None]:
    """As if the product asked SQLite for less than FULL."""
    with _told_instead(r"synchronous\s*=\s*FULL", f"synchronous={level}"):
        yield


@contextmanager
def _told_instead(asked: str, instead: str) -> Iterator[None]:
    """SQLite is told something else than the product asks of it."""

    class Careless(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            return super().execute(re.sub(asked, instead, sql), *parameters)

    careless = partial(sqlite3.connect, factory=Careless)
    with ExitStack() as stack:
        for module in {sqlite3, sqlite3_of_the_store}:
            stack.enter_context(patch.object(module, "connect", careless))
        yield


@contextmanager
def _list_not_synced() -> Iterator[None]:
    """As if a new SOA list were put in its place without being synced before."""
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        if not Path(f"/proc/self/fd/{descriptor}").readlink().name.startswith(LIST_FILE):
            sync(descriptor)

    # The index that the device adds to the list is committed, which would sync the rest of the file, too.
    with patch.object(os, "fsync", fsync), _told_instead("journal_mode = MEMORY", "synchronous = OFF"):
        yield


MISTAKES: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "synchronous off": lambda: _commits_synced("OFF"),
    "synchronous normal": lambda: _commits_synced("NORMAL"),
    "list not synced": _list_not_synced,
}
