"""Valid things gone wrong: a strategy takes what would be accepted and bends, cuts or stuffs it."""

import gzip
import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

Json = Any
Draw = Callable[[st.SearchStrategy[Any]], Any]

MOST_EDITS = 3
DEEP = 40
"""More than the contract allows (32)."""
LONG = 5_000


def _nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


HOSTILE_VALUES: tuple[Json, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**4_000, 1.5, 1e308, float("nan")),
    *(
        "",
        " ",
        "x",
        "0",
        "x" * LONG,
        "é" * 61,
        "\x00",
        "\x1b[2J\x1b]0;owned\x07",
        "\u202etxt.exe",
        "\ud800",
        "\U0010ffff",
    ),
    *(
        "1.00",
        "-0.00",
        "-1.00",
        "1.005",
        "1e3",
        "9999999999999.99",
        "99999999999999.00",
        "NaN",
        "Infinity",
        "\u0661.00",
    ),
    *(
        "2026-02-29",
        "0001-01-01",
        "9999-12-31",
        "2026-W01-1",
        "20260101",
        "2026-10-15T09:00:00",
        "2026-10-15T24:00:00Z",
    ),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-10-15 09:00:00.123456789+08:00"),
    *(
        "0" * 64,
        "F" * 64,
        "g" * 64,
        "00000000-0000-0000-0000-000000000000",
        "T001",
        "'; DROP TABLE journal; --",
        "%s{0}",
    ),
    *([], {}, [[]], [None] * 3, {"": ""}, {"__proto__": 1}, _nested(DEEP)),
)
hostile_values = st.sampled_from(HOSTILE_VALUES).map(deepcopy) | st.text(max_size=8) | st.integers()


class Place(NamedTuple):
    """A container in a JSON value, and one of its keys."""

    container: Any
    key: Any


@st.composite
def spoiled(draw: Draw, valid: Json) -> Json:
    """A JSON value with a few of its parts replaced, removed, doubled or added to."""
    value = json.loads(json.dumps(valid))
    for _ in range(draw(st.integers(1, MOST_EDITS))):
        known = places(value)
        if not known:
            return draw(hostile_values)
        _edit(draw, draw(st.sampled_from(known)))
    return value


def places(value: Json) -> Sequence[Place]:
    """Every place in a JSON value, however deep."""
    found: list[Place] = []
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        found += [Place(value, key), *places(value[key])]
    return found


def _edit(draw: Draw, place: Place) -> None:
    container, key = place
    match draw(st.sampled_from(("replace", "replace", "remove", "add", "wrap", "double"))):
        case "replace":
            container[key] = draw(hostile_values)
        case "remove":
            del container[key]
        case "wrap":
            container[key] = [deepcopy(container[key])]
        case "add" | "double" if isinstance(container, list):
            container.extend(deepcopy(container[key]) for _ in range(draw(st.sampled_from((1, 21, 501)))))
        case _:
            container[draw(st.text(max_size=4))] = draw(hostile_values)


@st.composite
def bent(draw: Draw, valid: bytes) -> bytes:
    """Bytes with bits flipped, pieces cut out, put in or doubled."""
    content = bytearray(valid)
    for _ in range(draw(st.integers(0, MOST_EDITS))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        match draw(st.sampled_from(("flip", "cut", "cut out", "put in", "double"))):
            case "flip" if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del content[at:]
            case "cut out":
                del content[at : at + draw(st.integers(1, 40))]
            case "put in":
                content[at:at] = draw(_INSERTED)
            case _:
                content[at:at] = content[at : at + 200]
    return bytes(content)


_INSERTED = st.sampled_from(
    (b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"{", b"[" * DEEP, b"\n", b"\r\n", b"1e9", b"\\u")
) | (st.binary(max_size=8))


@st.composite
def json_text(draw: Draw, valid: Json) -> bytes:
    """The JSON text of something valid gone wrong, as a value, as a text, or both."""
    value = draw(spoiled(valid)) if draw(st.booleans()) else valid
    text = json.dumps(value).encode()
    if draw(st.integers(0, 9)) == 0:
        text = _with_doubled_key(text)
    return draw(bent(text)) if draw(st.booleans()) else text


def _with_doubled_key(text: bytes) -> bytes:
    head, colon, rest = text.partition(b":")
    return head + colon + b"1," + head.lstrip(b"{") + colon + rest if colon else text


@st.composite
def packed(draw: Draw, content: st.SearchStrategy[bytes]) -> bytes:
    """The same packed: rightly, twice, with something behind it, or damaged."""
    blob = gzip.compress(draw(content), mtime=0)
    match draw(st.sampled_from(("right", "right", "twice", "two members", "more", "bent"))):
        case "twice":
            return gzip.compress(blob, mtime=0)
        case "two members":
            return blob + blob
        case "more":
            return blob + b"more"
        case "bent":
            return bytes(draw(bent(blob)))
    return blob
