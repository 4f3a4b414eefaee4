"""A printer on a serial line."""

import os
import termios

from mpos.light.typing import NamedTuple
from printers.transport.channel import PrinterLost
from printers.transport.descriptor import DescriptorChannel
from printers.transport.in_time import in_time

DEFAULT_BAUDRATE = 9600


class SerialPort(NamedTuple):
    """A serial port and how its line is set; one slip at a time has it to itself."""

    path: str
    baudrate: int = DEFAULT_BAUDRATE
    rtscts: bool = False
    dsrdtr: bool = False
    xonxoff: bool = False

    def connect(self, timeout_s: float) -> DescriptorChannel:
        # Opening returns at once, but not with every driver: /dev/rfcomm0 may look for its printer first.
        try:
            return in_time(self._opened, timeout_s, undo=DescriptorChannel.close)
        except TimeoutError:
            raise PrinterLost(f"The serial port {self.path} cannot be used (it does not open).") from None
        except (OSError, ValueError, termios.error) as error:
            raise PrinterLost(f"The serial port {self.path} cannot be used ({_reason(error)}).") from None

    def _opened(self) -> DescriptorChannel:
        import serial

        # pyserial knows how to set a line up; its own writing has no deadline that fits, and once the cable is out
        # its closing complains on standard error. So the descriptor goes on without it.
        with serial.Serial(
            self.path,
            self.baudrate,
            rtscts=self.rtscts,
            dsrdtr=self.dsrdtr,
            xonxoff=self.xonxoff,
            exclusive=True,
        ) as port:
            return DescriptorChannel(os.dup(port.fileno()))


def _reason(error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return os.strerror(code) if code else str(error)
