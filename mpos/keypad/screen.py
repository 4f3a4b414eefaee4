"""Putting frames on a real screen: by curses where the terminal can be drawn on, line by line where it can't.

curses sends only what has changed, which on a slow line is what keeps a screen from flickering.
"""

import curses
import locale
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from mpos.light.typing import Protocol
from printers.characters import spelled

from .frame import BOLD, MARKED, USUAL, Frame, Line, Size

PLAIN_TERMINALS = ("", "dumb", "unknown")


class Screen(Protocol):
    """Something that shows frames."""

    def size(self) -> Size:
        """How large it is now."""
        ...

    def paint(self, frame: Frame) -> None:
        """Shows a frame in the place of the one before."""
        ...

    def close(self) -> None:
        """Leaves the screen as a shell expects it."""
        ...


def screen_for(environ: Mapping[str, str]) -> Screen:
    """The screen on standard output, as far as its terminal can be drawn on."""
    locale.setlocale(locale.LC_CTYPE, "")
    if environ.get("TERM", "") not in PLAIN_TERMINALS:
        with suppress(curses.error):
            return CursesScreen()
    return LineScreen()


class CursesScreen:
    """A terminal that curses knows. curses.error when it doesn't."""

    def __init__(self) -> None:
        curses.setupterm()
        self._window = curses.initscr()
        curses.noecho()
        curses.cbreak()
        curses.nonl()
        self._window.leaveok(True)
        with suppress(curses.error):
            curses.curs_set(0)
        self._styles = {BOLD: curses.A_BOLD, MARKED: curses.A_REVERSE}

    def size(self) -> Size:
        """How large the terminal is now; curses is told when that has changed."""
        now = _terminal_size()
        if self._window.getmaxyx() != (now.rows, now.columns):
            curses.resizeterm(now.rows, now.columns)
            self._window.clear()
        return now

    def paint(self, frame: Frame) -> None:
        """Sends what differs from the frame before."""
        self._window.erase()
        for row, line in enumerate(frame.lines):
            # The last cell of the last row can't be written without scrolling; curses writes it and complains.
            with suppress(curses.error):
                self._window.addstr(row, 0, on_screen(line.text), self._styles.get(line.style, curses.A_NORMAL))
        self._window.refresh()

    def close(self) -> None:
        """Ends curses, and leaves an empty screen: names and amounts are not for whoever comes next."""
        with suppress(curses.error):
            self._window.clear()
            self._window.refresh()
            curses.endwin()


class LineScreen:
    """A terminal on which nothing can be taken back: each new line is printed below the ones before."""

    def __init__(self) -> None:
        self._before: tuple[Line, ...] = ()

    def size(self) -> Size:
        """How large the terminal says it is."""
        return _terminal_size()

    def paint(self, frame: Frame) -> None:
        """Prints the lines that were not there before."""
        if frame.lines == self._before:
            return
        known = set(self._before)
        for line in frame.lines:
            if line.text and line not in known:
                sys.stdout.write(f"{on_screen(line.text)}\r\n")
        sys.stdout.flush()
        self._before = frame.lines

    def close(self) -> None:
        """Nothing is left to do."""


def on_screen(text: str) -> str:
    """The text in characters that the terminal has. A peso sign is in few console fonts."""
    return spelled(text, locale.getencoding() or "ascii", "P")


def _terminal_size() -> Size:
    try:
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        columns, rows = 0, 0
    return Size(columns or USUAL.columns, rows or USUAL.rows)
