"""Chance from a seed: ids, keys and random pauses of the product come out the same when a step is played again."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import tenacity.nap


class Chance:
    """Where everything random comes from while it governs."""

    def __init__(self) -> None:
        self._random = random.Random(0)

    def begin(self, dice: int) -> None:
        """What follows depends on this number alone."""
        self._random.seed(dice)
        random.seed(dice)

    def octets(self, count: int) -> bytes:
        """So many random octets."""
        return self._random.randbytes(count)


@contextmanager
def governed(chance: Chance, sleep: Callable[[float], None]) -> Iterator[None]:
    """Chance and pauses are ours for the block, and what the office's web server does in threads is done at once."""
    before = random.getstate()
    with (
        patch.object(os, "urandom", chance.octets),
        patch.object(random, "_urandom", chance.octets),
        patch.object(tenacity.nap, "time", SimpleNamespace(sleep=sleep)),
        patch("anyio.to_thread.run_sync", _at_once),
    ):
        try:
            yield
        finally:
            random.setstate(before)


async def _at_once(work: Callable[..., Any], *args: Any, **_: Any) -> Any:
    """One thread: the order in which things happen is always the same, and a process can be killed anywhere."""
    return work(*args)
