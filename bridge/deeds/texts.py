"""What may be typed as a name, an area, a reason and the like."""

from mpos.contract.problems import BadUsage

MAX_REASON = 200
"""A sentence or two."""


def check_text(text: str, limit: int, what: str) -> None:
    """BadUsage for nothing, too much, or what can't be printed."""
    if not 1 <= len(text.strip()) <= limit or not text.isprintable():
        raise BadUsage(detail=f"{what} has 1 to {limit} printable characters.")


def check_optional(text: str, limit: int, what: str) -> None:
    """The same, but nothing will do."""
    if text:
        check_text(text, limit, what)
