"""A channel over a file descriptor, which is what serial ports, sockets, device nodes and files have in common.

Nothing here blocks: writing and reading wait in poll() for no longer than they are told. A library's own time limit
would cover a whole write, and call a slow printer dead.
"""

import fcntl
import os
import select
import termios
from contextlib import suppress

from printers.transport.channel import PrinterLost

# A printer's whole status is four bytes; more than this is chatter.
_READ_BYTES = 64
_MAX_STALE_READS = 64


class DescriptorChannel:
    """Owns the descriptor from now on, and closes it."""

    answers = True

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor

    def write(self, piece: bytes, timeout_s: float) -> int:
        try:
            return os.write(self._descriptor, piece) if self._ready(select.POLLOUT, timeout_s) else 0
        except BlockingIOError:
            return 0
        except OSError as error:
            raise gone(error) from None

    def read(self, timeout_s: float) -> bytes:
        if not self._ready(select.POLLIN, timeout_s):
            return b""
        try:
            said = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise gone(error) from None
        if not said:
            raise PrinterLost("The printer has closed the connection.")
        return said

    def unsent(self) -> int:
        # The same request reads a terminal's output queue and what a socket's peer has not acknowledged.
        try:
            queued = fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        return int.from_bytes(queued, "little")

    def discard_input(self) -> None:
        for _ in range(_MAX_STALE_READS):
            if not self.read(timeout_s=0):
                return

    def discard_unsent(self) -> None:
        # Closing a serial port waits up to half a minute for its output queue, unless that is empty.
        with suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)

    def close(self) -> None:
        if self.unsent():
            self.discard_unsent()
        with suppress(OSError):
            os.close(self._descriptor)

    def _ready(self, event: int, timeout_s: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, event)
        return bool(poll.poll(timeout_s * 1000))


def gone(error: OSError) -> PrinterLost:
    """The error of a printer that was there a moment ago."""
    return PrinterLost(f"The connection to the printer broke ({error.strerror or error}).")
