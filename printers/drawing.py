"""A slip as the printer would put it on paper, dot by dot: what a print head makes of the very bytes that are sent.

It knows the commands that a slip needs, by their published descriptions, and refuses all others.
"""

import io
from collections.abc import Callable

from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

from printers.encode import DOTS_A_COLUMN
from printers.glyphs import BLACK, WHITE, Style, cell, dots, enlarged
from printers.qr.image import qr_image

DOTS_PER_INCH = 203
# What a line feed moves the paper at least: a character and a gap.
LINE_FEED_DOTS = 30
CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}

_LINE_FEED = 0x0A
_STARTERS = b"\x1b\x1c\x1d"
_LARGE, _BOLD = 0x30, 0x08
_QR_CORRECTION = {48: ERROR_CORRECT_L, 49: ERROR_CORRECT_M, 50: ERROR_CORRECT_Q, 51: ERROR_CORRECT_H}
_DASH_DOTS = 8


class UndrawableBytes(Exception):
    """These bytes are not those of a slip; the message tells what is unknown in them."""


def png_of(sent: bytes, columns: int) -> bytes:
    """What is on paper after these bytes, as a black and white PNG of 12 dots a column.

    Raises UndrawableBytes for what no slip holds.
    """
    file = io.BytesIO()
    resolution = (DOTS_PER_INCH, DOTS_PER_INCH)
    draw(sent, columns).convert("1").save(file, "PNG", optimize=True, dpi=resolution)
    return file.getvalue()


def draw(sent: bytes, columns: int) -> Image.Image:
    """The same as an image of greys, of which only black and white occur."""
    return _Printer(sent, columns * DOTS_A_COLUMN).paper()


class _Printer:
    """A printer while it works through the bytes: what is set, the line that is being filled, the paper so far."""

    def __init__(self, sent: bytes, dots_across: int) -> None:
        self._rest = memoryview(sent)
        self._dots_across = dots_across
        self._paper: list[Image.Image] = []
        self._qr_module_dots, self._qr_correction, self._qr_content = 3, ERROR_CORRECT_L, b""
        self._initialise()

    def paper(self) -> Image.Image:
        while self._rest:
            self._step()
        if self._line:
            raise UndrawableBytes("The last line is never printed.")
        height = sum(strip.height for strip in self._paper)
        joined = Image.new("L", (self._dots_across, max(1, height)), WHITE)
        top = 0
        for strip in self._paper:
            joined.paste(strip, (0, top))
            top += strip.height
        return joined

    def _step(self) -> None:
        first = self._rest[0]
        if first == _LINE_FEED:
            self._take(1)
            self._end_line()
        elif first in _STARTERS:
            command = bytes(self._take(2))
            if command not in _COMMANDS:
                raise UndrawableBytes(f"The command {command!r} is in no slip.")
            _COMMANDS[command](self)
        elif first >= ord(" ") and first != 0x7F:
            self._line.append(cell(bytes(self._take(1)).decode(self._code_page, "replace"), self._style))
        else:
            raise UndrawableBytes(f"The control byte {first:#04x} is in no slip.")

    def _initialise(self) -> None:
        self._code_page = "cp437"
        self._style = Style()
        self._align = 0
        self._line: list[Image.Image] = []

    def _end_line(self) -> None:
        height = max((image.height for image in self._line), default=0)
        width = sum(image.width for image in self._line)
        strip = self._blank(max(LINE_FEED_DOTS, height))
        left = self._left(width)
        for image in self._line:
            # All stand on the same ground, as in a line of type.
            strip.paste(image, (left, height - image.height))
            left += image.width
        self._paper.append(strip)
        self._line = []

    def _print_image(self, image: Image.Image) -> None:
        strip = self._blank(image.height)
        strip.paste(image, (self._left(image.width), 0))
        self._paper.append(strip)

    def _left(self, width: int) -> int:
        space = self._dots_across - width
        if space < 0:
            raise UndrawableBytes(f"A line is {-space} dots wider than the paper.")
        return (0, space // 2, space)[self._align]

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self._dots_across, height), WHITE)

    def _take(self, count: int) -> memoryview:
        taken, self._rest = self._rest[:count], self._rest[count:]
        if len(taken) < count:
            raise UndrawableBytes("A command is cut short.")
        return taken

    def _select_code_page(self) -> None:
        number = self._take(1)[0]
        if number not in CODE_PAGES:
            raise UndrawableBytes(f"The code page {number} is in no slip.")
        self._code_page = CODE_PAGES[number]

    def _select_style(self) -> None:
        mode = self._take(1)[0]
        self._style = Style(bold=bool(mode & _BOLD), large=mode & _LARGE == _LARGE)

    def _select_bold(self) -> None:
        self._style = self._style._replace(bold=bool(self._take(1)[0] & 1))

    def _select_align(self) -> None:
        self._align = self._take(1)[0] % 48

    def _feed(self) -> None:
        self._paper.append(self._blank(LINE_FEED_DOTS * self._take(1)[0]))

    def _cut(self) -> None:
        self._take(1)
        strip = self._blank(1)
        for left in range(0, self._dots_across, 2 * _DASH_DOTS):
            strip.paste(BLACK, (left, 0, left + _DASH_DOTS, 1))
        self._paper.append(strip)

    def _image_in_line(self) -> None:
        """ESC *, of which slips hold 24 dots in double density: columns of three bytes, the highest bit on top."""
        mode, low, high = self._take(3)
        if mode != 33:
            raise UndrawableBytes(f"The bit image mode {mode} is in no slip.")
        columns = low + 256 * high
        sideways = dots(24, columns, bytes(self._take(3 * columns)))
        self._line.append(sideways.transpose(Image.Transpose.TRANSPOSE))

    def _raster(self) -> None:
        """GS v 0: rows of packed bits, printed once or, as the mode says, with dots repeated across and down."""
        _, mode, *size = self._take(6)
        width_bytes, height = size[0] + 256 * size[1], size[2] + 256 * size[3]
        image = dots(8 * width_bytes, height, bytes(self._take(width_bytes * height)))
        self._print_image(enlarged(image, 2 if mode & 1 else 1, 2 if mode & 2 else 1))

    def _symbol(self) -> None:
        """GS ( k: the QR code is set up and stored, then printed."""
        self._take(1)
        parameters = bytes(self._take(int.from_bytes(self._take(2), "little")))
        match parameters[:2]:
            case b"1C":
                self._qr_module_dots = parameters[2]
            case b"1E":
                self._qr_correction = _QR_CORRECTION[parameters[2]]
            case b"1P":
                self._qr_content = parameters[3:]
            case b"1Q":
                self._print_image(qr_image(self._qr_content, self._qr_module_dots, self._qr_correction))


_COMMANDS: dict[bytes, Callable[[_Printer], None]] = {
    b"\x1b@": _Printer._initialise,
    b"\x1bt": _Printer._select_code_page,
    b"\x1b!": _Printer._select_style,
    b"\x1bE": _Printer._select_bold,
    b"\x1ba": _Printer._select_align,
    b"\x1bd": _Printer._feed,
    b"\x1b*": _Printer._image_in_line,
    b"\x1c.": lambda _: None,
    b"\x1dV": _Printer._cut,
    b"\x1dv": _Printer._raster,
    b"\x1d(": _Printer._symbol,
}
