"""Large digits, three rows high, for amounts that are read in the sun at arm's length. Plain ASCII draws them."""

from printers.characters import width

from .frame import BOLD, Line, centred

ROWS = 3
_GLYPHS = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", "  |", "  |"),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
    ".": (" ", " ", "."),
    ",": (" ", " ", ","),
    "-": ("  ", "__", "  "),
    " ": (" ", " ", " "),
}


def large(text: str, columns: int) -> list[Line]:
    """Digits, points and commas three rows high, in the middle; on one spaced-out line where they don't fit."""
    if all(char in _GLYPHS for char in text):
        rows = [" ".join(_GLYPHS[char][row] for char in text) for row in range(ROWS)]
        if all(width(row) <= columns for row in rows):
            indent = " " * ((columns - max(map(width, rows))) // 2)
            return [Line(indent + row, BOLD) for row in rows]
    spaced = " ".join(text)
    return [Line(), centred(spaced if width(spaced) <= columns else text, columns, BOLD), Line()]
