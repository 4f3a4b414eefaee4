"""What a reader under fire is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis.strategies import SearchStrategy

TAKEN = "taken"


class NotTheSame(AssertionError):
    """What was read does not come out as it went in."""


class Reader(NamedTuple):
    """A reader with what it is fed. `judge` gives the outcome in one word, and raises what nobody foresaw."""

    name: str
    inputs: SearchStrategy[Any]
    judge: Callable[[Any], str]
