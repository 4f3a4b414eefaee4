"""Characters as dots, in the 12 by 24 cell that the normal font of these printers has.

The font is Spleen, under the licence at the top of its file. No printer prints with it, but with one much like it.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from PIL import Image, ImageChops

CELL = (12, 24)
WHITE, BLACK = 255, 0


class Style(NamedTuple):
    """How characters are printed; large ones are twice as wide and twice as high."""

    bold: bool = False
    large: bool = False


@cache
def cell(char: str, style: Style) -> Image.Image:
    """The cell of one character; an empty box where the font lacks it."""
    glyph = _glyph(char)
    if style.bold:
        beside = Image.new("L", CELL, WHITE)
        beside.paste(glyph, (1, 0))
        glyph = ImageChops.darker(glyph, beside)
    return enlarged(glyph, 2, 2) if style.large else glyph


def enlarged(image: Image.Image, across: int, down: int) -> Image.Image:
    """The image with each dot repeated."""
    return image.resize((image.width * across, image.height * down), Image.Resampling.NEAREST)


def dots(width: int, height: int, rows: bytes) -> Image.Image:
    """An image from rows of packed bits, set bits black."""
    return Image.frombytes("1", (width, height), rows, "raw", "1;I").convert("L")


def _glyph(char: str) -> Image.Image:
    rows = _font().get(char)
    if rows is not None:
        return dots(*CELL, rows)
    box = Image.new("L", CELL, WHITE)
    box.paste(BLACK, (1, 4, 11, 20))
    box.paste(WHITE, (2, 5, 10, 19))
    return box


@cache
def _font() -> dict[str, bytes]:
    lines = files("printers").joinpath("font", "spleen-12x24.hex").read_text(encoding="ascii").splitlines()
    drawn = (line.split() for line in lines if not line.startswith("#"))
    return {chr(int(code_point, 16)): bytes.fromhex(rows) for code_point, rows in drawn}
