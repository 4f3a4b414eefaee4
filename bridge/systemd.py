"""Telling systemd how the daemon is (sd_notify(3)): ready, alive, stopping. Without systemd all of it does nothing."""

import socket
from collections.abc import Mapping
from typing import NamedTuple

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
SEND_WITHIN_S = 1


class Systemd(NamedTuple):
    """Where to tell it, and how often it wants to hear that the daemon is alive; None where nobody listens."""

    address: str | None = None
    alive_every_s: float | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Systemd":
        """The one that started this process."""
        wanted = environ.get("WATCHDOG_USEC", "")
        # Half of what it waits for, as its manual advises.
        every_s = int(wanted) / 2_000_000 if wanted.isascii() and wanted.isdigit() else None
        return cls(environ.get("NOTIFY_SOCKET") or None, every_s)

    def tell(self, state: str) -> None:
        """Tells it. Where that fails nothing is done: it finds out by itself, and the daemon has other work."""
        if self.address is None:
            return
        # A name that begins with @ is in Linux's abstract namespace.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(SEND_WITHIN_S)
                line.sendto(state.encode(), address)
        except OSError:
            return
