"""Reads what was sent to the printer as the printer does, and shows it as the paper shows it.

`python -m scripts.demo_day.paper FILE` shows the slips in FILE.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

COLUMNS = 32
"""A roll of 58 mm."""
PICTURE_SIGN = "[QR code]"
INITIALISE = b"\x1b@"
LARGE = b"\x1b!\x30"
CODE_PAGES = {b"\x1bt\x00": "cp437", b"\x1bt\x02": "cp850"}
COMMAND = rb"(?P<command>\x1b[t!Ead].|\x1dV.|\x1c\.)"
LINE = rb"(?P<line>[^\x00-\x1f]*)\n"
PICTURE = re.compile(rb"\x1dv0(?P<mode>[\x00-\x03])(?P<across>..)(?P<down>..)", re.DOTALL)
"""Bytes across and dots down follow, low byte first, and then the dots."""
COMMAND_OR_LINE = re.compile(COMMAND + rb"|" + LINE, re.DOTALL)


class UnknownBytes(Exception):
    """The printer was sent something that is not known here."""


def slips_in(sent: bytes) -> list[list[str]]:
    """The lines of each slip; each begins with the printer's initialisation."""
    slips: list[list[str]] = []
    for line in _lines(sent):
        if line is None:
            slips.append([])
        else:
            slips[-1].append(line)
    return slips


def _lines(sent: bytes) -> Iterator[str | None]:
    """What is printed, line by line; None where a slip begins."""
    code_page, is_large, position = "ascii", False, 0
    while position < len(sent):
        if sent.startswith(INITIALISE, position):
            code_page, is_large, position = "ascii", False, position + len(INITIALISE)
            yield None
            continue
        if picture := PICTURE.match(sent, position):
            position = picture.end() + _dots_in(picture)
            yield f"{PICTURE_SIGN:^{COLUMNS}}".rstrip()
            continue
        found = COMMAND_OR_LINE.match(sent, position)
        if found is None:
            raise UnknownBytes(f"{sent[position : position + 8]!r}")
        position = found.end()
        command = found["command"]
        if command is None:
            text = found["line"].decode(code_page)
            yield " ".join(text) if is_large else text
        elif command[:2] == b"\x1b!":
            is_large = command == LARGE
        else:
            code_page = CODE_PAGES.get(command, code_page)


def _dots_in(picture: re.Match[bytes]) -> int:
    """How many bytes of dots follow."""
    return int.from_bytes(picture["across"], "little") * int.from_bytes(picture["down"], "little")


def framed(slip: Iterable[str]) -> list[str]:
    """The slip between the edges of its paper."""
    edge = "─" * (COLUMNS + 2)
    return [f"┌{edge}┐", *(f"│ {line:{COLUMNS}} │" for line in slip), f"└{edge}┘"]


def side_by_side(slips: Iterable[Sequence[str]], columns: int) -> Iterator[str]:
    """The framed slips, as many beside each other as there is room for."""
    width = COLUMNS + 4
    at_once = max(1, (columns + 2) // (width + 2))
    waiting = [framed(slip) for slip in slips]
    for first in range(0, len(waiting), at_once):
        rows = zip_longest(*waiting[first : first + at_once], fillvalue=" " * width)
        yield from ("  ".join(row).rstrip() for row in rows)


def main(arguments: Sequence[str]) -> None:
    """Shows the slips in a file, if anything was printed."""
    file = Path(arguments[0])
    for slip in slips_in(file.read_bytes()) if file.exists() else ():
        print(*framed(slip), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
