"""Runs one command as its user sees it: with a screen of its own, so that it draws its tables."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import NamedTuple

COMMAND_WITHIN_S = 60
"""Commands give up on a silent network after less than this."""
ROWS = 50
PIECE_BYTES = 65_536


class Ended(NamedTuple):
    """What a command showed, what it complained of on stderr, and its exit code."""

    exit_code: int
    shown: str
    complaint: str


def run_on_screen(words: Sequence[str], environ: Mapping[str, str], columns: int, typed: str = "") -> Ended:
    """Runs the command on a screen of so many columns; it is killed when it takes longer than a minute."""
    screen, command_side = pty.openpty()
    fcntl.ioctl(command_side, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    with TemporaryFile() as keyboard, TemporaryFile() as complaint:
        keyboard.write(typed.encode())
        keyboard.seek(0)
        process = subprocess.Popen(
            words,
            env={**environ, "COLUMNS": str(columns)},
            stdin=keyboard,
            stdout=command_side,
            stderr=complaint,
        )
        os.close(command_side)
        try:
            shown = b"".join(_pieces(screen, time.monotonic() + COMMAND_WITHIN_S))
        finally:
            os.close(screen)
            _end(process)
        complaint.seek(0)
        return Ended(process.returncode, _text(shown), _text(complaint.read()))


def _pieces(screen: int, deadline: float) -> Iterator[bytes]:
    """What appears on the screen, until its last user has gone or the deadline has passed."""
    while select.select([screen], [], [], max(0, deadline - time.monotonic()))[0]:
        try:
            yield os.read(screen, PIECE_BYTES)
        except OSError:
            # This is how Linux tells that nobody is on the other side any more.
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _text(shown: bytes) -> str:
    return shown.decode(errors="replace").replace("\r\n", "\n")
