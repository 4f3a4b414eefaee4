"""Keys that nobody meant: held down, pressed twice, sent by a scanner, or pressed at a screen that shows nothing."""

import pytest

from scripts.keypad_day.emulator import Handheld
from tests.mpos.keypad.test_on_a_terminal import USUAL, go_to_confirmation, recorded, switched_on
from tests.mpos.terminal_at_work import TerminalAtWork

HELD = 60
"""Repeats of a key that is held for two seconds."""


def test_an_enter_held_down_records_nothing(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        handheld.press("1")
        handheld.wait_for("FIND")
        hold(handheld)
        handheld.wait_for("CONFIRM")
    assert recorded(open_terminal) == []


def test_an_enter_held_down_at_the_confirmation_records_one_payment(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        go_to_confirmation(handheld, "12500")
        hold(handheld)
        assert "RECEIPT A00000001" in handheld.text
    assert recorded(open_terminal) == [("A00000001", 12500)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("pieces", [(b"48001", b"23456", b"789"), (b"4800123456789", b""), (b"4", b"800")])
def test_a_barcode_in_pieces_confirms_nothing(
    open_terminal: TerminalAtWork, pieces: tuple[bytes, ...], end: bytes
) -> None:
    with switched_on(open_terminal) as handheld:
        go_to_confirmation(handheld, "12500")
        for piece in pieces[:-1]:
            handheld.send(piece)
            handheld.settle()
        handheld.send(pieces[-1] + end)
        handheld.settle()
        assert "CONFIRM" in handheld.text
    assert recorded(open_terminal) == []


def test_a_barcode_in_pieces_chooses_nothing_from_a_menu(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        handheld.press("6")
        handheld.wait_for("X-reading")
        handheld.send(b"120012")
        handheld.settle()
        handheld.send(b"3456789\r")
        handheld.settle(0.3)
        assert "READINGS, REPORT" in handheld.text
    assert "x_reading" not in open_terminal.kinds


def test_the_line_feed_that_follows_a_return_late_is_no_second_enter(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        handheld.send(b"SOA-1000\r")
        handheld.wait_for("SOA-1000", "DUE")
        handheld.send(b"\n")
        handheld.settle()
        assert "DUE" in handheld.text


def test_a_screen_too_small_to_show_a_page_takes_no_keys(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        go_to_confirmation(handheld, "12500")
        handheld.resize(20, 6)
        handheld.wait_for("too")
        handheld.send(b"\r")
        handheld.settle()
        handheld.resize(*USUAL)
        handheld.wait_for("CONFIRM")
    assert recorded(open_terminal) == []


def hold(handheld: Handheld) -> None:
    """Enter as a keyboard repeats it, thirty times a second."""
    for _repeat in range(HELD):
        handheld.send(b"\r")
        handheld.settle(1 / 30)
