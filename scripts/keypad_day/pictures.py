"""Screens as pictures: characters in a bitmap font on the colours of a console, reverse video and bold as they are."""

from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL = (6, 11)
"""The built-in bitmap font's cell in dots."""
SCALE = 2
MARGIN = 8
PAPER, INK, BRIGHT = (16, 20, 24), (200, 206, 210), (255, 255, 255)


def draw_screen(lines: list[str], reversed_rows: list[int], bold_rows: list[int], columns: int, to: Path) -> None:
    """Writes one screen as PNG."""
    width, height = CELL
    picture = Image.new("RGB", (columns * width, len(lines) * height), PAPER)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default_imagefont()
    for row, line in enumerate(lines):
        is_reversed = row in reversed_rows
        if is_reversed:
            pen.rectangle((0, row * height, columns * width, (row + 1) * height - 1), fill=INK)
        ink = PAPER if is_reversed else BRIGHT if row in bold_rows else INK
        for column, letter in enumerate(line):
            pen.text((column * width, row * height), _drawable(letter), ink, font)
    large = picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.NEAREST)
    framed = Image.new("RGB", (large.width + 2 * MARGIN, large.height + 2 * MARGIN), PAPER)
    framed.paste(large, (MARGIN, MARGIN))
    framed.save(to, optimize=True)


def _drawable(letter: str) -> str:
    """The font has Latin-1, which is all that a console font is sure to have."""
    return letter if ord(letter) < 256 else _STAND_INS.get(letter, "?")


_STAND_INS: Mapping[str, str] = {"█": "#", "▀": '"', "▄": "_"}
