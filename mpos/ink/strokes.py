"""From events to strokes: where the pen, or the first finger, went while it was down."""

from mpos.light.typing import NamedTuple

from .events import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    SYN_DROPPED,
    SYN_REPORT,
    Axis,
    Event,
)

MAX_POINTS = 20_000
"""A minute of writing on the fastest panels (300 points a second); what comes after is not drawn."""
STEPS_ACROSS = 500
"""A finger held still trembles: what moves less than this part of the panel has not moved."""

Point = tuple[int, int]
Stroke = list[Point]


class Area(NamedTuple):
    """What the panel's two axes reach to."""

    x: Axis
    y: Axis


class Pen:
    """Follows one pen over a panel. Of several fingers only the first one writes."""

    def __init__(self, area: Area | None = None) -> None:
        self._step = _step_of(area)
        self._at: dict[int, int] = {}
        self._slot = 0
        self._is_down = False
        self._is_lost = False
        self._names_one_finger = False
        self._count = 0
        self._strokes: list[Stroke] = []
        self._stroke: Stroke | None = None

    @property
    def strokes(self) -> list[Stroke]:
        """What was written so far; a mere tap leaves nothing."""
        return [stroke for stroke in self._strokes if len(stroke) > 1]

    @property
    def is_down(self) -> bool:
        """Whether the panel is being touched."""
        return self._is_down

    def clear(self) -> None:
        """Forgets what was written, to begin anew."""
        self._strokes, self._stroke, self._count = [], None, 0

    def follow(self, event: Event) -> None:
        """Takes in one event. What makes no sense is passed over: panels say much that we know nothing of."""
        if event.kind == EV_SYN:
            self._end_of_report(event.code)
        elif event.kind == EV_KEY and event.code == BTN_TOUCH:
            self._touch(event.value != 0)
        elif event.kind == EV_ABS:
            self._move(event.code, event.value)

    def _move(self, code: int, value: int) -> None:
        if code == ABS_MT_SLOT:
            self._slot = value
        elif code in (ABS_X, ABS_Y):
            # Panels that know several fingers repeat the first one here, for those who want no more.
            self._names_one_finger = True
            self._at[code] = value
        elif self._slot == 0 and not self._names_one_finger:
            self._move_first_finger(code, value)

    def _move_first_finger(self, code: int, value: int) -> None:
        if code == ABS_MT_TRACKING_ID:
            self._touch(value >= 0)
        elif code == ABS_MT_POSITION_X:
            self._at[ABS_X] = value
        elif code == ABS_MT_POSITION_Y:
            self._at[ABS_Y] = value

    def _touch(self, is_down: bool) -> None:
        self._is_down = is_down
        if not is_down:
            self._stroke = None

    def _end_of_report(self, code: int) -> None:
        if code == SYN_DROPPED:
            # The kernel has lost events; nothing up to the next report can be believed.
            self._is_lost, self._stroke = True, None
        elif code == SYN_REPORT and self._is_lost:
            self._is_lost = False
        elif code == SYN_REPORT and self._is_down and len(self._at) == len((ABS_X, ABS_Y)):
            self._draw((self._at[ABS_X], self._at[ABS_Y]))

    def _draw(self, point: Point) -> None:
        if self._count >= MAX_POINTS:
            return
        if self._stroke is None:
            self._stroke = []
            self._strokes.append(self._stroke)
        elif self._is_still(self._stroke[-1], point):
            return
        self._stroke.append(point)
        self._count += 1

    def _is_still(self, last: Point, point: Point) -> bool:
        return abs(point[0] - last[0]) <= self._step[0] and abs(point[1] - last[1]) <= self._step[1]


def _step_of(area: Area | None) -> Point:
    if area is None:
        return 0, 0
    return (area.x.high - area.x.low) // STEPS_ACROSS, (area.y.high - area.y.low) // STEPS_ACROSS
