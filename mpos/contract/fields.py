"""Reading fields out of what came over the wire: each is checked for type and size, and a mistake is named."""

from collections.abc import Mapping

from mpos.light.typing import Any

from .canonical import MAX_INTEGER, BadContent
from .clock import read_date, read_instant
from .money import parse_money

MAX_TEXT = 500
"""Longer than any name (120), remark or reference; short enough that a record stays small."""


class Fields:
    """A mapping read field by field; every getter raises BadContent that names the field."""

    def __init__(self, content: object, of: str) -> None:
        if not isinstance(content, Mapping):
            raise BadContent(f"{of} is not an object")
        self.content: Mapping[str, Any] = content
        self._of = of

    def text(self, name: str, limit: int = MAX_TEXT) -> str:
        """A text that is not empty."""
        value = self.content.get(name)
        if not isinstance(value, str) or not value or len(value) > limit:
            raise self._bad(name, f"is not a text of 1 to {limit} characters")
        return value

    def optional_text(self, name: str, limit: int = MAX_TEXT) -> str | None:
        """A text, or None when the field is missing, null or empty."""
        return None if self.content.get(name) in (None, "") else self.text(name, limit)

    def money(self, name: str, default: str | None = None) -> int:
        """Minor units, never negative."""
        minor = self.signed_money(name, default)
        if minor < 0:
            raise self._bad(name, "is less than zero")
        return minor

    def signed_money(self, name: str, default: str | None = None) -> int:
        """Minor units, of either sign."""
        value = self.content.get(name, default)
        try:
            return parse_money(value if isinstance(value, str) else "")
        except ValueError as error:
            raise self._bad(name, "is not a text with an amount of two decimals, such as 1250.00") from error

    def integer(self, name: str, low: int = 0, high: int = MAX_INTEGER) -> int:
        """An integer within bounds."""
        value = self.content.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._bad(name, f"is not a number from {low} to {high}")
        return value

    def optional_integer(self, name: str) -> int | None:
        """An integer of zero or more, or None."""
        return None if self.content.get(name) is None else self.integer(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.content.get(name, default)
        if not isinstance(value, bool):
            raise self._bad(name, "is not true or false")
        return value

    def optional_flag(self, name: str) -> bool | None:
        """True or false, or None when the field is missing or null."""
        return None if self.content.get(name) is None else self.flag(name)

    def date(self, name: str) -> str:
        """A date as YYYY-MM-DD, kept as text."""
        return self._checked(name, read_date)

    def optional_date(self, name: str) -> str | None:
        """A date, or None when the field is missing, null or empty."""
        return None if self.optional_text(name) is None else self.date(name)

    def instant(self, name: str) -> str:
        """An RFC 3339 timestamp with offset, kept as text."""
        return self._checked(name, read_instant)

    def optional_instant(self, name: str) -> str | None:
        """A timestamp, or None when the field is missing, null or empty."""
        return None if self.optional_text(name) is None else self.instant(name)

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.content.get(name, default)
        if value not in allowed:
            raise self._bad(name, f"is none of {', '.join(allowed)}")
        return str(value)

    def items(self, name: str, limit: int) -> list[Any]:
        """A list of at most `limit` items; missing counts as empty."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or len(value) > limit:
            raise self._bad(name, f"is not a list of at most {limit}")
        return value

    def texts(self, name: str, limit: int, length: int = MAX_TEXT) -> tuple[str, ...]:
        """A list of at most `limit` texts, each of up to `length` characters; missing counts as empty."""
        texts = self.items(name, limit)
        if not all(isinstance(text, str) and len(text) <= length for text in texts):
            raise self._bad(name, f"is not a list of texts of up to {length} characters")
        return tuple(texts)

    def object(self, name: str) -> dict[str, Any]:
        """An object, taken as it is."""
        value = self.content.get(name)
        if not isinstance(value, dict):
            raise self._bad(name, "is not an object")
        return value

    def _checked(self, name: str, reader: Any) -> str:
        value = self.text(name, limit=40)
        try:
            reader(value)
        except ValueError as error:
            raise self._bad(name, str(error)) from error
        return value

    def _bad(self, name: str, what: str) -> BadContent:
        return BadContent(f"{self._of}: {name} {what}")
