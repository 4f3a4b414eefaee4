"""The idle lock: only the collector's PIN goes on, to the very page that was open, and nothing is lost by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.keypad.background import FIRST_PAUSE_S
from mpos.keypad.pages.lock import LockPage
from mpos.keypad.session import SECONDS_A_MINUTE
from tests.mpos.keypad.hung import Hung
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import TerminalAtWork

IDLE_S = 5 * SECONDS_A_MINUTE


@pytest.fixture
def keypad(open_terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
    with keypad_of(open_terminal) as keypad:
        yield keypad


def test_it_comes_after_the_idle_minutes_and_not_before(keypad: KeypadAtWork) -> None:
    keypad.tick(IDLE_S - 1).press("8")
    keypad.tick(IDLE_S - 1)
    assert not isinstance(keypad.page, LockPage)
    keypad.tick(1)
    assert "LOCKED" in keypad.text()


def test_the_right_pin_returns_to_the_very_page_with_what_was_typed(keypad: KeypadAtWork) -> None:
    keypad.press_all("1 1000E 123")
    page, before = keypad.page, keypad.text()
    keypad.tick(IDLE_S).press_all(f"{PIN}E")
    assert keypad.page is page
    assert keypad.text() == before


@pytest.mark.parametrize("keys", ["E", "C", "CCCC", "0000E", "1", "E0C"])
def test_nothing_but_the_pin_leads_out(keypad: KeypadAtWork, keys: str) -> None:
    keypad.press_all("1 1000E").tick(IDLE_S).press_all(keys).press_all("CC")
    assert isinstance(keypad.page, LockPage)


def test_a_wrong_pin_is_told_and_asked_for_again(keypad: KeypadAtWork) -> None:
    page = keypad.page
    keypad.tick(IDLE_S).press_all("0000E")
    assert "Type the PIN again" in " ".join(keypad.text().split())
    keypad.tick(IDLE_S).press_all(f"E {PIN}E")
    assert keypad.page is page


def test_a_barcode_is_no_pin(keypad: KeypadAtWork) -> None:
    keypad.tick(IDLE_S).scan("12345678").press("E")
    assert isinstance(keypad.page, LockPage)


def test_the_pin_is_not_shown(keypad: KeypadAtWork) -> None:
    keypad.tick(IDLE_S).press_all(PIN)
    assert PIN not in keypad.text()
    assert "****" in keypad.text()


def test_five_wrong_pins_lock_it_for_a_while_and_a_payment_begun_is_still_there(keypad: KeypadAtWork) -> None:
    keypad.press_all("1 1000E 500E")
    page = keypad.page
    keypad.tick(IDLE_S).press_all("0000E E" * 5)
    assert "is locked until" in " ".join(keypad.press_all(f"{PIN}E").text().split())
    keypad.device.clock.move(hours=1)
    keypad.press_all(f"E {PIN}E")
    assert keypad.page is page


def test_nobody_logged_in_has_nothing_to_lock(terminal: TerminalAtWork) -> None:
    terminal.ask("logout")
    with keypad_of(terminal) as keypad:
        keypad.tick(IDLE_S)
        assert "LOG IN" in keypad.text()


def test_a_setting_turns_it_off(terminal: TerminalAtWork) -> None:
    terminal.environ["MPOS_IDLE_LOCK_MINUTES"] = "0"
    with keypad_of(terminal) as keypad:
        keypad.tick(100 * IDLE_S)
        assert not isinstance(keypad.page, LockPage)


def test_behind_the_lock_entries_are_uploaded_and_slips_printed(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    with keypad_of(open_terminal) as keypad:
        open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        keypad.tick(IDLE_S).wait()
        assert isinstance(keypad.page, LockPage)
        open_terminal.collect("100")
        keypad.tick(2 * FIRST_PAUSE_S).wait()
        assert open_terminal.ask("status")["pending"] == 0
        assert b"A00000001" in (tmp_path / "paper").read_bytes()


def test_work_that_ends_behind_the_lock_is_told_after_it(open_terminal: TerminalAtWork) -> None:
    open_terminal.transport = network = Hung()
    with keypad_of(open_terminal) as keypad:
        keypad.press("4").tick(IDLE_S)
        network.let_go.set()
        keypad.wait()
        assert isinstance(keypad.page, LockPage)
        keypad.press_all(f"{PIN}E").tick()
        assert "No network. Go on working" in " ".join(keypad.text().split())
