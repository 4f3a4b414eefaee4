"""A printer on the far side of a pseudo-terminal or a socket: it takes slips, answers DLE EOT, and fails on demand."""

import os
import pty
import select
import socket
import struct
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY = b"\x12\x12\x12\x12"
NEAR_END = b"\x12\x12\x12\x1e"
OUT_OF_PAPER = b"\x1a\x32\x12\x7e"
COVER_OPEN = b"\x1a\x16\x12\x12"
OFFLINE = b"\x1a\x12\x12\x12"
CUTTER_FAULT = b"\x1a\x12\x1a\x12"
SILENT = b""

_ASKED = b"\x10\x04"
_OFFLINE_BIT = 0x08


@dataclass
class Behaviour:
    """What the printer answers, and what happens to it once it has taken so many bytes of a slip."""

    status: bytes = READY
    status_later: tuple[int, bytes] | None = None
    hangs_after: int | None = None
    leaves_after: int | None = None
    # Said without having been asked, as soon as the first byte of a slip arrives.
    blurts: bytes = b""
    # Said shortly before the first answer after a slip: an answer to an earlier question that comes late.
    late_answer: bytes = b""
    # Bytes taken at a time, and the pause after each, for a slow one.
    bite: int = 4096
    pause_s: float = 0.0


class FakePrinter(threading.Thread):
    """Runs until it is stopped. `taken` is what it has of the slip; the questions are not part of it."""

    def __init__(self, behaviour: Behaviour, connect: Callable[[], int | None]) -> None:
        super().__init__(daemon=True)
        self.taken = b""
        self._behaviour = behaviour
        self._connect = connect
        self._pending = b""
        self._stopping = threading.Event()
        self.stop_reads, self._stop_writes = os.pipe()

    @property
    def on_paper(self) -> bytes:
        """Of what it has taken, what it printed: a printer that stops for paper or its cover keeps the rest."""
        later = self._behaviour.status_later
        return self.taken[: later[0]] if later and later[1][0] & _OFFLINE_BIT else self.taken

    def run(self) -> None:
        descriptor = self._connect()
        if descriptor is not None:
            try:
                self._serve(descriptor)
            finally:
                os.close(descriptor)

    def stop(self) -> None:
        self._stopping.set()
        os.write(self._stop_writes, b".")
        self.join()
        os.close(self.stop_reads)
        os.close(self._stop_writes)

    def _serve(self, descriptor: int) -> None:
        while not self._has_left():
            waited_for = [self.stop_reads] if self._hangs() else [descriptor, self.stop_reads]
            ready, _, _ = select.select(waited_for, [], [])
            if self.stop_reads in ready:
                return
            try:
                self._take(descriptor, os.read(descriptor, self._behaviour.bite))
            except OSError:
                return
            self._stopping.wait(self._behaviour.pause_s)

    def _take(self, descriptor: int, arrived: bytes) -> None:
        if not arrived:
            raise OSError
        self._pending += arrived
        while self._pending:
            if self._pending.startswith(_ASKED) and len(self._pending) >= 3:
                self._say_late(descriptor)
                os.write(descriptor, self._answer(self._pending[2]))
                self._pending = self._pending[3:]
            elif _ASKED.startswith(self._pending[:2]):
                return
            else:
                self._take_slip(descriptor)

    def _take_slip(self, descriptor: int) -> None:
        if not self.taken and self._behaviour.blurts:
            os.write(descriptor, self._behaviour.blurts)
        # A question may arrive in parts, so the slip ends, for now, at what may be the first of one.
        end = self._pending.find(_ASKED[:1], 1)
        end = len(self._pending) if end < 0 else end
        self.taken += self._pending[:end]
        self._pending = self._pending[end:]

    def _say_late(self, descriptor: int) -> None:
        if self.taken and self._behaviour.late_answer:
            os.write(descriptor, self._behaviour.late_answer)
            self._behaviour.late_answer = b""
            self._stopping.wait(0.005)

    def _answer(self, question: int) -> bytes:
        later = self._behaviour.status_later
        status = later[1] if later and len(self.taken) >= later[0] else self._behaviour.status
        return status[question - 1 : question]

    def _hangs(self) -> bool:
        return self._behaviour.hangs_after is not None and len(self.taken) >= self._behaviour.hangs_after

    def _has_left(self) -> bool:
        return self._behaviour.leaves_after is not None and len(self.taken) >= self._behaviour.leaves_after


@contextmanager
def printer_on_a_line(path: Path, behaviour: Behaviour | None = None) -> Iterator[FakePrinter]:
    """A printer whose serial port appears at `path`, as udev would name it."""
    with _line(path) as far_end, _running(FakePrinter(behaviour or Behaviour(), lambda: far_end)) as printer:
        yield printer


@contextmanager
def hung_line(path: Path) -> Iterator[int]:
    """A line that nobody reads, and its far end."""
    with _line(path) as far_end:
        yield far_end
        os.close(far_end)


@contextmanager
def _line(path: Path) -> Iterator[int]:
    far_end, near_end = pty.openpty()
    tty.setraw(near_end)
    path.unlink(missing_ok=True)
    path.symlink_to(os.ttyname(near_end))
    try:
        # Our own hold on the near end keeps the line up between two visits.
        yield far_end
    finally:
        os.close(near_end)


@contextmanager
def printer_in_the_network(behaviour: Behaviour | None = None) -> Iterator[tuple[FakePrinter, str]]:
    """A network printer for one connection, and its address."""
    with socket.socket() as listener:
        # A small window, or the kernel would take megabytes for a printer that hangs.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        printer = FakePrinter(behaviour or Behaviour(), lambda: _accepted(printer, listener))
        with _running(printer):
            yield printer, f"tcp://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def printer_on_a_socket(behaviour: Behaviour | None = None) -> Iterator[tuple[FakePrinter, socket.socket]]:
    """A printer at the far end of a pair of sockets, and the near end, as a radio link gives one."""
    near, far = socket.socketpair()
    with near, _running(FakePrinter(behaviour or Behaviour(), far.detach)) as printer:
        yield printer, near


def _accepted(printer: FakePrinter, listener: socket.socket) -> int | None:
    ready, _, _ = select.select([listener.fileno(), printer.stop_reads], [], [])
    if printer.stop_reads in ready:
        return None
    connection, _ = listener.accept()
    # It leaves by a reset, as a printer does that loses power.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return connection.detach()


@contextmanager
def _running(printer: FakePrinter) -> Iterator[FakePrinter]:
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()
