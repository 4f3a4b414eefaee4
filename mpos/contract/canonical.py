"""One spelling for each JSON value, so that a hash over it means the same on every machine.

Keys sorted, no spaces, UTF-8, integers only: a float has more than one spelling and no place near money.
"""

from collections.abc import Iterable

from mpos.light.plain_json import write_sorted
from mpos.light.typing import Any, NoReturn

MAX_INTEGER = 2**63 - 1
"""What an SQLite integer holds."""
MAX_DEPTH = 32
"""Objects and lists within one another: far more than any record has, far less than any machine's stack."""
_TEXT = frozenset({str})


class BadContent(ValueError):
    """A text or value that is not what the contract says; the message names what is wrong."""


def write_canonical(value: object) -> str:
    """The canonical JSON text; BadContent for floats, odd keys, too deep a nesting and text that is not Unicode."""
    _check(value)
    text = write_sorted(value)
    _check_characters(text)
    return text


def read_json(text: str | bytes) -> Any:
    """Any JSON value without floats or doubled keys; BadContent when it is none, or is nested too deep."""
    import json

    try:
        spelt = text.decode() if isinstance(text, bytes) else text
        value = json.loads(spelt, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_doubles)
        _check(value)
    except BadContent:
        raise
    except (ValueError, RecursionError) as error:
        raise BadContent(f"not JSON: {error}") from error
    # Half a character needs an escape, or shows in what came; only for the first is all of it worth writing again.
    _check_characters(write_sorted(value) if "\\u" in spelt else spelt)
    return value


def _check(value: object, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise BadContent(f"it is nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        if not set(map(type, value)) <= _TEXT and not all(isinstance(key, str) for key in value):
            raise BadContent("a key is not a text")
        _check_all(value.values(), depth)
    elif isinstance(value, (list, tuple)):
        _check_all(value, depth)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise BadContent("a number is too large")
    elif value is not None and not isinstance(value, str):
        raise BadContent(f"{type(value).__name__} has no canonical form")


def _check_all(values: Iterable[object], depth: int) -> None:
    # Texts are all right at any depth, and an upload has thousands of them.
    if not set(map(type, values)) <= _TEXT:
        for value in values:
            if type(value) is not str:
                _check(value, depth + 1)


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadContent("a text holds half a character") from error


def _no_float(text: str) -> NoReturn:
    raise BadContent(f"{text[:20]} is not an integer; amounts are texts with two decimals")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadContent("a key appears twice")
    return found
