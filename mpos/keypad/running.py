"""The keypad on a real terminal: bytes in, frames out, until a signal or the terminal ends it.

Signals and errands wake the loop through a pipe; between two keys it sleeps. Keys that come faster than fingers are
gathered, so that a barcode is one key whatever page is open.
"""

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType

from mpos.app import opened
from mpos.contract.console import keep_unforeseen, show_problem
from mpos.contract.problems import Problem
from mpos.settings import home_of, read_settings
from mpos.store.database import wait_for_neighbours

from .errands import Errands
from .frame import without_keys
from .keys import read_keys
from .language import speak
from .loading import load_ahead
from .page import Desk
from .screen import Screen, screen_for
from .session import Keypad, is_large_enough

TICK_S = 1.0
"""How often a page may change by itself: a second of waiting is shown as a second."""
BETWEEN_KEYS_S = 0.03
"""Nobody presses keys so fast; a scanner, even at 9600 baud, is faster."""
BETWEEN_PIECES_S = 0.15
"""What has begun faster than fingers may come in pieces, as from a scanner by radio: its rest is waited for."""
MAX_BURST = 512
QUIET_S = 0.4
"""Without a key for so long, before and after a confirmation: a double press, a key held down and the rest of a barcode
are forgotten until then."""
LATE_LINE_FEED_S = 0.2
"""A line feed within this after a return is the second half of a scanner's CR LF, and not another Enter."""
LOG_FILE = "mpos.log"
BUSY_S = 5
"""No other program on the device holds a key up for longer; what it was to do is refused, and can be done again."""


def run(environ: Mapping[str, str]) -> int:
    """Runs the keypad on this terminal until a signal (Ctrl-C is one) or its terminal ends it; the exit code."""
    try:
        settings = read_settings(environ)
        speak(settings.language)
        with opened(environ) as terminal, _wakeable() as (waking, wake):
            errands = Errands(
                lambda: opened(environ),
                lambda error: keep_unforeseen(error, home_of(environ) / LOG_FILE),
                news=wake,
            )
            terminal.prints_aside = True
            wait_for_neighbours(terminal.connection, BUSY_S)
            keypad = Keypad(Desk(terminal, errands, settings), time.monotonic)
            if settings.idle_lock_minutes:
                # Switching a found device off and on must not get past the lock.
                keypad.lock()
            load_ahead(terminal.paper.prepare)
            with _keys_as_they_come(), _shown(environ) as screen:
                _Loop(keypad, screen, waking).run()
    except Problem as problem:
        return show_problem(problem, as_json=False)
    return 0


class _Loop:
    def __init__(self, keypad: Keypad, screen: Screen, waking: int) -> None:
        self._keypad = keypad
        self._screen = screen
        self._waking = waking
        self._quiet_until = 0.0
        self._returned_at = 0.0

    def run(self) -> None:
        with suppress(KeyboardInterrupt, _Ended):
            while True:
                frame = self._keypad.frame(self._screen.size())
                # What the keys do is shown when they do it.
                self._screen.paint(without_keys(frame) if self._keypad.wants_quiet or self._quiet_left() else frame)
                if self._keypad.wants_quiet:
                    # From now on, and not from the key on: on a slow line the screen comes late.
                    self._keypad.wants_quiet = False
                    self._be_quiet()
                self._turn()

    def _be_quiet(self) -> None:
        self._quiet_until = time.monotonic() + QUIET_S

    def _quiet_left(self) -> float:
        return max(0.0, self._quiet_until - time.monotonic())

    def _turn(self) -> None:
        keyboard = sys.stdin.fileno()
        ready, _, _ = select.select([keyboard, self._waking], [], [], self._quiet_left() or TICK_S)
        if self._waking in ready:
            os.read(self._waking, MAX_BURST)
        if keyboard in ready:
            self._take(_burst(keyboard))
        else:
            self._keypad.tick()

    def _take(self, burst: bytes) -> None:
        if self._quiet_left():
            self._be_quiet()
            return
        if not is_large_enough(self._screen.size()):
            return
        for key in read_keys(self._without_late_line_feed(burst)):
            self._keypad.press(key)
            # A confirmation is looked at before it is given; and what means nothing there may be part of a barcode.
            self._keypad.wants_quiet |= self._keypad.page.confirms
            if self._keypad.wants_quiet:
                return

    def _without_late_line_feed(self, burst: bytes) -> bytes:
        now = time.monotonic()
        is_late = now - self._returned_at < LATE_LINE_FEED_S and burst.startswith(b"\n")
        self._returned_at = now if burst.endswith(b"\r") else 0.0
        return burst[1:] if is_late else burst


class _Ended(Exception):
    """The terminal is gone, or we were told to stop."""


def _burst(keyboard: int) -> bytes:
    """What has arrived, and what follows faster than fingers."""
    gathered = b""
    while len(gathered) < MAX_BURST:
        try:
            piece = os.read(keyboard, MAX_BURST)
        except OSError:
            # So a terminal tells that it has gone away.
            raise _Ended from None
        if not piece:
            raise _Ended
        gathered += piece
        pause_s = BETWEEN_PIECES_S if len(gathered) > 1 and gathered.isalnum() else BETWEEN_KEYS_S
        if gathered.endswith(b"\n") or not select.select([keyboard], [], [], pause_s)[0]:
            break
    return gathered


@contextmanager
def _wakeable() -> Iterator[tuple[int, "_Wake"]]:
    """A pipe that signals and errands write to, and the call that does."""
    waking, woken = os.pipe()
    os.set_blocking(woken, False)
    wake = _Wake(woken)
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGWINCH] = signal.signal(signal.SIGWINCH, lambda *_: wake())
    try:
        yield waking, wake
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        wake.close()
        os.close(waking)


class _Wake:
    def __init__(self, pipe: int) -> None:
        self._pipe: int | None = pipe

    def __call__(self) -> None:
        pipe = self._pipe
        if pipe is not None:
            # A full pipe has woken the loop already.
            with suppress(OSError):
                os.write(pipe, b".")

    def close(self) -> None:
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            os.close(pipe)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Ended


@contextmanager
def _keys_as_they_come() -> Iterator[None]:
    """Each key at once, unechoed, and Return told apart from line feed: scanners end with either, or with both."""
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    try:
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)


@contextmanager
def _shown(environ: Mapping[str, str]) -> Iterator[Screen]:
    screen = screen_for(environ)
    _set_line(sys.stdin.fileno())
    try:
        yield screen
    finally:
        screen.close()


def _set_line(keyboard: int) -> None:
    """After curses, which sets the line in its own way."""
    attributes = termios.tcgetattr(keyboard)
    attributes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
    attributes[3] &= ~(termios.ICANON | termios.ECHO)
    attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 1, 0
    termios.tcsetattr(keyboard, termios.TCSADRAIN, attributes)
