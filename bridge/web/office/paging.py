"""Pages of a list: so many items, and a cursor that says where the next page goes on.

A cursor is the place of the last item and not its number: what comes in meanwhile neither doubles nor hides one.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import Depends, Query

from bridge.web.problems import BadQuery
from mpos.contract.canonical import MAX_INTEGER

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
"""A page is made in some ten milliseconds and has some hundred kilobytes."""
MAX_CURSOR = 400
Item = TypeVar("Item")
Place = tuple[str | int, ...]


class Paging(NamedTuple):
    """Which page is asked for. Without a cursor, or with an empty one, it is the first."""

    limit: int
    cursor: str | None

    def after(self, *kinds: type) -> Any:
        """The place after which the page begins, its parts of these kinds; None for the first page. BadQuery."""
        if not self.cursor:
            return None
        try:
            place = json.loads(urlsafe_b64decode(self.cursor.encode("ascii")))
        except (ValueError, RecursionError) as error:
            raise BadQuery(detail="cursor: it is none that was given here") from error
        if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
            raise BadQuery(detail="cursor: it is none that was given here")
        if not all(map(_is_sound, place)):
            raise BadQuery(detail="cursor: it is none that was given here")
        return tuple(place)


def _is_sound(part: str | int) -> bool:
    """Whether a database takes it: cursors come back from outside."""
    if isinstance(part, int):
        return abs(part) <= MAX_INTEGER
    return "\0" not in part and part.encode(errors="replace").decode() == part


def paging(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many items at most.")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=MAX_CURSOR, description="`next` of the page before; none for the first page.")
    ] = None,
) -> Paging:
    """The page that a request asks for."""
    return Paging(limit, cursor)


Paged = Annotated[Paging, Depends(paging)]


def page_of(
    found: Sequence[Item], wanted: Paging, place: Callable[[Item], Place], tell: Callable[[Item], dict[str, Any]]
) -> dict[str, Any]:
    """The page, of which one item more than asked for was looked up: it tells whether there is another page."""
    shown = found[: wanted.limit]
    more = len(found) > wanted.limit
    return {"items": [tell(item) for item in shown], "next": cursor_at(place(shown[-1])) if more else None}


def cursor_at(place: Place) -> str:
    """The cursor of the page that begins after this place."""
    return urlsafe_b64encode(json.dumps(list(place), ensure_ascii=True).encode()).decode()
