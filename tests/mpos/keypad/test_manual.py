"""Paper receipts and post-dated checks at the keypad."""

from collections.abc import Iterator

import pytest

from mpos.keypad.pages.confirm import ConfirmPaymentPage
from mpos.keypad.pages.menu import MenuPage
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork

ON_PAPER = "3 1 4711 E"
"""From the menu: a paper receipt with the number 4711."""
A_CHECK = "3 2 1 1000 E 50000 E"
"""From the menu: a post-dated check over 500.00 for customer 1000."""


@pytest.fixture
def keypad(open_terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
    with keypad_of(open_terminal) as keypad:
        yield keypad


def recorded(keypad: KeypadAtWork) -> list[tuple[object, ...]]:
    return keypad.device.rows("SELECT source, soa_no, customer_no, customer_name, amount_minor, paid_at FROM payment")


def one_line(keypad: KeypadAtWork) -> str:
    return " ".join(keypad.text().split())


def test_a_paper_receipt_of_today_for_a_customer_on_the_list(keypad: KeypadAtWork) -> None:
    keypad.press(f"{ON_PAPER} E 1 1000 E 50000 E E E")
    assert isinstance(keypad.page, ConfirmPaymentPage)
    keypad.press("E")
    name = "Dionisio O'Hara-Bautista"
    assert recorded(keypad) == [("or_entry", SOA, "1000", name, 50_000, "2026-11-22T09:00:00.000+08:00")]
    assert keypad.device.rows("SELECT manual_or_no FROM payment") == [("4711",)]


def test_a_paper_receipt_of_an_earlier_day(keypad: KeypadAtWork) -> None:
    keypad.press(f"{ON_PAPER} 201126 E 1 1000 E E E E E")
    assert recorded(keypad)[0][-1] == "2026-11-20T12:00:00.000+08:00"


def test_a_paper_receipt_of_tomorrow_is_not_taken(keypad: KeypadAtWork) -> None:
    keypad.press(f"{ON_PAPER} 231126 E")
    assert "That day has not come yet." in one_line(keypad)
    keypad.press("CCCCCC 221126 E")
    assert "THE CUSTOMER" in keypad.text()


def test_a_customer_who_is_not_on_the_list_is_typed_and_all_is_kept_as_advance(keypad: KeypadAtWork) -> None:
    keypad.press(f"{ON_PAPER} E 2 77001 E 51 82 21 62 E 035000 E E E")
    assert "Kept as advance 35,000.00" in one_line(keypad)
    keypad.press("E")
    assert recorded(keypad)[0][:5] == ("or_entry", None, "77001", "JUAN", 3_500_000)


def test_a_booklets_number_may_have_letters(keypad: KeypadAtWork) -> None:
    keypad.press("3 1 E 21 11 07 08 E E 1 1000 E E E E E")
    assert keypad.device.rows("SELECT manual_or_no FROM payment") == [("A-78",)]


def test_a_barcode_that_is_too_long_for_a_number_is_not_cut_short(keypad: KeypadAtWork) -> None:
    keypad.press("3 1").scan("OR-2026-000000000000004711")
    assert "Too many digits." in keypad.text()
    keypad.press("C").scan("OR-4711").press("E 1 1000 E E E E E")
    assert keypad.device.rows("SELECT manual_or_no FROM payment") == [("OR-4711",)]


def test_clear_leads_out_of_a_paper_receipt_with_nothing_recorded(keypad: KeypadAtWork) -> None:
    keypad.press(f"{ON_PAPER} E 2 77001 E 51 88 E").press_all("C CC C CCCCC C C CCCC C C C")
    assert isinstance(keypad.page, MenuPage)
    assert recorded(keypad) == []


class TestChecksInKeeping:
    """A check over 500.00 of BDO, dated 2026-11-25, is in keeping."""

    @pytest.fixture
    def keeping(self, keypad: KeypadAtWork) -> KeypadAtWork:
        keypad.press(f"{A_CHECK} 1 0012345 E 251126 E E E")
        assert keypad.device.kinds[-1] == "check_held"
        return keypad.press("C")

    @pytest.fixture
    def its_day(self, keeping: KeypadAtWork) -> KeypadAtWork:
        device = keeping.device
        device.close_day()
        device.clock.move(days=3)
        device.open_registry()
        return keeping

    def test_it_is_listed_with_date_and_amount(self, keeping: KeypadAtWork) -> None:
        keeping.press("3 2")
        assert "2 26-11-25 500.00 Dionisio" in keeping.text()
        keeping.press("2")
        assert "BDO 0012345" in keeping.text()

    def test_the_same_check_is_not_kept_twice(self, keeping: KeypadAtWork) -> None:
        keeping.press(f"{A_CHECK} 1 0012345 E 251126 E E")
        assert "NOT DONE" in keeping.text()
        assert keeping.device.kinds.count("check_held") == 1

    def test_before_its_day_it_is_not_collected(self, keeping: KeypadAtWork) -> None:
        keeping.press("3 2 2 1 E")
        assert "NOT DONE" in keeping.text()
        assert recorded(keeping) == []

    def test_on_its_day_it_becomes_a_payment(self, its_day: KeypadAtWork) -> None:
        its_day.press("3 2 2 1")
        assert recorded(its_day) == []
        its_day.press("EE")
        assert "RECEIPT A00000001" in its_day.text()
        assert [row[4] for row in recorded(its_day)] == [50_000]
        its_day.press("C 3 2")
        assert "Dionisio" not in its_day.text()

    def test_more_than_is_due_by_then_is_kept_as_advance_if_the_customer_wants(self, its_day: KeypadAtWork) -> None:
        its_day.device.collect("1000", SOA)
        its_day.press("3 2 2 1")
        assert "224.50 MORE THAN DUE" in its_day.text()
        its_day.press("1 E")
        rows = its_day.device.rows("SELECT amount_minor, advance_minor FROM payment ORDER BY seq DESC LIMIT 1")
        assert rows == [(50_000, 22_450)]

    def test_it_is_given_back_for_a_reason(self, keeping: KeypadAtWork) -> None:
        keeping.press("3 2 2 2 1")
        assert keeping.device.kinds[-1] == "check_held"
        keeping.press("EE")
        assert keeping.device.kinds[-1] == "check_returned"
        assert "CHECK GIVEN BACK" in keeping.text()


def test_a_check_of_today_is_a_payment_and_not_kept(keypad: KeypadAtWork) -> None:
    keypad.press(f"{A_CHECK} 1 0012345 E E E")
    assert [row[4] for row in recorded(keypad)] == [50_000]


@pytest.mark.parametrize("customer", ["1 1000 E 0500 E", "2 77001 E 51 E 0500 E"])
def test_a_check_dated_ahead_can_not_pay_a_paper_receipt(keypad: KeypadAtWork, customer: str) -> None:
    keypad.press(f"{ON_PAPER} E {customer} 2 E 1 123 E 251226 E")
    assert "NOT DONE" in keypad.text()
    assert recorded(keypad) == []
