"""How long the keypad takes to its first screen, on a terminal of the size of a handheld's."""

import fcntl
import os
import pty
import selectors
import struct
import termios
import time
from collections.abc import Mapping

from scripts.benchmarks.measuring import RunFailed, Words, program_of

ROWS, COLUMNS = 15, 40
QUIET_S = 0.3
"""So long without a byte, and the screen is drawn: whatever comes later was not waited for."""
DEADLINE_S = 30


def first_screen_s(words: Words, environ: Mapping[str, str]) -> float:
    """Seconds from start to the last byte of the first screen. The keypad is ended by hanging up."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(program_of(words, environ), [*words], {**environ, "TERM": "linux"})  # noqa: S606 -- our own program
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        return _last_byte(terminal, began + DEADLINE_S) - began
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _last_byte(terminal: int, deadline: float) -> float:
    seen = None
    with selectors.DefaultSelector() as selector:
        selector.register(terminal, selectors.EVENT_READ)
        while time.perf_counter() < deadline:
            if not selector.select(QUIET_S):
                if seen:
                    return seen
                continue
            if not os.read(terminal, 65_536):
                break
            seen = time.perf_counter()
    raise RunFailed("the keypad showed no screen")
