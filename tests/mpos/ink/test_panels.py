"""Panels: found by what they can do, and written on until it is done; here through pipes in the place of a device."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mpos.ink.events import ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_X, ABS_Y, BTN_TOUCH
from mpos.ink.panels import MAX_PANELS, NoPanel, PanelLost, find_panels, first_panel, opened_panel, write_on
from mpos.ink.strokes import Stroke
from tests.mpos.signing import recorded

WORD_BITS = struct.calcsize("@l") * 8
ZIGZAG = [(10, 10), (50, 90), (90, 10)]
LINE = [(5, 5), (6, 80)]
LONG_S = 60.0
"""Longer than any test lasts: what ends before it did not end by waiting."""


def capabilities(*bits: int) -> str:
    """A set of numbers as sysfs writes it."""
    words = (max(bits, default=0) // WORD_BITS) + 1
    values = [sum(1 << bit % WORD_BITS for bit in bits if bit // WORD_BITS == word) for word in range(words)]
    return " ".join(f"{value:x}" for value in reversed(values)) + "\n"


def add_device(root: Path, number: int, name: str, keys: str, axes: str, properties: str = "0\n") -> None:
    """A device as the kernel shows it."""
    folder = root / "sys/class/input" / f"event{number}" / "device"
    (folder / "capabilities").mkdir(parents=True)
    (folder / "name").write_text(f"{name}\n")
    (folder / "properties").write_text(properties)
    (folder / "capabilities/key").write_text(keys)
    (folder / "capabilities/abs").write_text(axes)


TOUCH, PLANE = capabilities(BTN_TOUCH), capabilities(ABS_X, ABS_Y)


def test_panels_are_found_by_what_they_can_do_screens_first(tmp_path: Path) -> None:
    add_device(tmp_path, 0, "gpio-keys", capabilities(28, 116), "0\n")
    add_device(tmp_path, 2, "Touchpad", TOUCH, PLANE)
    add_device(tmp_path, 3, "Joystick", capabilities(0x120), PLANE)
    add_device(tmp_path, 10, "Goodix Touch", TOUCH, capabilities(ABS_MT_POSITION_X, ABS_MT_POSITION_Y), "2\n")
    found = find_panels(tmp_path)
    assert [(panel.device.name, panel.name, panel.is_screen) for panel in found] == [
        ("event10", "Goodix Touch", True),
        ("event2", "Touchpad", False),
    ]
    assert first_panel(tmp_path).device == tmp_path / "dev/input/event10"


def test_a_device_without_panels_says_so(tmp_path: Path) -> None:
    add_device(tmp_path, 0, "gpio-keys", capabilities(28), "")
    add_device(tmp_path, 1, "broken", "not a number\n", PLANE)
    assert find_panels(tmp_path) == []
    with pytest.raises(NoPanel):
        first_panel(tmp_path / "empty")


def test_not_more_devices_are_looked_at_than_there_can_be(tmp_path: Path) -> None:
    for number in range(MAX_PANELS + 3):
        add_device(tmp_path, number, "panel", TOUCH, PLANE)
    assert len(find_panels(tmp_path)) == MAX_PANELS


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def test_enter_ends_a_writing() -> None:
    with pipe() as (panel, pen), pipe() as (keypad, fingers):
        os.write(pen, recorded(ZIGZAG, LINE))
        os.write(fingers, b"\n")
        # Both are there at once; the panel is heard before the key.
        assert write_on(panel, keypad, idle_s=LONG_S, wait_s=LONG_S) == [ZIGZAG, LINE]


def test_a_rest_ends_a_writing() -> None:
    with pipe() as (panel, pen):
        os.write(pen, recorded(ZIGZAG))
        assert write_on(panel, idle_s=0.01, wait_s=LONG_S) == [ZIGZAG]


def test_nobody_waits_for_ever_for_a_customer_who_does_not_write() -> None:
    with pipe() as (panel, _pen):
        assert write_on(panel, wait_s=0.01) == []


def test_clear_begins_anew_and_whoever_shows_it_hears_so() -> None:
    shown: list[list[Stroke]] = []
    with pipe() as (panel, pen), pipe() as (keypad, fingers):

        def show(strokes: list[Stroke]) -> None:
            shown.append(strokes)
            match len(shown):
                case 1:
                    os.write(fingers, b"\x7f")
                case 2:
                    os.write(pen, recorded(LINE))
                case 3:
                    os.write(fingers, b"\r")

        os.write(pen, recorded(ZIGZAG))
        assert write_on(panel, keypad, idle_s=LONG_S, wait_s=LONG_S, shown=show) == [LINE]
    assert shown == [[ZIGZAG], [], [LINE]]


def test_a_panel_that_goes_away_leaves_what_was_written() -> None:
    panel, pen = os.pipe()
    os.write(pen, recorded(ZIGZAG))
    os.close(pen)
    try:
        assert write_on(panel, idle_s=LONG_S, wait_s=LONG_S) == [ZIGZAG]
    finally:
        os.close(panel)


def test_a_keypad_that_goes_away_hinders_nobody_from_writing() -> None:
    keypad, fingers = os.pipe()
    os.close(fingers)
    with pipe() as (panel, pen):
        os.write(pen, recorded(ZIGZAG))
        assert write_on(panel, keypad, idle_s=0.01, wait_s=LONG_S) == [ZIGZAG]
    os.close(keypad)


def test_a_device_that_is_no_panel_or_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PanelLost, match="event7"), opened_panel(tmp_path / "event7"):
        pass


def test_what_may_not_be_kept_to_ourselves_is_read_all_the_same(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "event0")
    with opened_panel(tmp_path / "event0") as panel:
        pen = os.open(tmp_path / "event0", os.O_WRONLY)
        os.write(pen, recorded(ZIGZAG))
        os.close(pen)
        assert write_on(panel, idle_s=LONG_S, wait_s=LONG_S) == [ZIGZAG]
