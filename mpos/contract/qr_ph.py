"""QR Ph: from the merchant's static payload, as its acquirer issued it, one with an amount and a reference of ours.

The format is EMVCo's for codes that merchants present, as QR Ph uses it: fields of a two-digit id, a two-digit length
and a value, the last of them a CRC over all before it. What an acquirer put into its payload stays as it is.
"""

from binascii import crc_hqx
from collections.abc import Iterable

from mpos.light.typing import NamedTuple

from .money import format_money

FORMAT, INITIATION, CURRENCY, AMOUNT, COUNTRY, ADDITIONAL, CRC = "00", "01", "53", "54", "58", "62", "63"
REFERENCE_LABEL = "05"
"""Within ADDITIONAL."""
STATIC, DYNAMIC = "11", "12"
PESO, PHILIPPINES = "608", "PH"
MAX_PAYLOAD = 400
"""Characters: what the narrowest paper takes in modules of four dots, which phones read."""
MAX_VALUE, MAX_AMOUNT, MAX_REFERENCE = 99, 13, 25
_ACCOUNTS = range(26, 52)
_CRC_LENGTH = 8


class BadQrPh(ValueError):
    """A text that is no QR Ph payload, or not one that can be used here; the message says why."""


class Tag(NamedTuple):
    """One field. The value of some is a list of fields itself."""

    id: str
    value: str


def read_payload(text: str) -> tuple[Tag, ...]:
    """The fields, with the CRC that was right as the last one; BadQrPh for anything else."""
    if not text.isascii() or not text.isprintable() or not _CRC_LENGTH < len(text) <= MAX_PAYLOAD:
        raise BadQrPh(f"it is not a text of {_CRC_LENGTH + 1} to {MAX_PAYLOAD} plain characters")
    tags = read_tags(text)
    if tags[0] != (FORMAT, "01"):
        raise BadQrPh("it does not begin with 000201, as QR Ph does")
    if tags[-1].id != CRC or text[-4:] != crc_of(text[:-4]):
        raise BadQrPh("its check sum is wrong: something is missing or was changed")
    return tags


def read_static(text: str) -> tuple[Tag, ...]:
    """The fields of a merchant's static payload in pesos that has room for a reference of ours; BadQrPh."""
    tags = read_payload(text)
    found = dict(tags)
    if found.get(INITIATION) != STATIC or AMOUNT in found:
        raise BadQrPh("it is for one payment only; ask the acquirer for the static code, which has no amount")
    if not any(int(tag.id) in _ACCOUNTS for tag in tags):
        raise BadQrPh("it names no account")
    if found.get(CURRENCY) != PESO or found.get(COUNTRY) != PHILIPPINES:
        raise BadQrPh("it is not for pesos in the Philippines")
    _with_amount(tags, "9" * MAX_REFERENCE, "9" * MAX_AMOUNT)
    return tags


def dynamic_payload(static: str, amount_minor: int, reference: str) -> str:
    """The payload for one payment of this amount (minor units) under this reference; BadQrPh."""
    amount = format_money(amount_minor)
    if amount_minor <= 0 or len(amount) > MAX_AMOUNT:
        raise BadQrPh(f"{amount} is not an amount that QR Ph can carry")
    if not reference.isascii() or not reference.isprintable() or not 1 <= len(reference) <= MAX_REFERENCE:
        raise BadQrPh(f"a reference has 1 to {MAX_REFERENCE} plain characters")
    return _with_amount(read_static(static), reference, amount)


def write_payload(tags: Iterable[Tag]) -> str:
    """The fields as one text, with a new CRC at the end."""
    body = write_tags(tag for tag in tags if tag.id != CRC) + f"{CRC}04"
    return body + crc_of(body)


def read_tags(text: str) -> tuple[Tag, ...]:
    """A list of fields, each id once; BadQrPh."""
    tags: list[Tag] = []
    rest = text
    while rest:
        head, length = rest[:4], rest[2:4]
        if not (len(head) == 4 and head.isascii() and head.isdigit()) or len(rest) < 4 + int(length):
            raise BadQrPh(f"its fields can't be told apart after {len(text) - len(rest)} characters")
        tags.append(Tag(rest[:2], rest[4 : 4 + int(length)]))
        rest = rest[4 + int(length) :]
    if len(dict(tags)) != len(tags):
        raise BadQrPh("a field is there twice")
    return tuple(tags)


def write_tags(tags: Iterable[Tag]) -> str:
    """A list of fields as one text; BadQrPh when a value is too long for its field."""
    written = []
    for tag in tags:
        if len(tag.value) > MAX_VALUE:
            raise BadQrPh(f"field {tag.id} has no room for what belongs into it")
        written.append(f"{tag.id}{len(tag.value):02d}{tag.value}")
    return "".join(written)


def crc_of(text: str) -> str:
    """CRC-16/CCITT-FALSE in four hex digits: "123456789" -> "29B1"."""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def _with_amount(tags: Iterable[Tag], reference: str, amount: str) -> str:
    found = dict(tags)
    additional = put(read_tags(found.get(ADDITIONAL, "")), Tag(REFERENCE_LABEL, reference))
    for tag in (Tag(INITIATION, DYNAMIC), Tag(AMOUNT, amount), Tag(ADDITIONAL, write_tags(additional))):
        tags = put(tags, tag)
    payload = write_payload(tags)
    if len(payload) > MAX_PAYLOAD:
        raise BadQrPh("with an amount and a reference it is too long to be printed")
    return payload


def put(tags: Iterable[Tag], new: Tag) -> tuple[Tag, ...]:
    """The fields with this one in the place of its predecessor, else before the first with a higher id."""
    old = tuple(tags)
    if any(tag.id == new.id for tag in old):
        return tuple(new if tag.id == new.id else tag for tag in old)
    place = next((index for index, tag in enumerate(old) if tag.id > new.id), len(old))
    return (*old[:place], new, *old[place:])
