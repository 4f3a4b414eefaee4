"""The fields of PSCloud's records: how each is checked, and what is said when it is wrong."""

import unicodedata
from typing import Annotated, NoReturn

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.clock import in_utc, read_date, read_instant
from mpos.contract.fields import MAX_TEXT
from mpos.contract.money import format_money, parse_money

MAX_NAME = 200
"""PSCloud's names run to 120 characters; a terminal takes 200."""
MAX_NUMBER = 60
"""SOA, invoice and customer numbers and codes, as a terminal takes them."""


def reject(code: str, reason: str) -> NoReturn:
    """Ends the check of a record; `reason` completes a sentence that begins with the field's name."""
    raise PydanticCustomError("pscloud", "{reason}", {"code": code, "reason": reason})


def clean(text: str) -> str:
    """One spelling for each name (NFC), without control characters, which would reach screens and printers."""
    if text.isascii() and text.isprintable():
        return text.strip()
    spaced = unicodedata.normalize("NFC", text).translate(_LINE_ENDS)
    return "".join(letter for letter in spaced if unicodedata.category(letter) != "Cc").strip()


_LINE_ENDS = str.maketrans("\n\r\t", "   ")


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        reject("not_a_text", "is not a text")
    text = clean(value)
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        reject("not_a_text", "holds half a character")
    return text


def _read_number(value: object) -> str:
    return _within(_read_text(value), MAX_NUMBER)


def _read_name(value: object) -> str:
    return _within(_read_text(value), MAX_NAME)


def _read_remark(value: object) -> str | None:
    return None if value is None else _read_text(value)[:MAX_TEXT]


def _within(text: str, limit: int) -> str:
    if not text:
        reject("empty", "is empty")
    if len(text) > limit:
        reject("too_long", f"is longer than {limit} characters")
    return text


def _read_money(value: object) -> int:
    try:
        minor = parse_money(value if isinstance(value, str) else "")
    except ValueError:
        reject("not_money", "is not an amount with two decimals")
    if minor < 0:
        reject("negative_amount", f"is negative ({format_money(minor)})")
    return minor


def _read_date(value: object) -> str:
    try:
        return read_date(value if isinstance(value, str) else "").isoformat()
    except ValueError:
        reject("not_a_date", "is not a date as YYYY-MM-DD")


def _read_instant(value: object) -> str:
    try:
        return in_utc(read_instant(value if isinstance(value, str) else ""))
    except (ValueError, OverflowError):
        reject("not_an_instant", "is not a timestamp with an offset")


Number = Annotated[str, BeforeValidator(_read_number)]
Name = Annotated[str, BeforeValidator(_read_name)]
Remark = Annotated[str | None, BeforeValidator(_read_remark)]
"""A text that is nice to have: shortened rather than refused."""
Money = Annotated[int, BeforeValidator(_read_money)]
"""Minor units, zero or more."""
Date = Annotated[str, BeforeValidator(_read_date)]
Instant = Annotated[str, BeforeValidator(_read_instant)]
"""In UTC, so that texts sort as the instants do."""
Count = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
