"""Touch panels and pen tablets of this device: which there are, and writing on one until it is done."""

import os
import select
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from mpos.contract.problems import Refused
from mpos.light.typing import NamedTuple

from .events import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    EventReader,
    axis_of,
    keep_to_ourselves,
)
from .strokes import Area, Pen, Stroke

IDLE_S = 3.0
"""So long after the last stroke the customer has finished."""
WAIT_S = 60.0
"""So long a collector stands with the device held out; then they decide anew."""
DONE_KEYS, CLEAR_KEYS = b"\r\n", b"\x7f\x08\x1b"
MAX_PANELS = 64
_PIECE = 4_096
_WORD_BITS = struct.calcsize("@l") * 8
_IS_DIRECT = 1
"""INPUT_PROP_DIRECT: one writes on the very thing that one looks at."""


class NoPanel(Refused):
    """This device has no touch panel or pen tablet that it can read."""

    hint = "Nothing was recorded. Name one with --device /dev/input/eventN, or use a picture: mpos signature add"


class PanelLost(Refused):
    """The panel {device} can't be read: {detail}"""

    hint = "Nothing was recorded. Ask whoever installed this device for the right to read it (group input), or another."


class Panel(NamedTuple):
    """One panel: its device, what it calls itself, and whether one writes on the screen itself."""

    device: Path
    name: str
    is_screen: bool


def find_panels(root: Path = Path("/")) -> list[Panel]:
    """The panels of this device, screens first. `root` stands in for the root of the file system in tests."""
    folders = sorted((root / "sys/class/input").glob("event*"), key=lambda folder: (len(folder.name), folder.name))
    panels = [
        Panel(root / "dev/input" / folder.name, _said(folder / "device/name") or folder.name, _is_screen(folder))
        for folder in folders[:MAX_PANELS]
        if _is_panel(folder)
    ]
    return sorted(panels, key=lambda panel: not panel.is_screen)


def first_panel(root: Path = Path("/")) -> Panel:
    """The panel to write on when none is named; NoPanel."""
    for panel in find_panels(root):
        return panel
    raise NoPanel


@contextmanager
def opened_panel(device: Path) -> Iterator[int]:
    """The panel's descriptor, for us alone as long as the block lasts; PanelLost when it can't be opened."""
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise PanelLost(device=device, detail=error.strerror) from error
    try:
        keep_to_ourselves(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def area_of(descriptor: int) -> Area | None:
    """What the panel reaches to; None when it does not say."""
    for codes in ((ABS_X, ABS_Y), (ABS_MT_POSITION_X, ABS_MT_POSITION_Y)):
        x, y = (axis_of(descriptor, code) for code in codes)
        if x and y:
            return Area(x, y)
    return None


def write_on(
    panel: int,
    keys: int | None = None,
    *,
    idle_s: float = IDLE_S,
    wait_s: float = WAIT_S,
    shown: Callable[[list[Stroke]], None] = lambda _strokes: None,
) -> list[Stroke]:
    """What is written on an open panel; empty when nothing was.

    It ends with Enter on `keys`, `idle_s` after the last stroke, after `wait_s` in any case, or when the panel goes
    away. Clear on `keys` begins anew. `shown` hears of what there is each time that something was written.
    """
    writing, ends = _Writing(panel, keys, shown), monotonic() + wait_s
    while not writing.is_done and (left_s := ends - monotonic()) > 0:
        ready, _, _ = select.select(writing.listening, [], [], min(idle_s, left_s) if writing.rests else left_s)
        if not ready:
            break
        writing.hear(ready)
    return writing.strokes


class _Writing:
    """One writing under way: the pen, and who is listened to."""

    def __init__(self, panel: int, keys: int | None, shown: Callable[[list[Stroke]], None]) -> None:
        self.listening = [panel] if keys is None else [panel, keys]
        self.is_done = False
        self._panel, self._shown = panel, shown
        self._pen, self._reader = Pen(area_of(panel)), EventReader()

    @property
    def strokes(self) -> list[Stroke]:
        return self._pen.strokes

    @property
    def rests(self) -> bool:
        """Whether something is written, and the pen is up."""
        return bool(self.strokes) and not self._pen.is_down

    def hear(self, ready: list[int]) -> None:
        """Takes in what there is to read."""
        for descriptor in ready:
            self._write() if descriptor == self._panel else self._press(descriptor)

    def _write(self) -> None:
        try:
            piece = os.read(self._panel, _PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self.is_done = self.is_done or not piece
        for event in self._reader.feed(piece):
            self._pen.follow(event)
        self._shown(self.strokes)

    def _press(self, keys: int) -> None:
        typed = os.read(keys, _PIECE)
        if not typed:
            self.listening.remove(keys)
        if set(typed) & set(CLEAR_KEYS):
            self._pen.clear()
            self._shown([])
        self.is_done = self.is_done or bool(set(typed) & set(DONE_KEYS))


def _is_panel(folder: Path) -> bool:
    keys, axes = _bits(folder / "device/capabilities/key"), _bits(folder / "device/capabilities/abs")
    places = ((ABS_X, ABS_Y), (ABS_MT_POSITION_X, ABS_MT_POSITION_Y))
    return bool(keys >> BTN_TOUCH & 1) and any(axes >> x & 1 and axes >> y & 1 for x, y in places)


def _is_screen(folder: Path) -> bool:
    return bool(_bits(folder / "device/properties") >> _IS_DIRECT & 1)


def _bits(path: Path) -> int:
    """A set of numbers as sysfs writes it: words in hexadecimal, the highest first."""
    bits = 0
    for word in _said(path).split():
        try:
            bits = bits << _WORD_BITS | int(word, 16)
        except ValueError:
            return 0
    return bits


def _said(path: Path) -> str:
    try:
        with path.open(errors="replace") as file:
            return file.read(_PIECE).strip()
    except OSError:
        return ""
