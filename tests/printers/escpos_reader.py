"""Reads ESC/POS as a printer does, from the commands' published descriptions and Python's own code pages.

It knows the few commands that a slip needs and refuses all others, so whatever gets into the bytes by way of a
customer's name is found out.
"""

from dataclasses import dataclass, field

CODE_PAGES = {0: "cp437", 2: "cp850"}

# No line holds it as text, so it can stand for the image of a peso sign.
GLYPH_BYTE = b"\x00"

# ESC @ is the initialisation; the others have one parameter.
_ONE_PARAMETER = {b"\x1bt", b"\x1b!", b"\x1bE", b"\x1ba", b"\x1bd", b"\x1dV"}


@dataclass
class Paper:
    """What came out: lines with their size, and what was done besides printing text."""

    lines: list[str] = field(default_factory=list)
    large: list[bool] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    images: list[tuple[int, int]] = field(default_factory=list)
    rasters: list[bytes] = field(default_factory=list)
    qr_contents: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_escpos(sent: bytes) -> Paper:
    reader = _Reader(sent)
    while reader.rest:
        reader.step()
    assert reader.line == b"", "the last line was never printed"
    return reader.paper


class _Reader:
    def __init__(self, sent: bytes) -> None:
        self.rest = sent
        self.paper = Paper()
        self.line = b""
        self._initialise()

    def step(self) -> None:
        first = self.rest[0]
        if first >= 0x20 and first != 0x7F:
            self.line += self._take(1)
        elif first == 0x0A:
            self._take(1)
            self._end_line()
        elif first in (0x1B, 0x1C, 0x1D):
            self._command(self._take(2))
        else:
            raise AssertionError(f"control byte {first:#04x} in the text")

    def _command(self, command: bytes) -> None:
        if command == b"\x1b@":
            self._initialise()
        elif command == b"\x1c.":
            self.chinese = False
            self.paper.deeds.append("leave Chinese mode")
        elif command in _ONE_PARAMETER:
            self._set(command, self._take(1)[0])
        elif command == b"\x1dv":
            self._image()
        elif command == b"\x1b*":
            self._image_in_line()
        elif command == b"\x1d(":
            self._symbol()
        else:
            raise AssertionError(f"unexpected command {command!r}")

    def _set(self, command: bytes, value: int) -> None:
        if command == b"\x1bt":
            self.code_page = CODE_PAGES[value]
        elif command == b"\x1b!":
            self.is_large, self.is_bold = value == 0x30, bool(value & 8)
        elif command == b"\x1bE":
            self.is_bold = bool(value)
        elif command == b"\x1ba":
            assert not self.line
        elif command == b"\x1bd":
            self.paper.deeds.append(f"feed {value}")
        else:
            self.paper.deeds.append("cut")

    def _image(self) -> None:
        assert self._take(1) == b"0"
        mode, *size = self._take(5)
        width_bytes, height = size[0] + 256 * size[1], size[2] + 256 * size[3]
        self.paper.rasters.append(self._take(width_bytes * height))
        across, down = (2 if mode & 1 else 1), (2 if mode & 2 else 1)
        self.paper.images.append((8 * width_bytes * across, height * down))

    def _image_in_line(self) -> None:
        """Of one column, so that it counts as one character; which it is, only its dots could tell."""
        mode, low, high = self._take(3)
        assert (mode, low + 256 * high) == (33, 24 if self.is_large else 12)
        self._take(3 * low)
        self.line += GLYPH_BYTE

    def _symbol(self) -> None:
        assert self._take(1) == b"k"
        length = int.from_bytes(self._take(2), "little")
        parameters = self._take(length)
        if parameters.startswith(b"1P0"):
            self.paper.qr_contents.append(parameters[3:])

    def _initialise(self) -> None:
        self.code_page = "ascii"
        self.is_large = self.is_bold = False
        self.chinese = True

    def _end_line(self) -> None:
        line = "₱".join(part.decode(self.code_page) for part in self.line.split(GLYPH_BYTE))
        self.paper.lines.append(line)
        self.paper.large.append(self.is_large)
        self.paper.bold.append(self.is_bold)
        self.line = b""

    def _take(self, count: int) -> bytes:
        taken, self.rest = self.rest[:count], self.rest[count:]
        assert len(taken) == count, "a command is cut short"
        return taken
