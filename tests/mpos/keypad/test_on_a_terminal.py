"""The real program on a pseudo-terminal, its screen read by a terminal emulator."""

import os
import signal
import sqlite3
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mpos.store.database import STORE_FILE
from scripts.keypad_day.emulator import Handheld
from tests.mpos.contract.test_qr_ph import STATIC_P2M
from tests.mpos.office_at_work import PIN, SOA
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied

SMALL, USUAL = (32, 12), (40, 15)
WELL_UNDER_THE_STORES_OWN_S = 15.0
"""Commands wait for 20 seconds; nobody at a screen does."""
DRAWN = ("linux", "vt100", "xterm-256color")


@contextmanager
def switched_on(
    device: TerminalAtWork, size: tuple[int, int] = USUAL, term: str = "linux", **settings: str
) -> Iterator[Handheld]:
    environ = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "MPOS_BACKGROUND_UPLOAD": "false",
        "MPOS_IDLE_LOCK_MINUTES": "0",
        **device.environ,
        **settings,
    }
    with Handheld(environ, *size, term) as handheld:
        yield handheld


def recorded(device: TerminalAtWork) -> list[tuple[str, int]]:
    return device.rows("SELECT receipt_no, amount_minor FROM payment ORDER BY seq")


@pytest.mark.parametrize("term", ["dumb", "no-such-terminal"])
def test_it_starts_where_nothing_can_be_drawn(open_terminal: TerminalAtWork, term: str) -> None:
    with switched_on(open_terminal, term=term) as handheld:
        handheld.wait_for("Collect", "Upload", "More")


def test_switching_it_off_and_on_does_not_get_past_the_lock(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal, MPOS_IDLE_LOCK_MINUTES="5") as handheld:
        handheld.wait_for("LOCKED")
        handheld.press(f"{PIN}E")
        handheld.wait_for("1 Collect")


@pytest.mark.parametrize(("term", "size"), [("linux", SMALL), ("vt100", USUAL), ("xterm-256color", SMALL)])
def test_a_payment_is_taken_by_digits_and_enter(
    open_terminal: TerminalAtWork, term: str, size: tuple[int, int]
) -> None:
    with switched_on(open_terminal, size, term) as handheld:
        pay(handheld, "12500")
        handheld.wait_for("RECEIPT A00000001")
    assert recorded(open_terminal) == [("A00000001", 12500)]


def test_a_double_press_of_enter_records_one_payment(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        go_to_confirmation(handheld, "12500")
        handheld.send(b"\r\r")
        handheld.wait_for("RECEIPT A00000001")
        handheld.settle()
        assert "RECEIPT A00000001" in handheld.text
    assert len(recorded(open_terminal)) == 1


def test_a_scanned_number_goes_from_the_menu_to_its_customer(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        handheld.send(f"{SOA}\r\n".encode())
        handheld.wait_for(SOA, "DUE")


def test_a_barcode_on_any_other_page_presses_nothing(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        go_to_confirmation(handheld, "12500")
        handheld.send(b"4800123456789\r")
        handheld.settle()
        assert "CONFIRM" in handheld.text
    assert recorded(open_terminal) == []


@pytest.mark.parametrize("term", DRAWN)
def test_a_key_sends_a_small_part_of_a_screen(open_terminal: TerminalAtWork, term: str) -> None:
    with switched_on(open_terminal, term=term) as handheld:
        handheld.press("1")
        handheld.wait_for("FIND")
        handheld.press("E")
        handheld.settle()
        before = handheld.sent
        handheld.press("1")
        whole_screen = USUAL[0] * USUAL[1]
        assert 0 < handheld.sent - before < whole_screen / 2


def test_it_draws_itself_anew_after_a_resize(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal, USUAL) as handheld:
        handheld.wait_for("1 Collect")
        handheld.resize(*SMALL)
        handheld.wait_for("Collect", "More")
        assert len(handheld.lines) == SMALL[1]
        handheld.resize(*USUAL)
        handheld.wait_for("Collect", "More")


@pytest.mark.parametrize(("locale", "shown"), [("C", "Ana Pena"), ("C.UTF-8", "Ana Peña")])
def test_a_name_with_an_enye_is_shown_in_any_locale(open_terminal: TerminalAtWork, locale: str, shown: str) -> None:
    open_terminal.change_store("UPDATE person SET name = 'Ana Peña'")
    with switched_on(open_terminal, LC_ALL=locale) as handheld:
        handheld.wait_for(shown)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order(open_terminal: TerminalAtWork, number: signal.Signals) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        handheld.signal(number)
        assert handheld.wait_for_end() == 0


def test_it_leaves_the_line_as_it_found_it(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("1 Collect")
        assert not handheld.line_mode[3] & termios.ECHO
        handheld.signal(signal.SIGTERM)
        handheld.wait_for_end()
        assert handheld.line_mode[3] & termios.ECHO
        assert handheld.line_mode[3] & termios.ICANON


def test_what_the_screen_shows_as_recorded_survives_a_pulled_battery(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld:
        pay(handheld, "12500")
        handheld.wait_for("RECEIPT A00000001")
        handheld.kill()
    assert recorded(open_terminal) == [("A00000001", 12500)]
    with switched_on(open_terminal) as handheld:
        handheld.wait_for("Collect")


def test_a_busy_store_is_told_of_and_what_was_typed_can_be_confirmed_again(open_terminal: TerminalAtWork) -> None:
    with switched_on(open_terminal) as handheld, closing(sqlite3.connect(open_terminal.home / STORE_FILE)) as another:
        go_to_confirmation(handheld, "12500")
        another.execute("BEGIN IMMEDIATE")
        handheld.send(b"\r")
        handheld.wait_for("Another MPOS is at work", "Enter: go back", within_s=WELL_UNDER_THE_STORES_OWN_S)
        another.rollback()
        handheld.press("E")
        handheld.wait_for("RECORD IT")
        handheld.press("E")
        handheld.wait_for("RECEIPT A00000001")


def go_to_confirmation(handheld: Handheld, centavos: str) -> None:
    handheld.press("1")
    handheld.wait_for("FIND")
    handheld.send(f"{SOA}\r".encode())
    handheld.wait_for(SOA, "DUE")
    handheld.press(centavos + "E")
    handheld.wait_for("Cash")
    handheld.press("E")
    handheld.wait_for("CASH RECEIVED")
    handheld.press("E")
    handheld.wait_for("CONFIRM", "RECORD IT")


def pay(handheld: Handheld, centavos: str) -> None:
    go_to_confirmation(handheld, centavos)
    handheld.press("E")


@pytest.mark.parametrize(("locale", "shown"), [("C", "too small"), ("C.UTF-8", "▀")])
def test_a_code_to_pay_is_drawn_only_where_its_blocks_can_be(
    homes: Homes, tmp_path: Path, locale: str, shown: str
) -> None:
    with at_work(copied(homes, tmp_path), MPOS_BRIDGE_BUSINESS_QR_PH=STATIC_P2M) as device:
        device.ask("download-soa")
        device.open_registry()
        with switched_on(device, (120, 60), LC_ALL=locale) as handheld:
            handheld.wait_for("1 Collect")
            handheld.send(f"{SOA}\r".encode())
            handheld.wait_for(SOA, "DUE")
            handheld.press("10000E")
            handheld.wait_for("QR Ph")
            handheld.press("5E")
            handheld.wait_for("QR PH", shown)
            assert "???" not in handheld.text
