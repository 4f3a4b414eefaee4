"""The peso sign as dots: it is in no code page of any printer, so one that can draws it as a tiny image in its line."""

SIGN = "₱"
GLYPH = "glyph"
"""As the stand-in of a profile: draw the sign."""

_DRAWING = (
    "............",
    "............",
    "............",
    ".########...",
    ".#########..",
    ".##.....##..",
    "############",
    "############",
    ".##......##.",
    ".##......##.",
    "############",
    "############",
    ".##.....##..",
    ".#########..",
    ".########...",
    ".##.........",
    ".##.........",
    ".##.........",
    ".##.........",
    "............",
    "............",
    "............",
    "............",
    "............",
)
# Above the sign.
_WHITE_ROWS = 3
_BIT_IMAGE = b"\x1b*"
# 24 dots high, each dot as the print head has it.
_DOUBLE_DENSITY = 33


def peso_command(*, large: bool) -> bytes:
    """ESC/POS for the sign, one column of the line wide.

    In a large line it is as wide as a digit there, but half as high: an image in a line is 24 dots high, stands at the
    bottom, and no command enlarges it. Without the white above it, it stands where large digits do.
    """
    rows = _DRAWING[_WHITE_ROWS:] + _DRAWING[:_WHITE_ROWS] if large else _DRAWING
    columns = [_column(rows, at) for at in range(len(rows[0])) for _ in range(2 if large else 1)]
    return _BIT_IMAGE + bytes((_DOUBLE_DENSITY, len(columns), 0)) + b"".join(columns)


def _column(rows: tuple[str, ...], at: int) -> bytes:
    dots = "".join("1" if row[at] == "#" else "0" for row in rows)
    return int(dots, 2).to_bytes(len(rows) // 8, "big")
