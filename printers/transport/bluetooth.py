"""A Bluetooth printer by its serial port profile, without binding it to a device node first."""

import socket

from mpos.light.typing import NamedTuple
from printers.transport.channel import PrinterLost
from printers.transport.descriptor import DescriptorChannel

DEFAULT_CHANNEL = 1
MAX_CHANNEL = 30
"""RFCOMM numbers its channels from 1 to 30 (Bluetooth specification RFCOMM with TS 07.10)."""


class Bluetooth(NamedTuple):
    """A paired printer's address, six pairs of hexadecimal digits, and its RFCOMM channel."""

    address: str
    channel: int = DEFAULT_CHANNEL

    def connect(self, timeout_s: float) -> DescriptorChannel:
        if not hasattr(socket, "AF_BLUETOOTH"):
            raise PrinterLost(
                "This Python cannot speak Bluetooth. Bind the printer with rfcomm, and set serial:/dev/rfcomm0 instead."
            )
        try:
            return RadioChannel(self._connected(timeout_s).detach())
        except TimeoutError:
            reason = "no answer; is it on, near and paired"
        except OSError as error:
            reason = error.strerror or str(error)
        raise PrinterLost(f"The Bluetooth printer {self.address} cannot be reached ({reason}).")

    def _connected(self, timeout_s: float) -> socket.socket:
        connection = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_STREAM, socket.BTPROTO_RFCOMM)
        connection.settimeout(timeout_s)
        try:
            connection.connect((self.address, self.channel))
        except OSError:
            connection.close()
            raise
        return connection


class RadioChannel(DescriptorChannel):
    """An open link to a printer."""

    def unsent(self) -> int:
        # For Bluetooth sockets the kernel answers this question with the free space instead, so only asking the
        # printer tells whether the slip has arrived.
        return 0
