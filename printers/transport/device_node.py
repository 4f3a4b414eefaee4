"""A printer behind a kernel driver of its own, such as /dev/usb/lp0."""

import os

from mpos.light.typing import NamedTuple
from printers.transport.channel import PrinterLost
from printers.transport.descriptor import DescriptorChannel


class DeviceNode(NamedTuple):
    """A device node. Some pass on what the printer says, some never do; those leave each slip unconfirmed."""

    path: str

    def connect(self, timeout_s: float) -> DescriptorChannel:  # noqa: ARG002 - a node opens at once or not at all
        try:
            return _NodeChannel(os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC))
        except OSError as error:
            raise PrinterLost(f"The printer at {self.path} cannot be opened ({error.strerror}).") from None


class _NodeChannel(DescriptorChannel):
    def read(self, timeout_s: float) -> bytes:
        # A driver for one direction only may refuse to read. That printer prints none the worse.
        try:
            return super().read(timeout_s)
        except PrinterLost:
            return b""
