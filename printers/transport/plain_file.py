"""A file that collects the bytes of slips: for trying out, for training, and for a spooler that watches it."""

import os

from mpos.light.typing import NamedTuple
from printers.transport.channel import PrinterLost
from printers.transport.descriptor import DescriptorChannel


class PlainFile(NamedTuple):
    """Appends to `path`, which is made when it isn't there. It cannot be asked; what is written, is printed."""

    path: str

    def connect(self, timeout_s: float) -> DescriptorChannel:  # noqa: ARG002 - opening a file does not wait
        # Not blocking, for the path may be a pipe that nobody reads. Slips name customers: they are for the owner only.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            return _FileChannel(os.open(self.path, flags, 0o600))
        except OSError as error:
            raise PrinterLost(f"The file {self.path} cannot be written ({error.strerror}).") from None


class _FileChannel(DescriptorChannel):
    answers = False
