"""Screens as pictures: characters in a bitmap font on the colours of a console, reverse video and bold as they are."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

CELL = (6, 11)
"""The built-in bitmap font's cell in dots."""
SCALE = 2
MARGIN = 8
ACROSS = 6
PAPER, INK, BRIGHT, TABLE = (16, 20, 24), (200, 206, 210), (255, 255, 255), (90, 90, 90)
_STAND_INS: Mapping[str, str] = {"█": "#", "▀": '"', "▄": "_"}
"""The font has Latin-1, which is all that a console font is sure to have."""


class Shot(NamedTuple):
    """One screen, the keys that led to it, and which of its rows stand out."""

    name: str
    keys: str
    lines: list[str]
    reversed_rows: list[int]
    bold_rows: list[int]


def picture(shot: Shot, columns: int) -> Image.Image:
    """One screen."""
    width, height = CELL
    small = Image.new("RGB", (columns * width, len(shot.lines) * height), PAPER)
    pen = ImageDraw.Draw(small)
    font = ImageFont.load_default_imagefont()
    for row, line in enumerate(shot.lines):
        is_reversed = row in shot.reversed_rows
        if is_reversed:
            pen.rectangle((0, row * height, columns * width, (row + 1) * height - 1), fill=INK)
        ink = PAPER if is_reversed else BRIGHT if row in shot.bold_rows else INK
        for column, letter in enumerate(line):
            drawn = letter if ord(letter) < 256 else _STAND_INS.get(letter, "?")
            pen.text((column * width, row * height), drawn, ink, font)
    return small.resize((small.width * SCALE, small.height * SCALE), Image.Resampling.NEAREST)


def sheet(shots: Sequence[Shot], columns: int) -> Image.Image:
    """All screens of a day side by side, in order."""
    pictures = [picture(shot, columns) for shot in shots]
    width, height = (side + MARGIN for side in pictures[0].size)
    whole = Image.new("RGB", (ACROSS * width, -(-len(pictures) // ACROSS) * height), TABLE)
    for place, each in enumerate(pictures):
        whole.paste(each, (place % ACROSS * width + MARGIN // 2, place // ACROSS * height + MARGIN // 2))
    return whole
