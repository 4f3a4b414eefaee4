"""How things stand, the printer, the language, the lock and logging out, at the keypad."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.keypad.language import speak
from mpos.keypad.pages.lock import LockPage
from mpos.keypad.pages.login import LoginPage
from mpos.keypad.pages.menu import MenuPage
from mpos.settings import read_settings
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork


@pytest.fixture
def keypad(open_terminal: TerminalAtWork, tmp_path: Path) -> Iterator[KeypadAtWork]:
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        yield keypad
    speak("en")


def one_line(keypad: KeypadAtWork) -> str:
    return " ".join(keypad.text().split())


def test_it_tells_where_the_money_is_and_when_the_office_was_met(keypad: KeypadAtWork) -> None:
    keypad.device.collect("100")
    keypad.press("8 1")
    for told in ("On device 1 / 100.00", "At the office 0 / 0.00", "Last download 11-22 09:00", "Last upload never"):
        assert told in one_line(keypad)
    keypad.device.ask("upload")
    keypad.press("E 1")
    for told in ("On device 0 / 0.00", "At the office 1 / 100.00", "Last upload 11-22 09:00"):
        assert told in one_line(keypad)


def test_the_printer_is_asked_beside_the_keys(keypad: KeypadAtWork) -> None:
    keypad.press("8 2 1").wait()
    assert "IT CAN PRINT" in keypad.text()
    keypad.press("E 2").wait()
    assert "SENT: LOOK AT THE PAPER" in keypad.text()
    assert (keypad.device.home.parent / "paper").stat().st_size > 0
    keypad.press("C")
    assert "PRINTER" in keypad.text()


def test_what_waits_is_printed_and_nothing_is_said_to_be_nothing(keypad: KeypadAtWork, tmp_path: Path) -> None:
    keypad.press("8 2 3")
    assert "NOTHING WAITS" in keypad.text()
    keypad.device.print_to(tmp_path / "no such folder" / "paper")
    keypad.device.ask("collect", "SOA-1000", "--cash", "100", exit_code=5)
    keypad.device.print_to(tmp_path / "paper")
    keypad.press("C 3").wait()
    assert "The slip is sent to the printer." in one_line(keypad)
    assert b"A00000001" in (tmp_path / "paper").read_bytes()


def test_a_printer_that_is_not_there_is_told_of(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "no such folder" / "paper")
    with keypad_of(open_terminal) as keypad:
        keypad.press("8 2 2").wait()
        assert "NOT PRINTED" in keypad.text()


def test_another_language_is_spoken_at_once_and_kept(keypad: KeypadAtWork) -> None:
    english = keypad.text()
    keypad.press("8 3 2")
    assert isinstance(keypad.page, MenuPage)
    assert keypad.text() != english
    assert read_settings(keypad.device.environ).language == "fil"
    keypad.press("8 3 1")
    assert keypad.text() == english


def test_the_lock_opens_with_the_pin_alone(keypad: KeypadAtWork) -> None:
    keypad.press("8 4 C C 1 2 E")
    assert "The login or the PIN is wrong." in keypad.text()
    keypad.press("C CCCC")
    assert isinstance(keypad.page, LockPage)
    keypad.press(f"{PIN} E")
    assert isinstance(keypad.page, MenuPage)


def test_a_barcode_is_no_try_at_a_pin(keypad: KeypadAtWork) -> None:
    for _ in range(10):
        keypad.press("8 4").scan("4800016123456").press("4800016123456 E")
    keypad.press(f"{PIN} E")
    assert isinstance(keypad.page, MenuPage)


def test_logging_out_says_what_is_not_uploaded_and_enter_alone_stays(keypad: KeypadAtWork) -> None:
    keypad.press("8 5")
    assert "are not uploaded yet" in one_line(keypad)
    keypad.press("E")
    assert "MORE" in keypad.text()
    keypad.press("5 2")
    assert isinstance(keypad.page, LoginPage)
    assert keypad.device.kinds[-1] == "logged_out"


class TestLoggingIn:
    """Nobody is logged in; Ana is known."""

    @pytest.fixture
    def keypad(self, open_terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
        open_terminal.ask("logout")
        with keypad_of(open_terminal) as keypad:
            yield keypad

    def test_a_digit_and_the_pin(self, keypad: KeypadAtWork) -> None:
        assert "> 1 Ana" in keypad.text()
        keypad.press(f"1 {PIN} E").wait()
        assert isinstance(keypad.page, MenuPage)

    def test_a_wrong_pin_is_told_of_and_typed_again(self, keypad: KeypadAtWork) -> None:
        keypad.press("1 9999 E").wait()
        assert "NOT DONE" in keypad.text()
        keypad.press(f"E {PIN} E").wait()
        assert isinstance(keypad.page, MenuPage)

    def test_somebody_new_types_a_login_and_the_office_is_asked(self, keypad: KeypadAtWork) -> None:
        keypad.device.office.add_collector("ben", "C406")
        keypad.press(f"2 22 32 62 E {PIN} E").wait()
        assert isinstance(keypad.page, MenuPage)
        assert keypad.text().startswith("Ben")

    def test_somebody_new_without_network_is_told_why_not(self, open_terminal: TerminalAtWork) -> None:
        open_terminal.ask("logout")
        open_terminal.transport = NoNetwork()
        with keypad_of(open_terminal) as keypad:
            keypad.press(f"2 22 32 62 E {PIN} E").wait()
            assert "the office can't be reached" in one_line(keypad)
            assert "The money is safe" in one_line(keypad)

    def test_nothing_leads_past_it(self, keypad: KeypadAtWork) -> None:
        keypad.press_all("CCC 3 7 9 CCC")
        assert isinstance(keypad.page, LoginPage)


def test_a_device_that_is_not_enrolled_says_so(tmp_path: Path, open_terminal: TerminalAtWork) -> None:
    device = TerminalAtWork(tmp_path / "new", open_terminal.clock, open_terminal.office)
    with keypad_of(device) as keypad:
        assert "This device is not enrolled." in keypad.text()
        keypad.press("E 1 C E")
        assert isinstance(keypad.page, LoginPage)
