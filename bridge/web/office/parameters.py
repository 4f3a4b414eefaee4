"""What stands in addresses and behind their question marks: each bounded, and described as it is checked."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Path, Query

from bridge.web.shapes import DATE
from mpos.contract.canonical import MAX_INTEGER

MAX_NUMBER = 60
NO_ZERO = r"^[^\x00]+$"
"""Not every database takes a text with a zero byte in it."""
Number = Annotated[int, Path(ge=1, le=MAX_INTEGER)]
Id = Annotated[str, Path(min_length=1, max_length=MAX_NUMBER, pattern=NO_ZERO)]
Text = Annotated[str | None, Query(min_length=1, max_length=200, pattern=NO_ZERO)]
Day = Annotated[str | None, Query(pattern=DATE["pattern"], description="A day: 2026-10-15")]
Amount = Annotated[str | None, Query(pattern=r"^[0-9]{1,13}\.[0-9]{2}$", description="An amount: 1250.00")]


def one_of(words: Iterable[str]) -> str:
    """The pattern of a text that is one of these words."""
    return f"^({'|'.join(words)})$"


Flag = Annotated[bool, Query()]
