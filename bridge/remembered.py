"""What took long to add up and is as good a minute later: kept in this process, so that many who look cost one look."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from bridge.app import Bridge
from bridge.store.engine import Engine

KEPT_FOR = timedelta(minutes=1)
MAX_KEPT = 200
"""Different questions at once: a few for each set of branches that somebody is limited to."""
_Found = TypeVar("_Found")
_kept: WeakKeyDictionary[Engine, dict[Hashable, tuple[datetime, Any]]] = WeakKeyDictionary()
_lock = Lock()


def remembered(bridge: Bridge, question: Hashable, answer: Callable[[], _Found]) -> _Found:
    """The answer to the question, at most KEPT_FOR old. A clock that went back makes it be asked again."""
    now = bridge.clock.now()
    with _lock:
        kept = _kept.setdefault(bridge.engine, {})
        before: tuple[datetime, _Found] | None = kept.get(question)
    if before is not None and before[0] <= now < before[0] + KEPT_FOR:
        return before[1]
    fresh = answer()
    with _lock:
        while len(kept) >= MAX_KEPT:
            kept.pop(next(iter(kept)))
        kept[question] = (now, fresh)
    return fresh
