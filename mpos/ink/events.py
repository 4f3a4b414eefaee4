"""What a touch panel says, as Linux passes it on: records of fixed length (linux/input.h), and what its axes reach to.

We read them with the standard library. The library for this, evdev, would bring compiled code, and its wheels are for
x86 alone, while most handhelds are ARM; of all that it can do we need sixty lines.
"""

import fcntl
import struct
from collections.abc import Iterator

from mpos.light.typing import NamedTuple

EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED = 0, 3
BTN_TOUCH = 0x14A
ABS_X, ABS_Y = 0x00, 0x01
ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID = 0x2F, 0x35, 0x36, 0x39

_RECORD = struct.Struct("@llHHi")
"""struct input_event: the time as two C longs, then type, code and value."""
_AXIS = struct.Struct("@6i")
_EVIOCGRAB = 0x40044590
_EVIOCGABS = 0x80184540
"""ioctl numbers as the kernel makes them on ARM, x86 and RISC-V."""


class Event(NamedTuple):
    """One thing that changed. What belongs together ends with EV_SYN."""

    kind: int
    code: int
    value: int


class Axis(NamedTuple):
    """What an axis reaches from and to, and its units in a millimetre; 0 where the panel does not say."""

    low: int
    high: int
    per_mm: int = 0


class EventReader:
    """Events out of a stream of bytes, in whatever pieces they come."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that are whole now."""
        content = self._rest + piece
        whole = len(content) - len(content) % _RECORD.size
        self._rest = content[whole:]
        for _, _, kind, code, value in _RECORD.iter_unpack(content[:whole]):
            yield Event(kind, code, value)


def axis_of(descriptor: int, code: int) -> Axis | None:
    """What this axis reaches to; None when the panel does not say, or what is read is no panel."""
    try:
        answer = fcntl.ioctl(descriptor, _EVIOCGABS + code, bytes(_AXIS.size))
    except OSError:
        return None
    _, low, high, _, _, per_mm = _AXIS.unpack(answer)
    return Axis(low, high, max(0, per_mm)) if high > low else None


def keep_to_ourselves(descriptor: int) -> bool:
    """Keeps a desktop from taking the strokes for its own, until the panel is closed. False where that can't be had."""
    try:
        fcntl.ioctl(descriptor, _EVIOCGRAB, 1)
    except OSError:
        return False
    return True
