"""What stands on the screen: lines of text that fit, and how each is set off. No line is ever wider than the screen."""

from collections.abc import Iterable

from mpos.light.typing import NamedTuple
from printers.characters import printable, width
from printers.layout import wrap

PLAIN, BOLD, MARKED = "plain", "bold", "marked"
"""How a line is set off. A marked one also begins with a sign, because colour and weight are never the only one."""
MARK, NO_MARK = "> ", "  "
CUT = ".."
"""What stands at the end of a text that did not fit."""


class Size(NamedTuple):
    """Columns and rows of characters."""

    columns: int
    rows: int


SMALLEST = Size(32, 12)
USUAL = Size(40, 15)


class Line(NamedTuple):
    """One line, and how it is set off."""

    text: str = ""
    style: str = PLAIN


class View(NamedTuple):
    """What a page shows: a title, its lines, and which keys do what."""

    title: str
    lines: tuple[Line, ...]
    keys: str = ""


class Frame(NamedTuple):
    """A whole screen. `cut` tells that something did not fit: no page may ever let that happen."""

    lines: tuple[Line, ...]
    cut: bool = False


def compose(status: Iterable[Line], view: View, size: Size) -> Frame:
    """The screen: status, title, the page's lines, and the keys on the last row."""
    top = [*status, *([Line(view.title, BOLD)] if view.title else [])]
    room = room_below(len(top), size)
    shown = [*top, *view.lines[:room]]
    shown += [Line()] * (size.rows - 1 - len(shown))
    keys = Line(view.keys)
    lines = [_fitted(line, size.columns) for line in (*shown, keys)]
    too_wide = any(width(printable(line.text)) > size.columns for line in (*top, *view.lines, keys))
    return Frame(tuple(lines), cut=too_wide or len(view.lines) > room)


def without_keys(frame: Frame) -> Frame:
    """The same screen while no key is taken."""
    return frame._replace(lines=(*frame.lines[:-1], Line()))


def room_below(rows_above: int, size: Size) -> int:
    """The rows left for a page's lines, with one kept for the keys."""
    return max(0, size.rows - rows_above - 1)


def paragraph(text: str, columns: int, style: str = PLAIN) -> list[Line]:
    """A text in lines of whole words."""
    return [Line(line, style) for line in wrap(printable(text), columns)] or [Line()]


def pair(left: str, right: str, columns: int, style: str = PLAIN) -> Line:
    """A label and an amount on one line. The label is cut where it must be; the amount never is."""
    amount = printable(right)
    space = columns - width(amount) - 1
    label = shortened(left, max(0, space))
    return Line(label + " " * (columns - width(label) - width(amount)) + amount, style)


def row(label: str, value: str, columns: int, *, marked: bool) -> Line:
    """One row of a list: a label and an amount, and whether it is the one that Enter takes."""
    return pair(f"{MARK if marked else NO_MARK}{label}", value, columns, MARKED if marked else PLAIN)


def choice(number: str, label: str, columns: int, *, marked: bool = False) -> Line:
    """One line of a menu: the digit that takes it, and whether it is what comes next."""
    text = shortened(f"{MARK if marked else NO_MARK}{number} {label}", columns)
    return Line(text, MARKED if marked else PLAIN)


def centred(text: str, columns: int, style: str = PLAIN) -> Line:
    """A line in the middle."""
    clean = shortened(text, columns)
    return Line(" " * ((columns - width(clean)) // 2) + clean, style)


def shortened(text: str, columns: int) -> str:
    """The text in so many columns; what is left out shows as two dots."""
    clean = printable(text)
    if width(clean) <= columns:
        return clean
    kept = ""
    for char in clean:
        if width(kept + char) > columns - len(CUT):
            break
        kept += char
    return (kept + CUT)[:columns]


def _fitted(line: Line, columns: int) -> Line:
    return Line(shortened(line.text, columns).rstrip(), line.style)
