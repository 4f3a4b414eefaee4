"""A keypad that somebody works with: keys in, frames out, with no terminal emulator between.

After each key the screen is looked at in the two sizes that must always do: nothing may be cut, nothing too wide.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mpos.app import opened
from mpos.contract.problems import Problem
from mpos.keypad.errands import Errand, Errands
from mpos.keypad.frame import SMALLEST, USUAL, Frame, Size
from mpos.keypad.keys import CLEAR, DOWN, ENTER, POINT, UP, Key, Scan
from mpos.keypad.page import Desk, Page
from mpos.keypad.session import Keypad
from mpos.services.terminal import Terminal
from mpos.settings import read_settings
from printers.characters import width
from tests.mpos.terminal_at_work import TerminalAtWork

SIZES = (USUAL, SMALLEST)
"""The smallest comes last: keys mean what they mean on the screen that was seen last."""
ERRAND_S = 30.0
"""Longer than any errand in a test takes."""
MAX_ROUNDS = 10
_KEYS = {"E": ENTER, "C": CLEAR, ".": POINT, "U": UP, "D": DOWN}


class HandMovedSeconds:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class WatchedErrands(Errands):
    """Errands that a test can wait for."""

    def wait(self) -> None:
        """Until none is running."""
        for errand in list(self._running.values()):
            assert errand.wait(ERRAND_S), f"{errand.name} does not come back"

    @property
    def any_running(self) -> bool:
        """Whether one of them is under way."""
        return any(not errand.is_done for errand in self._running.values())

    @property
    def started(self) -> dict[str, Errand[object]]:
        """The newest errand of each name, running or done."""
        return self._running


class KeypadAtWork:
    """One keypad on one device."""

    def __init__(self, terminal: Terminal, errands: WatchedErrands, at_work: TerminalAtWork) -> None:
        self.terminal = terminal
        self.errands = errands
        self.device = at_work
        self.seconds = HandMovedSeconds()
        self.keypad = Keypad(Desk(terminal, errands, read_settings(at_work.environ)), self.seconds)
        self.keys_pressed = 0

    @property
    def page(self) -> Page:
        """The page on top."""
        return self.keypad.page

    def press(self, keys: str) -> "KeypadAtWork":
        """Types keys in one go: digits, E for Enter, C for Clear, a point for the decimal key; blanks mean nothing.

        What comes too early after a confirmation is dropped, as the real loop does.
        """
        self.keypad.wants_quiet = False
        for key in keys.replace(" ", ""):
            if self.keypad.wants_quiet:
                break
            self._press(_KEYS.get(key, key))
        return self

    def press_all(self, keys: str) -> "KeypadAtWork":
        """Types keys one after the other, so slowly that none is dropped."""
        for key in keys.replace(" ", ""):
            self.press(key)
        return self

    def scan(self, code: str) -> "KeypadAtWork":
        """A barcode."""
        self._press(Scan(code))
        return self

    def wait(self) -> "KeypadAtWork":
        """Until the errands are done, and those that they led to, and the page has heard of it."""
        for _round in range(MAX_ROUNDS):
            self.errands.wait()
            self.tick()
            if not self.errands.any_running:
                return self
        raise AssertionError("one errand leads to the next without end")

    def tick(self, seconds: float = 0.0) -> "KeypadAtWork":
        """Time passes at the keypad."""
        self.seconds.now += seconds
        self.keypad.tick()
        self.check_frames()
        return self

    def text(self, size: Size = SMALLEST) -> str:
        """The screen."""
        return "\n".join(line.text for line in self.frame(size).lines)

    def frame(self, size: Size = SMALLEST) -> Frame:
        """The screen, with how its lines are set off."""
        return self.keypad.frame(size)

    def check_frames(self) -> None:
        """Nothing is cut or too wide, on a small screen and on a usual one."""
        for size in SIZES:
            frame = self.frame(size)
            shown = "\n".join(line.text for line in frame.lines)
            assert not frame.cut, f"cut at {size}:\n{shown}"
            assert len(frame.lines) == size.rows, shown
            assert all(width(line.text) <= size.columns for line in frame.lines), f"too wide at {size}:\n{shown}"

    def _press(self, key: Key) -> None:
        self.keys_pressed += 1
        self.keypad.press(key)
        self.check_frames()


@contextmanager
def keypad_of(device: TerminalAtWork) -> Iterator[KeypadAtWork]:
    """Switches the keypad on: the device's own homes, clock and network, as the real one opens them."""

    @contextmanager
    def open_terminal() -> Iterator[Terminal]:
        with opened(device.environ, device.clock, device.way_to_the_office) as terminal:
            yield terminal

    with open_terminal() as terminal:
        terminal.prints_aside = True
        unforeseen: list[Exception] = []

        def keep(error: Exception) -> Problem:
            unforeseen.append(error)
            return Problem(detail=repr(error))

        errands = WatchedErrands(open_terminal, keep)
        try:
            yield KeypadAtWork(terminal, errands, device)
        finally:
            errands.wait()
        assert not unforeseen, unforeseen
