"""Customers who sign: pictures of signatures, and a panel's events as they come when somebody writes."""

import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from mpos.ink.events import ABS_X, ABS_Y, BTN_TOUCH, EV_ABS, EV_KEY, EV_SYN, SYN_REPORT, Event
from tests.mpos.terminal_at_work import TerminalAtWork

SCRAWL = ((20, 120), (120, 20), (200, 180), (320, 40), (430, 150), (560, 60))
OTHER_SCRAWL = ((20, 20), (300, 180), (580, 20))
Points = Sequence[tuple[int, int]]


def picture_file(points: Points = SCRAWL, kind: str = "PNG", size: tuple[int, int] = (600, 200)) -> bytes:
    """A line in dark ink on light paper."""
    paper = Image.new("L", size, 250)
    ImageDraw.Draw(paper).line(list(points), fill=20, width=6)
    return saved(paper, kind)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture as a file of this kind."""
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def sign(terminal: TerminalAtWork, receipt_no: str, points: Points = SCRAWL) -> dict[str, Any]:
    """The customer of this receipt signs."""
    path = terminal.home.parent / "signature.png"
    path.write_bytes(picture_file(points))
    return terminal.ask("signature", "add", receipt_no, str(path))


def kept_pictures(terminal: TerminalAtWork) -> list[Path]:
    """The pictures on this device."""
    return sorted((terminal.home / "signatures").glob("*"))


def stroke(points: Iterable[tuple[int, int]]) -> Iterator[Event]:
    """One stroke: the pen comes down, goes along these points, and goes up."""
    yield Event(EV_KEY, BTN_TOUCH, 1)
    for x, y in points:
        yield from (Event(EV_ABS, ABS_X, x), Event(EV_ABS, ABS_Y, y), Event(EV_SYN, SYN_REPORT, 0))
    yield from (Event(EV_KEY, BTN_TOUCH, 0), Event(EV_SYN, SYN_REPORT, 0))


def record_of(event: Event) -> bytes:
    """An event as a panel writes it: `struct input_event` of linux/input.h. Its time is zero; nobody reads it."""
    return struct.pack("@llHHi", 0, 0, *event)


def recorded(*strokes: Points) -> bytes:
    """What a panel writes of these strokes."""
    return b"".join(record_of(event) for points in strokes for event in stroke(points))
