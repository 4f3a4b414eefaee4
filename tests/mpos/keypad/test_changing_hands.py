"""Who is logged in can change beside the keys: another program on the device, or a login that was left waiting."""

from collections.abc import Iterator

import pytest

from mpos.keypad.pages.lock import LockPage
from mpos.keypad.pages.login import LoginPage
from mpos.keypad.pages.menu import MenuPage
from tests.mpos.keypad.hung import Hung
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import CODE, PIN
from tests.mpos.terminal_at_work import TerminalAtWork


@pytest.fixture
def keypad(open_terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
    with keypad_of(open_terminal) as keypad:
        yield keypad


@pytest.mark.parametrize("keys", ["", "1 1000 E", "1 1000 EEE"])
def test_whoever_is_logged_out_elsewhere_is_asked_to_log_in(keypad: KeypadAtWork, keys: str) -> None:
    keypad.press(keys)
    keypad.device.ask("logout")
    keypad.press("E")
    assert isinstance(keypad.page, LoginPage)
    keypad.press_all(f"1 {PIN}E").wait()
    assert isinstance(keypad.page, MenuPage)


def test_a_lock_without_anybody_to_unlock_it_gives_way(keypad: KeypadAtWork) -> None:
    keypad.keypad.lock()
    assert isinstance(keypad.page, LockPage)
    keypad.device.ask("logout")
    keypad.tick()
    assert isinstance(keypad.page, LoginPage)


def test_a_payment_that_was_begun_is_not_confirmed_by_somebody_else(keypad: KeypadAtWork) -> None:
    keypad.device.office.add_collector("ben", CODE)
    keypad.press("1 1000 EEE")
    keypad.device.log_in("ben")
    keypad.press("E")
    assert isinstance(keypad.page, MenuPage)
    assert "Ben" in keypad.text()
    assert keypad.device.rows("SELECT count(*) FROM payment") == [(0,)]


def test_a_login_that_was_left_waiting_is_not_taken_for_the_next_one(terminal: TerminalAtWork) -> None:
    terminal.ask("logout")
    hung = terminal.transport = Hung()
    with keypad_of(terminal) as keypad:
        # Ana's PIN is not the one that is known here, so that the office is asked.
        keypad.press_all("1 9999E")
        assert hung.asked.wait(10)
        keypad.press_all("C 1")
        assert "PIN of" not in keypad.text()
        hung.let_go.set()
        keypad.wait()
        assert "wrong" in keypad.text()
