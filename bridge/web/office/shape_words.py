"""The words that the shapes of the office's API are written with."""

from bridge.web.shapes import DATE, INSTANT, Shape, choice, integer, named, or_null, record

from .paging import MAX_LIMIT

COUNT = integer()
NUMBER = integer(1)
TEXT: Shape = {"type": "string"}
TEXT_OR_NULL: Shape = {"type": ["string", "null"]}
AT_OR_NULL = or_null(INSTANT)
DATE_OR_NULL = or_null(DATE)
COUNT_OR_NULL = or_null(COUNT)
DAYS: Shape = {"type": "integer"}
STATUSES = choice("pending", "approved", "processing", "completed", "failed")


def many(item: Shape) -> Shape:
    """A list of these."""
    return {"type": "array", "items": item}


def page(of: str, **beside: Shape) -> Shape:
    """A page of a list. `next` is the cursor of the page behind it, null when there is none."""
    items = {"type": "array", "items": named(of), "maxItems": MAX_LIMIT}
    return record((), items=items, next=TEXT_OR_NULL, **beside)


def by_name(item: Shape) -> Shape:
    """An object whose every value is one of these."""
    return {"type": "object", "additionalProperties": item}
