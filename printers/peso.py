"""The peso sign as dots: it is in no code page of any printer, so one that can draws it as a tiny image in its line."""

SIGN = "₱"
GLYPH = "glyph"
"""As the stand-in of a profile: draw the sign."""

_DRAWING = (
    "............",
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
)
_BIT_IMAGE = b"\x1b*"
# 24 dots high, each dot as the print head has it.
_DOUBLE_DENSITY = 33


def peso_command(*, large: bool) -> bytes:
    """ESC/POS for the sign, one column of the line wide.

    In a large line it is as wide as a digit there and stands on the same ground, but half as high: an image in a line
    is 24 dots high and no command enlarges it.
    """
    columns = [_column(at) for at in range(len(_DRAWING[0])) for _ in range(2 if large else 1)]
    return _BIT_IMAGE + bytes((_DOUBLE_DENSITY, len(columns), 0)) + b"".join(columns)


def _column(at: int) -> bytes:
    dots = "".join("1" if row[at] == "#" else "0" for row in _DRAWING)
    return int(dots, 2).to_bytes(len(_DRAWING) // 8, "big")
