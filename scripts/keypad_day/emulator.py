"""A handheld without its case: `mpos` runs on a pseudo-terminal, and a terminal emulator shows its screen."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

PROGRAM = Path(sys.executable).with_name("mpos")
KEYS = {"E": b"\r", "C": b"\x7f", ".": b"."}
"""How keys are written in scripts: E for Enter, C for Clear."""
WITHIN_S = 30.0
"""Far more than any page takes; a screen that never comes ends the run with what was shown instead."""
MAX_READ = 65_536


class NotShown(AssertionError):
    """What was waited for did not come; the message has the screen as it was."""


class Handheld:
    """The running program. `columns` and `rows` are those of its screen; `term` is what it believes to have."""

    def __init__(self, environ: Mapping[str, str], columns: int = 40, rows: int = 15, term: str = "linux") -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = 0
        """Bytes that the program has sent to its screen so far."""
        self._master, slave = pty.openpty()
        _set_size(slave, columns, rows)
        self._process = subprocess.Popen(
            [str(PROGRAM)],
            env={**environ, "TERM": term},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.stop()

    @property
    def lines(self) -> list[str]:
        """The screen, row by row, without what is blank at the ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def reversed_rows(self) -> list[int]:
        """The rows that stand out by reverse video."""
        buffer = self._screen.buffer
        return [row for row in range(self._screen.lines) if buffer[row][0].reverse]

    @property
    def bold_rows(self) -> list[int]:
        """The rows with bold letters."""
        buffer = self._screen.buffer
        return [row for row in range(self._screen.lines) if any(cell.bold for cell in buffer[row].values())]

    def press(self, keys: str) -> None:
        """Presses keys one after the other, each as a burst of its own would come: digits, E, C and the point."""
        for key in keys.replace(" ", ""):
            self._read_until(lambda: bool(self.lines[-1]), WITHIN_S, "the line that says what keys do")
            self.send(KEYS.get(key, key.encode()))
            # A person sees each key land before pressing the next.
            self.settle()

    def send(self, burst: bytes) -> None:
        """Sends bytes at once, as a scanner does."""
        os.write(self._master, burst)

    def wait_for(self, *fragments: str, within_s: float = WITHIN_S) -> None:
        """Reads until all of these stand on the screen; NotShown after the deadline, or when the program ends."""
        self._read_until(lambda: all(fragment in self.text for fragment in fragments), within_s, repr(fragments))

    def wait_while(self, fragment: str, within_s: float = WITHIN_S) -> None:
        """Reads until this is gone from the screen."""
        self._read_until(lambda: fragment not in self.text, within_s, f"the end of {fragment!r}")

    def settle(self, quiet_s: float = 0.06) -> None:
        """Reads until the screen has not changed for a moment."""
        while select.select([self._master], [], [], quiet_s)[0]:
            if not self._read():
                return

    def resize(self, columns: int, rows: int) -> None:
        """Gives the screen another size, as turning a window's corner does."""
        self._screen.resize(rows, columns)
        self._screen.reset()
        _set_size(self._master, columns, rows)
        self._process.send_signal(signal.SIGWINCH)

    @property
    def line_mode(self) -> list[Any]:
        """How the line is set, as termios tells it."""
        return termios.tcgetattr(self._master)

    def signal(self, number: signal.Signals) -> None:
        """Sends the program a signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """Takes the battery out."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Hangs up, and waits for the end; the exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        deadline = time.monotonic() + WITHIN_S
        while self._process.poll() is None and time.monotonic() < deadline:
            # A program that still has something to show must be let.
            if select.select([self._master], [], [], 0.05)[0]:
                self._read()
        if self._process.poll() is None:
            self._process.kill()
        code = self._process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
        return code

    def wait_for_end(self, within_s: float = WITHIN_S) -> int:
        """Waits until the program has ended by itself; its exit code."""
        deadline = time.monotonic() + within_s
        while select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))[0]:
            if not self._read():
                break
        return self._process.wait(max(0.0, deadline - time.monotonic()))

    def _read_until(self, is_there: Callable[[], bool], within_s: float, wanted: str) -> None:
        deadline = time.monotonic() + within_s
        while not is_there():
            left = deadline - time.monotonic()
            ready = left > 0 and select.select([self._master], [], [], min(left, 0.2))[0]
            if left <= 0 or (ready and not self._read() and not is_there()):
                raise NotShown(f"{wanted} did not come; the screen is\n{self.text}")

    def _read(self) -> bool:
        try:
            piece = os.read(self._master, MAX_READ)
        except OSError:
            return False
        self.sent += len(piece)
        self._stream.feed(piece)
        return bool(piece)


def _take_terminal() -> None:
    """Makes the terminal the program's own, so that a hang-up reaches it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
