"""Taking a payment at the keypad: found, paid in each way, confirmed once, and on paper."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mpos.keypad.frame import USUAL
from mpos.keypad.large import large
from mpos.keypad.pages.confirm import ConfirmPaymentPage
from mpos.keypad.pages.find import FindPage
from mpos.keypad.pages.menu import MenuPage
from mpos.keypad.pages.soa import SoaPage
from tests.mpos.contract.test_qr_ph import STATIC_P2M
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import DAY, INVOICES, SOA, listed
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied

FOUND = "1 1000 E"
"""From the menu to the SOA of customer 1000, who owes 1,275.50."""
EXACT_IN_CASH = f"{FOUND} E E E"
"""On to the confirmation."""


@pytest.fixture
def keypad(open_terminal: TerminalAtWork, tmp_path: Path) -> Iterator[KeypadAtWork]:
    """Ana's registry is open, and the printer prints into a file."""
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        yield keypad


def tenders(keypad: KeypadAtWork) -> list[tuple[str, int]]:
    return keypad.device.rows("SELECT method, amount_minor FROM tender ORDER BY payment_seq, line")


def one_line(keypad: KeypadAtWork) -> str:
    """The screen without its line breaks."""
    return " ".join(keypad.text().split())


def test_an_exact_cash_payment_takes_six_keys_besides_number_and_amount(keypad: KeypadAtWork, tmp_path: Path) -> None:
    keypad.press("1 1000 E 50000 E E E E").wait()
    assert keypad.keys_pressed - len("1000") - len("50000") == 6
    assert tenders(keypad) == [("cash", 50_000)]
    assert "The receipt is printed." in keypad.text()
    assert b"A00000001" in (tmp_path / "paper").read_bytes()


def test_what_is_due_is_one_key(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E E E E")
    assert tenders(keypad) == [("cash", 127_550)]
    assert "Still due                   0.00" in keypad.text()


def test_the_change_is_shown_large(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} 50000 E E 100000 E E")
    lines = [line.text for line in keypad.frame().lines]
    assert lines[3] == "CHANGE"
    assert lines[4:7] == [line.text.rstrip() for line in large("500.00", 32)]
    assert tenders(keypad) == [("cash", 50_000)]


def test_the_confirmation_repeats_name_amount_in_figures_and_words_and_method(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} 50014 E E E")
    assert isinstance(keypad.page, ConfirmPaymentPage)
    shown = one_line(keypad)
    for part in ("Dionisio O'Hara-Bautista", "AMOUNT 500.14", "FIVE HUNDRED PESOS AND 14/100", "Cash 500.14"):
        assert part in shown


@pytest.mark.parametrize("presses", ["EE", "EEEEEE"])
def test_a_double_press_records_once(keypad: KeypadAtWork, presses: str) -> None:
    keypad.press(EXACT_IN_CASH).press(presses)
    assert tenders(keypad) == [("cash", 127_550)]
    assert "RECEIPT A00000001" in keypad.text()


def test_even_a_slow_second_press_records_nothing_more(keypad: KeypadAtWork) -> None:
    keypad.press(EXACT_IN_CASH).press_all("EE")
    assert isinstance(keypad.page, FindPage)
    assert tenders(keypad) == [("cash", 127_550)]


def test_clear_before_the_confirmation_records_nothing_and_leads_back_step_by_step(keypad: KeypadAtWork) -> None:
    keypad.press(EXACT_IN_CASH).press_all("CCC")
    assert isinstance(keypad.page, SoaPage)
    keypad.press_all("C CCCC C")
    assert isinstance(keypad.page, MenuPage)
    assert tenders(keypad) == []


def test_more_customers_than_the_screen_shows_are_told_of_and_not_chosen_unseen(terminal: TerminalAtWork) -> None:
    tomorrow = DAY + timedelta(days=1)
    invoices = [listed(f"N{number}", f"50{number}", 10_000, invoice_date=tomorrow) for number in range(10, 18)]
    terminal.office.world.load(INVOICES, DAY)
    terminal.office.world.load(invoices, tomorrow)
    terminal.office.sync()
    terminal.ask("download-soa")
    terminal.open_registry()
    with keypad_of(terminal) as keypad:
        keypad.press("1 50")
        assert "More than 7; type on" in keypad.text()
        assert "More than" not in keypad.text(USUAL)
        keypad.press("E 8")
        assert isinstance(keypad.page, FindPage)
        keypad.press("7")
        assert "SOA-5016" in keypad.text()


def test_nobody_gathers_a_payment_in_vain(terminal: TerminalAtWork) -> None:
    with keypad_of(terminal) as keypad:
        keypad.press(f"{FOUND} 500")
        before = keypad.text()
        keypad.press("E")
        assert "Open the registry first" in one_line(keypad)
        assert keypad.press("E").text() == before


def test_the_next_customer_is_one_key_away(keypad: KeypadAtWork) -> None:
    keypad.press(EXACT_IN_CASH).press("E").press("E 2000 E E E E E")
    assert tenders(keypad) == [("cash", 127_550), ("cash", 8_008)]


def test_an_amount_above_what_is_due_is_asked_about_and_kept_as_advance(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} 130000 E")
    assert "24.50 MORE THAN DUE" in keypad.text()
    keypad.press("1")
    assert isinstance(keypad.page, SoaPage)
    keypad.press("E 2 E E")
    assert "Kept as advance            24.50" in keypad.text()
    keypad.press("E")
    assert keypad.device.rows("SELECT amount_minor, advance_minor FROM payment") == [(130_000, 2_450)]


def test_a_payment_in_several_ways_asks_until_all_is_paid(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 3 20000 E 123456 E 4242 E")
    assert "PAY 1,075.50 BY" in keypad.text()
    keypad.press("4 7550 E 5550001112223 E 7 E 778 E E")
    assert tenders(keypad) == [("card", 20_000), ("ewallet", 7_550), ("withholding_tax", 100_000)]


def test_a_card_that_pays_more_than_is_left_is_refused_and_not_cut(keypad: KeypadAtWork) -> None:
    keypad.press_all(f"{FOUND} 10000 E 3 10001 E")
    assert "does not match" in one_line(keypad)
    assert "HOW MUCH OF IT" in keypad.press_all("E").text()


def test_letters_of_a_reference_are_typed_with_two_digits_each_or_scanned(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 3 E E 21 07 E 4242 E")
    assert keypad.device.rows("SELECT count(*) FROM payment") == [(0,)]
    keypad.press("E")
    entry = keypad.device.rows("SELECT body FROM journal ORDER BY seq DESC LIMIT 1")[0][0]
    assert '"reference":"A7"' in str(entry)
    keypad.press("E 2000 E E 4 E").scan("GC-998877").press("E")
    entry = keypad.device.rows("SELECT body FROM journal WHERE kind = 'payment_recorded' ORDER BY seq DESC LIMIT 1")
    assert '"reference":"GC-998877"' in str(entry[0][0])


def test_one_invoice_can_be_chosen(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 8 2 E E E E")
    assert keypad.device.rows("SELECT invoice_no, balance_minor FROM allocation") == [("A2", 25_050)]


def test_a_check_has_bank_number_and_date_and_its_bank_comes_first_the_next_time(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 2 E 4 0012345 E E E")
    assert tenders(keypad) == [("check", 127_550)]
    keypad.press("E 2000 E E 2 E")
    assert "> 1 Land Bank" in keypad.text()


def test_clear_turns_back_to_the_choices_before_and_leaves_from_the_first(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 2 E")
    first = keypad.text()
    keypad.press("0")
    assert keypad.text() != first
    keypad.press("C")
    assert keypad.text() == first
    keypad.press("C")
    assert "HOW MUCH OF IT" in keypad.text()


def test_a_bank_that_is_not_listed_is_typed(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 2 E 0 6 73 82 73 21 53 E 77 E E")
    assert isinstance(keypad.page, ConfirmPaymentPage)
    keypad.press("E").press("E 2000 E E 2 E")
    assert "> 1 RURAL" in keypad.text()


def test_a_check_dated_ahead_is_kept_after_saying_so_and_is_no_payment(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} 50000 E 2 E 1 0012345 E 251226 E")
    assert "POST-DATED CHECK" in keypad.text()
    assert "check_held" not in keypad.device.kinds
    keypad.press("E E")
    assert "A-P00000001" in keypad.text()
    assert keypad.device.kinds.count("check_held") == 1
    assert tenders(keypad) == []


def test_a_day_that_does_not_exist_is_not_taken(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 2 E 1 0012345 E 310226 E")
    assert "That is no date." in keypad.text()
    keypad.press("CCCCCC E")
    assert isinstance(keypad.page, ConfirmPaymentPage)


def test_a_barcode_finds_a_customer_from_the_menu_and_is_never_an_amount(keypad: KeypadAtWork) -> None:
    keypad.scan("SOA-1000")
    assert isinstance(keypad.page, SoaPage)
    keypad.scan("4800016123456")
    assert "That was a barcode" in keypad.text()
    keypad.press("E")
    assert isinstance(keypad.page, SoaPage)
    keypad.press("C E E").scan("4800016123456").press("E")
    assert tenders(keypad) == []


def test_names_are_found_with_digits_as_letters(keypad: KeypadAtWork) -> None:
    keypad.press("1 767254632 E")
    assert "SOA-2000" in keypad.text()


def test_among_several_a_digit_chooses(keypad: KeypadAtWork) -> None:
    keypad.press("1 E")
    assert "Digit: choose" in keypad.text()
    keypad.press("2")
    assert "DUE                        80.08" in keypad.text()


def test_a_refusal_comes_before_the_last_enter(open_terminal: TerminalAtWork) -> None:
    with keypad_of(open_terminal) as keypad:
        keypad.press(f"{FOUND} EE")
        open_terminal.close_day()
        keypad.press("E")
        assert "The registry is not open." in keypad.text()
        keypad.press("E")
        assert "CASH RECEIVED" in keypad.text()


def test_a_list_that_is_put_away_meanwhile_is_told_of_and_leads_back_to_the_menu(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E")
    device = keypad.device
    device.office.revoke("T001")
    device.ask("download-soa", exit_code=6)
    keypad.press("C")
    assert "The office has revoked this device" in one_line(keypad)
    keypad.press("CCCC")
    assert isinstance(keypad.page, MenuPage)


def test_a_slip_that_waits_is_told_of_and_printed_with_one_key(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such folder" / "paper"
    open_terminal.print_to(nowhere)
    with keypad_of(open_terminal) as keypad:
        keypad.press(EXACT_IN_CASH).press("E").wait()
        assert "NOT PRINTED, but safe. 1: print it now." in one_line(keypad)
        nowhere.parent.mkdir()
        keypad.press("1").wait()
        assert "NOT PRINTED" not in keypad.text()
        assert nowhere.stat().st_size > 0


class TestByQrPh:
    """The office has a QR Ph code of its own."""

    @pytest.fixture
    def keypad(self, homes: Homes, tmp_path: Path) -> Iterator[KeypadAtWork]:
        with at_work(copied(homes, tmp_path), MPOS_BRIDGE_BUSINESS_QR_PH=STATIC_P2M) as terminal:
            terminal.ask("download-soa")
            terminal.open_registry()
            terminal.print_to(tmp_path / "paper")
            with keypad_of(terminal) as keypad:
                yield keypad

    def test_the_code_is_printed_where_the_screen_is_too_small(self, keypad: KeypadAtWork, tmp_path: Path) -> None:
        keypad.press(f"{FOUND} E 5 E").tick().wait()
        assert (tmp_path / "paper").stat().st_size > 0
        assert "The code is on paper" in one_line(keypad)
        assert "NOT CONFIRMED until the office has seen the money." in one_line(keypad)

    def test_the_payment_is_for_confirmation_under_the_codes_reference(self, keypad: KeypadAtWork) -> None:
        keypad.press(f"{FOUND} E 5 100000 E")
        reference = keypad.text().split("Ref. ")[1].split()[0]
        keypad.press("E")
        assert "PAY 275.50 BY" in keypad.text()
        keypad.press("E E")
        assert "QR Ph, for confirmation 1,000.00" in one_line(keypad)
        keypad.press("E").wait()
        assert keypad.device.rows("SELECT method, amount_minor, for_confirmation FROM tender ORDER BY line") == [
            ("cash", 27_550, 0),
            ("ewallet", 100_000, 1),
        ]
        entry = keypad.device.rows("SELECT body FROM journal WHERE kind = 'payment_recorded'")
        assert reference in str(entry[0][0])

    def test_a_code_that_is_come_back_to_is_still_the_same(self, keypad: KeypadAtWork) -> None:
        """The customer may have paid it already."""
        keypad.press(f"{FOUND} E 5 E")
        reference = keypad.text().split("Ref. ")[1].split()[0]
        keypad.press("C C 5 E")
        assert reference in keypad.text()


def test_an_office_without_qr_ph_is_told_of_clearly(keypad: KeypadAtWork) -> None:
    keypad.press(f"{FOUND} E 5 E")
    assert "NOT DONE" in keypad.text()
    assert "QR" in keypad.text()
    keypad.press("C C")
    assert "PAY 1,275.50 BY" in keypad.text()


def test_due_is_as_of_now_when_a_page_is_come_back_to(keypad: KeypadAtWork) -> None:
    keypad.press(FOUND)
    keypad.device.clock.move(seconds=timedelta(minutes=1).total_seconds())
    keypad.device.collect("275.50", SOA)
    keypad.press("E C")
    assert "DUE                     1,000.00" in keypad.text()
