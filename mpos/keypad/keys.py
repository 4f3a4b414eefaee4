"""From the bytes of a keypad, a keyboard or a barcode scanner to keys.

Only digits, Enter and Clear are relied upon; a decimal key, arrows and letters are used where there are some. Clear is
whatever a keypad sends for it: Backspace, Delete or Escape.
"""

import re

from mpos.light.typing import NamedTuple

ENTER, CLEAR, POINT, UP, DOWN = "enter", "clear", "point", "up", "down"
MIN_SCANNED_DIGITS = 8
"""So many digits or more, and nobody has typed them: they are never an amount or a PIN."""
MIN_SCANNED_TEXT = 6
"""Codes with letters in them, such as customer numbers, may be shorter: no other key sends letters in a burst."""
MAX_SCANNED = 80

_SPECIAL = {"\r": ENTER, "\n": ENTER, "\x7f": CLEAR, "\x08": CLEAR, "\x1b": CLEAR, ".": POINT, ",": POINT}
_SEQUENCES = {"\x1b[A": UP, "\x1b[B": DOWN, "\x1bOA": UP, "\x1bOB": DOWN, "\x1bOM": ENTER, "\x1b[3~": CLEAR}
# What keypads with application mode send for their digits: ESC O p to ESC O y, and ESC O n for the decimal key.
_SEQUENCES |= {f"\x1bO{chr(ord('p') + digit)}": str(digit) for digit in range(10)} | {"\x1bOn": POINT}
_TOKEN = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1bO[ -~]|\r\n|[\s\S]")
_SCAN = re.compile(rf"([!-~][ -~]{{{MIN_SCANNED_TEXT - 1},{MAX_SCANNED - 1}}})(?:\r\n|\r|\n)")


class Scan(NamedTuple):
    """A barcode, as one key."""

    code: str


Key = str | Scan


def read_keys(burst: bytes) -> list[Key]:
    """The keys in what arrived at once; what means nothing here is left out. Never raises."""
    text = burst.decode("utf-8", errors="ignore")
    scanned = _SCAN.fullmatch(text)
    if scanned and _is_code(scanned[1]):
        return [Scan(scanned[1])]
    return [key for key in map(_key, _TOKEN.findall(text)) if key]


def is_digit(key: Key) -> bool:
    """Whether this is one of the ten digits."""
    return isinstance(key, str) and len(key) == 1 and key in "0123456789"


def is_letter(key: Key) -> bool:
    """Whether this is a character that only a keyboard has."""
    return isinstance(key, str) and len(key) == 1 and not is_digit(key)


def _is_code(text: str) -> bool:
    if text.isdigit():
        return len(text) >= MIN_SCANNED_DIGITS
    return len(text) >= MIN_SCANNED_TEXT and any(letter.isdigit() for letter in text) and " " not in text


def _key(sent: str) -> str:
    if sent == "\r\n":
        return ENTER
    if sent in _SPECIAL:
        return _SPECIAL[sent]
    if len(sent) > 1:
        return _SEQUENCES.get(sent, "")
    return sent if sent.isprintable() else ""
