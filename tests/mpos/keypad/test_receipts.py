"""Receipts at the keypad: found by running number, printed again, shown, and voided."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mpos.keypad.pages.menu import MenuPage
from mpos.keypad.pages.receipts import ReceiptPage, ReceiptsPage
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied

VOID_FIRST = "2 1E 3 1 E"
"""From the menu: receipt 1, void, wrong customer, confirmed."""


@pytest.fixture
def device(open_terminal: TerminalAtWork, tmp_path: Path) -> TerminalAtWork:
    """Two receipts are on paper: 100.00 and 80.08."""
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.collect("100")
    open_terminal.collect("80.08", "SOA-2000")
    return open_terminal


@pytest.fixture
def keypad(device: TerminalAtWork) -> Iterator[KeypadAtWork]:
    with keypad_of(device) as keypad:
        yield keypad


def states(keypad: KeypadAtWork) -> list[tuple[str, str]]:
    return keypad.device.rows("SELECT slip, state FROM print_job ORDER BY job_id")


def test_the_days_receipts_are_listed_newest_first(keypad: KeypadAtWork) -> None:
    keypad.press("2")
    lines = keypad.text().splitlines()
    assert lines[4].startswith("> 2 Rosalinda")
    assert "80.08" in lines[4]
    assert lines[5].startswith("  1 Dionisio")


@pytest.mark.parametrize(("keys", "number"), [("2 1E", "A00000001"), ("2 2E", "A00000002"), ("2 E", "A00000002")])
def test_a_running_number_opens_its_receipt_and_enter_alone_the_newest(
    keypad: KeypadAtWork, keys: str, number: str
) -> None:
    keypad.press(keys)
    assert f"RECEIPT {number}" in keypad.text()


def test_a_receipt_of_an_earlier_day_is_found_by_its_number(device: TerminalAtWork) -> None:
    device.close_day()
    device.clock.move(days=1)
    device.open_registry()
    with keypad_of(device) as keypad:
        keypad.press("2")
        assert "No receipts on this day yet." in keypad.text()
        keypad.press("1E")
        assert "RECEIPT A00000001" in keypad.text()
        keypad.press("3 1 E")
        assert "belongs to 2026-11-22" in " ".join(keypad.text().split())
        assert "payment_voided" not in device.kinds


def test_a_number_that_was_never_issued_is_told_of(keypad: KeypadAtWork) -> None:
    keypad.press("2 77E")
    assert "No receipt 77 was issued" in keypad.text()
    keypad.press("C")
    assert isinstance(keypad.page, ReceiptsPage)


def test_a_reprint_is_announced_with_its_mark_before_it_is_made(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 1")
    assert "marked REPRINT 1" in keypad.text()
    assert "receipt_reprinted" not in keypad.device.kinds
    keypad.press("E").wait()
    assert keypad.device.kinds.count("receipt_reprinted") == 1
    assert states(keypad)[-1][0] == "reprint"
    keypad.press("E 2 1E 1")
    assert "marked REPRINT 2" in keypad.text()


def test_a_double_press_reprints_once(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 1").press("EEE").wait()
    assert keypad.device.kinds.count("receipt_reprinted") == 1


def test_a_receipt_that_still_waits_is_printed_as_the_original(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "paper"
    open_terminal.print_to(nowhere)
    with keypad_of(open_terminal) as keypad:
        keypad.press("1 1000 EEEEE").wait().press("C")
        nowhere.parent.mkdir()
        keypad.press("2")
        assert "0 Print what waits: 1" in keypad.text()
        assert keypad.text().splitlines()[5].endswith("1,275.50 *")
        keypad.press("E 1").wait()
        assert "receipt_reprinted" not in open_terminal.kinds
        assert nowhere.stat().st_size > 0


def test_all_that_waits_is_printed_with_0(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "paper"
    open_terminal.print_to(nowhere)
    with keypad_of(open_terminal) as keypad:
        keypad.press("1 1000 EEEEE").wait().press("C")
        nowhere.parent.mkdir()
        keypad.press("2 0").wait()
        assert "Print what waits" not in keypad.text()
        assert not [state for _, state in states(keypad) if state == "queued"]


def test_a_void_asks_for_a_reason_and_a_last_look(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 3 1")
    for part in ("A00000001", "Dionisio O'Hara-Bautista", "Wrong customer"):
        assert part in keypad.text()
    assert "payment_voided" not in keypad.device.kinds
    keypad.press("E").wait()
    assert "A00000001 IS VOIDED" in keypad.text()
    assert "Give back 100.00" in keypad.text()
    assert keypad.device.rows("SELECT void_no, reason FROM void") == [("A-V00000001", "Wrong customer")]
    keypad.press("E 2")
    assert keypad.text().splitlines()[5].endswith("100.00 V")


def test_another_reason_is_typed_with_two_digits_a_letter(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 3 5 81 32 74 81 E E")
    assert keypad.device.rows("SELECT reason FROM void") == [("TEST",)]


def test_a_double_press_voids_once_and_a_second_void_is_refused(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 3 1").press("EEEE")
    keypad.press("C").press(VOID_FIRST)
    assert "A00000001 is voided already." in keypad.text()
    assert keypad.device.kinds.count("payment_voided") == 1


def test_clear_leaves_a_void_with_nothing_done(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 3 1").press_all("C C C C")
    assert isinstance(keypad.page, MenuPage)
    assert "payment_voided" not in keypad.device.kinds


def test_a_supervisor_stands_by_a_void_where_the_office_wants_it(homes: Homes, tmp_path: Path) -> None:
    with ExitStack() as stack:
        device = stack.enter_context(at_work(copied(homes, tmp_path), MPOS_BRIDGE_POLICY_VOID_NEEDS_SUPERVISOR="true"))
        device.ask("download-soa")
        device.open_registry()
        device.collect("100")
        keypad = stack.enter_context(keypad_of(device))
        keypad.press(VOID_FIRST)
        assert "The office wants a supervisor" in keypad.text()
        device.office.add_collector("boss", supervisor=True)
        device.log_in("boss")
        device.log_in()
        keypad.press("C E")
        assert "> 1 Boss" in keypad.text()
        keypad.press("1 9999 E")
        assert "The login or the PIN is wrong." in keypad.text()
        assert "payment_voided" not in device.kinds
        keypad.press(f"C {PIN} E")
        assert "A00000001 IS VOIDED" in keypad.text()
        assert '"supervisor":"boss"' in str(device.rows("SELECT body FROM journal ORDER BY seq DESC LIMIT 1")[0][0])


def test_a_receipt_is_shown_page_by_page(keypad: KeypadAtWork) -> None:
    keypad.press("2 1E 4")
    seen = keypad.text()
    for _ in range(20):
        keypad.press("E")
        if isinstance(keypad.page, ReceiptPage):
            break
        seen += keypad.text()
    assert "COLLECTION RECEIPT" in seen
    assert "Journal entry" in seen
    assert isinstance(keypad.page, ReceiptPage)


def test_without_a_printer_a_reprint_is_only_shown(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    with keypad_of(open_terminal) as keypad:
        keypad.press("2 E 1")
        assert "NO PRINTER IS SET UP" in keypad.text()
    assert "receipt_reprinted" not in open_terminal.kinds
