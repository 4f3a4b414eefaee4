"""JSON as Python's own `json` reads and writes it, by the same compiled code, without loading all else in there.

Texts that are not plainly one value, and whatever is wrong, are left to `json`. So is everything on a Python whose
compiled code is another.
"""

from .typing import Any


def _compiled() -> tuple[Any, Any, Any]:
    """The reader and the writers inside `json`, as `loads`, `dumps` and `write_sorted` set them up; ImportError."""
    import _json

    class Reading:
        strict = True
        object_hook = object_pairs_hook = parse_constant = None
        parse_float, parse_int = float, int

    usual: Any = Reading

    def writer(spelt: Any, colon: str, comma: str, in_order: bool) -> Any:
        return _json.make_encoder(None, _refuse, spelt, None, colon, comma, in_order, False, False)

    try:
        return (
            _json.make_scanner(usual),
            writer(_json.encode_basestring_ascii, ": ", ", ", False),
            writer(_json.encode_basestring, ":", ",", True),
        )
    except (AttributeError, TypeError) as error:
        raise ImportError from error


def _refuse(value: object) -> Any:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


try:
    _scan, _write, _write_sorted = _compiled()
except ImportError:
    _scan = _write = _write_sorted = None


def loads(text: str) -> Any:
    """As `json.loads`: the value; ValueError when this is no JSON."""
    if _scan:
        try:
            value, end = _scan(text, 0)
        except (StopIteration, SystemError):
            # The second where it would tell what is wrong, in words of the part that is not loaded.
            value, end = None, -1
        if end == len(text):
            return value
    import json

    return json.loads(text)


def dumps(value: object) -> str:
    """As `json.dumps`, for a value that does not hold itself."""
    if _write:
        return "".join(_write(value, 0))
    import json

    return json.dumps(value)


def write_sorted(value: object) -> str:
    """The same with keys sorted, no spaces, characters as they are."""
    if _write_sorted:
        return "".join(_write_sorted(value, 0))
    import json

    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
