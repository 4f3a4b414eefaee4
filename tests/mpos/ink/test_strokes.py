"""Strokes: what the pen did while it was down, whatever else a panel says, and never more than fits."""

import struct
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.ink.events import (
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
    EventReader,
)
from mpos.ink.strokes import MAX_POINTS, Area, Pen, Stroke
from tests.mpos.signing import record_of, stroke

REPORT, DROPPED = Event(EV_SYN, SYN_REPORT, 0), Event(EV_SYN, SYN_DROPPED, 0)
DOWN, UP = Event(EV_KEY, BTN_TOUCH, 1), Event(EV_KEY, BTN_TOUCH, 0)
ZIGZAG = [(10, 10), (50, 90), (90, 10)]
BTN_TOOL_PEN = 0x140

points = st.tuples(st.integers(0, 4_095), st.integers(0, 4_095))
words = st.builds(
    Event,
    st.sampled_from([EV_SYN, EV_KEY, EV_ABS, 4, 0x15]),
    st.sampled_from([0, 1, 3, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID, BTN_TOUCH]),
    st.integers(-(2**31), 2**31 - 1),
)


def strokes_of(events: Iterable[Event], area: Area | None = None) -> list[Stroke]:
    pen = Pen(area)
    for event in events:
        pen.follow(event)
    return pen.strokes


def finger(code: int, value: int) -> Event:
    return Event(EV_ABS, code, value)


def at(x: int, y: int) -> list[Event]:
    return [finger(ABS_X, x), finger(ABS_Y, y), REPORT]


def test_each_touch_is_a_stroke_of_its_own() -> None:
    assert strokes_of([*stroke(ZIGZAG), *stroke([(5, 5), (6, 80)])]) == [ZIGZAG, [(5, 5), (6, 80)]]


def test_a_pen_that_only_hovers_writes_nothing() -> None:
    assert strokes_of([Event(EV_KEY, BTN_TOOL_PEN, 1), *at(5, 5), *at(50, 50)]) == []


def test_a_tap_leaves_nothing() -> None:
    assert strokes_of([DOWN, *at(5, 5), UP, REPORT]) == []


def test_a_coordinate_that_did_not_change_is_not_said_again() -> None:
    said = [DOWN, *at(5, 5), finger(ABS_X, 60), REPORT, UP, REPORT, DOWN, finger(ABS_Y, 70), REPORT, *at(9, 9), UP]
    assert strokes_of(said) == [[(5, 5), (60, 5)], [(60, 70), (9, 9)]]


def test_a_panel_that_knows_many_fingers_alone_is_followed_by_its_first_one() -> None:
    first = [finger(ABS_MT_SLOT, 0), finger(ABS_MT_TRACKING_ID, 7)]
    palm = [finger(ABS_MT_SLOT, 1), finger(ABS_MT_TRACKING_ID, 8), finger(ABS_MT_POSITION_X, 900)]
    moves = [finger(ABS_MT_SLOT, 0), finger(ABS_MT_POSITION_X, 10), finger(ABS_MT_POSITION_Y, 20), REPORT]
    on = [finger(ABS_MT_POSITION_X, 30), REPORT, finger(ABS_MT_TRACKING_ID, -1), REPORT]
    assert strokes_of([*first, *palm, *moves, *on]) == [[(10, 20), (30, 20)]]


def test_where_a_panel_names_one_finger_too_the_others_do_not_draw() -> None:
    both = [finger(ABS_MT_POSITION_X, 10), finger(ABS_MT_POSITION_Y, 20), *at(10, 20)]
    other = [finger(ABS_MT_POSITION_X, 999), finger(ABS_MT_POSITION_Y, 999), *at(40, 50)]
    assert strokes_of([DOWN, *both, *other, UP]) == [[(10, 20), (40, 50)]]


def test_lost_events_break_a_stroke_and_draw_no_line_across_the_gap() -> None:
    before, after = [DOWN, *at(1, 1), *at(50, 1)], [*at(80, 80), *at(90, 99), UP]
    assert strokes_of([*before, DROPPED, *at(999, 999), *after]) == [[(1, 1), (50, 1)], [(80, 80), (90, 99)]]


def test_a_trembling_finger_draws_no_blot() -> None:
    area = Area(Axis(0, 5_000), Axis(0, 5_000))
    trembling = [(1_000 + wobble, 1_000 - wobble) for wobble in (0, 3, -4, 8, 2)]
    assert strokes_of(stroke([*trembling, (2_000, 2_000)]), area) == [[(1_000, 1_000), (2_000, 2_000)]]


def test_clear_begins_anew_even_in_the_middle_of_a_stroke() -> None:
    pen = Pen()
    for event in [*stroke(ZIGZAG), DOWN, *at(1, 1), *at(2, 2)]:
        pen.follow(event)
    pen.clear()
    assert (pen.strokes, pen.is_down) == ([], True)
    for event in (*at(3, 3), *at(4, 4), UP):
        pen.follow(event)
    assert pen.strokes == [[(3, 3), (4, 4)]]


@given(st.lists(st.lists(points, min_size=2, max_size=8, unique=True), max_size=4))
def test_what_was_written_is_what_is_read(written: list[list[tuple[int, int]]]) -> None:
    assert strokes_of(event for points in written for event in stroke(points)) == written


@given(st.lists(words, max_size=200))
def test_nothing_that_a_panel_says_can_break_the_pen(said: list[Event]) -> None:
    assert sum(map(len, strokes_of(said))) <= len(said)


def test_there_is_an_end_to_what_is_remembered() -> None:
    endless = stroke((step % 4_000, step % 3_001) for step in range(MAX_POINTS + 500))
    assert sum(map(len, strokes_of(endless))) == MAX_POINTS


@given(st.lists(words, max_size=8), st.data())
def test_events_come_whole_out_of_any_pieces(said: list[Event], data: st.DataObject) -> None:
    stream, reader, heard = b"".join(map(record_of, said)), EventReader(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        heard += list(reader.feed(stream[:cut]))
        stream = stream[cut:]
    assert heard == said


@given(st.binary(max_size=300))
def test_bytes_without_sense_are_events_without_sense_and_no_more(noise: bytes) -> None:
    strokes_of(EventReader().feed(noise))


@pytest.mark.parametrize("value", [-(2**31), 2**31 - 1])
def test_a_record_is_as_long_as_the_kernels(value: int) -> None:
    record = record_of(finger(ABS_X, value))
    assert len(record) == 2 * struct.calcsize("@l") + 8
    assert list(EventReader().feed(record)) == [finger(ABS_X, value)]
