"""QR codes of the kind that receipts carry, as the library `qrcode` makes them, in a fraction of its time.

That is bytes, with the least correction, of version 7 to 13; all else is the library's. What the numbers mean is in
ISO/IEC 18004.
"""

from collections.abc import Iterator

from printers.qr.codewords import codewords, version_for
from printers.qr.masks import best_mask, mask_rows

MIN_BYTES = 135
"""What is shorter takes a smaller version."""
_RUN = 20
"""So many alphanumeric characters in a row, and the library writes them in fewer bits."""
_ALPHANUMERIC = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_RUNS = bytes(byte if byte in _ALPHANUMERIC else 0 for byte in range(256))
_FINDER = ("11111110", "10000010", "10111010", "10111010", "10111010", "10000010", "11111110", "00000000")
_ALIGNMENT = ("11111", "10001", "10101", "10001", "11111")
_LEAST_CORRECTION = 1 << 3
_FORMAT, _FORMAT_BITS, _FORMAT_MASK = 0x537, 10, 0x5412
_VERSION, _VERSION_BITS = 0x1F25, 12

Grid = list[list[str]]
"""Modules by row and column: "1" dark, "0" light, "." open for content."""


def quick_rows(content: bytes) -> list[str] | None:
    """The rows of the code, "1" for each dark module and "0" for each light one; None where it is none of this kind."""
    if len(content) < MIN_BYTES or max(map(len, content.translate(_RUNS).split(b"\0"))) >= _RUN:
        return None
    version = version_for(len(content))
    if version is None:
        return None
    grid = _blank(version)
    may_turn = ["".join("1" if module == "." else "0" for module in row) for row in grid]
    _fill(grid, "".join(f"{byte:08b}" for byte in codewords(content, version)))
    mask = best_mask(["".join(row) for row in grid], may_turn)
    for row, turns, may in zip(grid, mask_rows(mask, len(grid)), may_turn, strict=True):
        row[:] = f"{int(''.join(row), 2) ^ int(turns, 2) & int(may, 2):0{len(grid)}b}"
    _tell_format(grid, mask)
    _tell_version(grid, version)
    return ["".join(row) for row in grid]


def _blank(version: int) -> Grid:
    """All that the version alone decides, light where format and version will be told."""
    size = 17 + 4 * version
    grid = [["."] * size for _ in range(size)]
    for at in range(size):
        grid[6][at] = grid[at][6] = "10"[at % 2]
    middle, last = (size - 1) // 2, size - 7
    for top, left in ((6, middle), (middle, 6), (middle, middle), (middle, last), (last, middle), (last, last)):
        _put(grid, top - 2, left - 2, _ALIGNMENT)
    _put(grid, 0, 0, _FINDER)
    _put(grid, 0, size - 8, tuple(row[::-1] for row in _FINDER))
    _put(grid, size - 8, 0, _FINDER[::-1])
    _tell(grid, _format_places(size), 0)
    _tell(grid, _version_places(size), 0)
    grid[size - 8][8] = "0"
    return grid


def _put(grid: Grid, top: int, left: int, pattern: tuple[str, ...]) -> None:
    for row, line in enumerate(pattern, top):
        grid[row][left : left + len(line)] = line


def _fill(grid: Grid, bits: str) -> None:
    """Two columns at a time from the right, up and down in turns; what stays open is light."""
    size = len(grid)
    following = iter(bits)
    rows = range(size - 1, -1, -1)
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in rows:
            line = grid[row]
            for column in (right, right - 1):
                if line[column] == ".":
                    line[column] = next(following, "0")
        rows = rows[::-1]


Places = Iterator[tuple[int, int, int]]
"""Row, column, and which bit is told there."""


def _tell(grid: Grid, places: Places, bits: int) -> None:
    for row, column, bit in places:
        grid[row][column] = "01"[bits >> bit & 1]


def _tell_format(grid: Grid, mask: int) -> None:
    told = _with_rest(_LEAST_CORRECTION | mask, _FORMAT, _FORMAT_BITS) ^ _FORMAT_MASK
    _tell(grid, _format_places(len(grid)), told)
    grid[-8][8] = "1"


def _tell_version(grid: Grid, version: int) -> None:
    _tell(grid, _version_places(len(grid)), _with_rest(version, _VERSION, _VERSION_BITS))


def _format_places(size: int) -> Places:
    for bit in range(15):
        down = bit if bit < 6 else bit + 1 if bit < 8 else size - 15 + bit
        across = size - 1 - bit if bit < 8 else 15 - bit if bit < 9 else 14 - bit
        yield down, 8, bit
        yield 8, across, bit


def _version_places(size: int) -> Places:
    for bit in range(18):
        near, far = bit // 3, size - 11 + bit % 3
        yield near, far, bit
        yield far, near, bit


def _with_rest(number: int, divisor: int, bits: int) -> int:
    """The number and, behind it, what is left of it when divided by a polynomial of so many bits (BCH)."""
    rest = number << bits
    while rest >> bits:
        rest ^= divisor << rest.bit_length() - divisor.bit_length()
    return number << bits | rest
