"""A printer that takes raw bytes over TCP."""

import os
import socket
import struct

from mpos.light.typing import Any, NamedTuple
from printers.transport.channel import Patience, PrinterLost
from printers.transport.descriptor import DescriptorChannel
from printers.transport.in_time import in_time

DEFAULT_PORT = 9100


class Network(NamedTuple):
    """A printer's address and port in the local network."""

    host: str
    port: int = DEFAULT_PORT

    def connect(self, timeout_s: float) -> DescriptorChannel:
        patience = Patience(timeout_s)
        reason = "its name is not known here"
        for family, address in _resolved(self.host, self.port, timeout_s):
            try:
                return _SocketChannel(_connected(family, address, patience))
            except TimeoutError:
                reason = "no answer"
            except OSError as error:
                reason = error.strerror or str(error)
        raise PrinterLost(f"The printer at {self.host}:{self.port} cannot be reached ({reason}).")


class _SocketChannel(DescriptorChannel):
    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection.detach())

    def discard_unsent(self) -> None:
        # Closing then resets the connection, instead of delivering the rest behind our back.
        with socket.socket(fileno=os.dup(self._descriptor)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _connected(family: socket.AddressFamily, address: Any, patience: Patience) -> socket.socket:
    if patience.over:
        raise TimeoutError
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(patience.left_s)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _resolved(host: str, port: int, timeout_s: float) -> list[tuple[socket.AddressFamily, Any]]:
    """The addresses of the host. A dead name server is waited for in a thread, because the resolver has no deadline."""
    try:
        answers = in_time(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout_s)
    except (OSError, UnicodeError):
        return []
    return [(family, address) for family, _, _, _, address in answers]
