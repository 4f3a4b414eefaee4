"""A collector's day at the keypad: opened, uploaded, counted, closed and remitted, by digits, Enter and Clear."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpos.domain.counting import DENOMINATIONS_MINOR
from mpos.keypad.language import speak
from mpos.keypad.pages.menu import MenuPage
from tests.mpos.keypad.keypad_at_work import KeypadAtWork, keypad_of
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork

COUNT_500 = "E 1E EEE EEE EEE EE"
"""One note of 500, and nothing else."""
OPEN_WITH_500 = "E 0500E E"


MAX_PAGES = 30


def press_until(keypad: KeypadAtWork, key: str, shown: str) -> None:
    """Presses a key until the screen shows this."""
    for _page in range(MAX_PAGES):
        if shown in keypad.text():
            return
        keypad.press(key)
    raise AssertionError(keypad.text())


@pytest.fixture
def keypad(terminal: TerminalAtWork) -> Iterator[KeypadAtWork]:
    """Ana is logged in; the registry is closed, and Enter opens it."""
    with keypad_of(terminal) as keypad:
        yield keypad


@pytest.fixture
def open_keypad(keypad: KeypadAtWork) -> KeypadAtWork:
    return keypad.press_all(OPEN_WITH_500)


def test_enter_alone_goes_through_the_day(keypad: KeypadAtWork) -> None:
    device = keypad.device
    keypad.press_all(OPEN_WITH_500)
    keypad.press_all("7")
    assert "> 1 [ ] Upload" in keypad.text()
    keypad.press_all("E").wait()
    assert "The office has everything." in keypad.text()
    keypad.press_all("E E").press_all(COUNT_500)
    assert "EXACT" in keypad.text()
    keypad.press_all("E E")
    assert "[x] Count the cash" in keypad.text()
    keypad.press_all("E E")
    assert "Z-READING 0.00" in keypad.text()
    assert device.kinds[-3:] == ["registry_opened", "registry_closed", "z_reading"]


def test_the_day_fits_the_screens_in_filipino(keypad: KeypadAtWork) -> None:
    speak("fil")
    try:
        keypad.press_all(OPEN_WITH_500).press_all("7 2").press_all(COUNT_500).press_all("E E E E")
        press_until(keypad, "E", "> 4")
        keypad.press_all("4 1 E 1 E E")
        keypad.device.transport = NoNetwork()
        keypad.press_all("E 1").wait()
    finally:
        speak("en")
    assert keypad.device.kinds[-1] == "cash_remitted"
    assert keypad.device.rows("SELECT body FROM journal WHERE kind = 'cash_remitted' AND body LIKE '%Cashier%'")


def test_the_change_fund_is_never_taken_for_granted(keypad: KeypadAtWork) -> None:
    keypad.press_all("E E E E")
    assert "registry_opened" not in keypad.device.kinds
    keypad.press_all("0 E E")
    assert keypad.device.rows("SELECT change_fund_minor FROM business_day") == [(0,)]


def test_another_business_date_is_typed_where_the_clock_is_not_trusted(keypad: KeypadAtWork) -> None:
    keypad.device.clock.move(days=60)
    keypad.press_all(OPEN_WITH_500)
    assert "1: another date" not in keypad.text()
    assert "The clock says 2027-01-21" in " ".join(keypad.text().split())
    keypad.press_all("E 1 231126E E")
    assert keypad.device.rows("SELECT business_date FROM business_day") == [("2026-11-23",)]


def test_a_double_press_opens_the_registry_once(keypad: KeypadAtWork) -> None:
    keypad.press("E 0500E E E E E")
    assert keypad.device.kinds.count("registry_opened") == 1
    assert isinstance(keypad.page, MenuPage)


def test_a_download_tells_what_came(open_keypad: KeypadAtWork) -> None:
    open_keypad.device.office.state_next_day()
    open_keypad.press("4")
    assert "Clear leaves this page" in " ".join(open_keypad.text().split())
    text = open_keypad.wait().text()
    assert "DOWNLOADED" in text
    assert "1,365.58" in text


def test_a_download_that_is_left_goes_on(open_keypad: KeypadAtWork) -> None:
    open_keypad.press("4C")
    assert isinstance(open_keypad.page, MenuPage)
    open_keypad.wait()
    assert open_keypad.device.kinds.count("soas_downloaded") == 2


def test_without_network_the_collector_hears_that_all_is_kept_and_goes_on(open_keypad: KeypadAtWork) -> None:
    open_keypad.device.transport = NoNetwork()
    text = " ".join(open_keypad.press("5").wait().text().split())
    assert "The money is safe" in text
    assert "No network. Go on working" in text
    open_keypad.press("E").tick(1).tick(1)
    assert isinstance(open_keypad.page, MenuPage)


def test_an_upload_shows_how_much_is_left_to_send(open_keypad: KeypadAtWork) -> None:
    assert "Still to send: 4" in open_keypad.press("5").text()
    text = open_keypad.wait().text()
    assert "Entries sent" in text
    assert open_keypad.device.office.rows("SELECT max(seq) FROM journal") != [(None,)]


def test_a_miscount_is_seen_before_it_is_recorded(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 2").press_all("E 2E EEE EEE EEE EE")
    assert "OVER" in open_keypad.text()
    open_keypad.press_all("C" + "C" * 11)
    assert "500.00 x 2_" in open_keypad.text()
    open_keypad.press_all("1 E EEE EEE EEE EE")
    assert "EXACT" in open_keypad.text()
    open_keypad.press_all("E")
    assert open_keypad.device.rows("SELECT counted_minor FROM cash_count") == [(50_000,)]


def test_clear_goes_up_one_denomination_and_keeps_what_was_typed(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 2 3E 4E")
    assert "TOTAL SO FAR" in open_keypad.text()
    open_keypad.press_all("C")
    assert "> 500.00 x 4_" in open_keypad.text()
    open_keypad.press_all("C")
    assert "> 1,000.00 x 3_" in open_keypad.text()
    open_keypad.press_all("12C")
    assert "> 1,000.00 x 1_" in open_keypad.text()


def test_a_blind_count_tells_what_was_expected_only_once_it_stands(terminal: TerminalAtWork) -> None:
    policy = '{"business": {}, "policy": {"blind_count": true}}'
    terminal.change_store(f"INSERT OR REPLACE INTO setting VALUES ('office', '{policy}')")
    with keypad_of(terminal) as keypad:
        keypad.press_all(OPEN_WITH_500).press_all("7 2").press_all("2E EEE EEE EEE EEE")
        before = keypad.text()
        assert "Expected" not in before
        assert "OVER" not in before
        assert "500.00" not in before.replace("2,000.00", "")
        after = keypad.press_all("E").text()
        assert "Expected" in after
        assert "OVER" in after


def test_a_blind_office_shows_no_expected_cash_anywhere_else_either(terminal: TerminalAtWork) -> None:
    policy = '{"business": {}, "policy": {"blind_count": true}}'
    terminal.change_store(f"INSERT OR REPLACE INTO setting VALUES ('office', '{policy}')")
    terminal.open_registry()
    slip = " ".join(terminal.run("x-reading", "--preview").out.split())
    assert "Cash In Drawer not yet" in slip
    assert terminal.ask("x-reading")["expected_cash"] is None
    assert terminal.ask("status")["cash_in_hand"] is None
    assert "in hand" not in terminal.run("status").out
    terminal.ask("close-registry", "--count", "500x1")
    assert "Cash In Drawer 500.00" in " ".join(terminal.run("z-reading", "--preview").out.split())


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 99_999), min_size=len(DENOMINATIONS_MINOR), max_size=len(DENOMINATIONS_MINOR)))
def test_what_is_typed_is_what_is_recorded(open_keypad: KeypadAtWork, pieces: list[int]) -> None:
    open_keypad.press_all("7 2").press_all("".join(f"{number}E" for number in pieces)).press_all("E E C")
    counted = sum(value * number for value, number in zip(DENOMINATIONS_MINOR, pieces, strict=True))
    rows = open_keypad.device.rows("SELECT counted_minor FROM cash_count ORDER BY seq DESC LIMIT 1")
    assert rows == [(counted,)]


def test_running_through_the_coins_with_enter_does_not_record_the_count(open_keypad: KeypadAtWork) -> None:
    open_keypad.press("7").press("2").press("E" * 40)
    assert "IS THIS RIGHT?" in open_keypad.text()
    assert "registry_closed" not in open_keypad.device.kinds


def test_a_day_that_is_counted_can_be_counted_again(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 2").press_all("E" * 13)
    assert "SHORT" in open_keypad.text()
    open_keypad.press_all("E E 2")
    assert "COUNT AGAIN" in open_keypad.text()
    open_keypad.press_all(COUNT_500).press_all("E")
    assert "EXACT" in open_keypad.text()
    assert open_keypad.device.kinds.count("registry_closed") == 2


def test_nobody_counts_in_vain(open_keypad: KeypadAtWork) -> None:
    open_keypad.device.office.add_collector("ben", "C406")
    open_keypad.device.ask("logout")
    open_keypad.device.log_in("ben")
    open_keypad.tick().press_all("7 2")
    assert "TOTAL SO FAR" not in open_keypad.text()
    assert "opened by ana" in " ".join(open_keypad.text().split())


def test_the_z_reading_is_asked_for_twice_and_needs_the_count(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 3")
    assert "Count the cash first" in " ".join(open_keypad.text().split())
    open_keypad.press_all("E 2").press_all(COUNT_500).press_all("E E 3 C")
    assert "z_reading" not in open_keypad.device.kinds
    open_keypad.press("3EEEE")
    assert "z_reading" not in open_keypad.device.kinds
    open_keypad.press("EEEE")
    assert open_keypad.device.kinds.count("z_reading") == 1


def test_an_office_that_wants_the_upload_first_has_it_pointed_at(terminal: TerminalAtWork) -> None:
    policy = '{"business": {}, "policy": {"upload_before_z": true}}'
    terminal.change_store(f"INSERT OR REPLACE INTO setting VALUES ('office', '{policy}')")
    with keypad_of(terminal) as keypad:
        keypad.press_all(OPEN_WITH_500).press_all("7 2").press_all(COUNT_500).press_all("E E")
        assert "> 1 [ ] Upload" in keypad.text()
        assert "The office wants the upload" in keypad.text()
        keypad.press_all("3 E")
        assert "Upload first: menu 5." in " ".join(keypad.text().split())
        keypad.press_all("E C 1").wait().press_all("E E E")
        assert "z_reading" in keypad.device.kinds


def test_after_the_day_the_cash_is_remitted_and_the_next_day_opens(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 2").press_all(COUNT_500).press_all("E E E E")
    press_until(open_keypad, "E", "END OF THE DAY")
    assert "> 4 [ ] Remit the cash" in open_keypad.text()
    open_keypad.press_all("E 1 E 1")
    assert "Enter: none" in open_keypad.text()
    open_keypad.press_all("12345E")
    assert "FIVE HUNDRED PESOS" in open_keypad.text().upper()
    open_keypad.press_all("E E")
    assert "[x] Remit the cash" in open_keypad.text()
    assert open_keypad.device.rows("SELECT amount_minor FROM remittance") == [(50_000,)]
    press_until(open_keypad, "C", "MENU")
    open_keypad.press_all("7")
    assert "> 1 [ ] Upload" in open_keypad.text()
    open_keypad.press_all("E").wait().press_all("E")
    assert "> 5 [ ] Open the next day" in open_keypad.text()
    assert "The day is done." in open_keypad.text()


def test_more_than_is_in_hand_is_not_remitted(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 4 1 0501E 1 E E")
    assert "is more than the cash in hand" in " ".join(open_keypad.text().split())
    assert "cash_remitted" not in open_keypad.device.kinds


def test_what_is_remitted_can_be_counted(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 4 2 EE 2E").press_all("E" * 10).press_all("3E E E")
    assert open_keypad.device.rows("SELECT amount_minor FROM remittance") == [(40_000,)]


def test_on_a_later_date_the_next_day_comes_next_and_what_is_not_remitted_is_told(open_keypad: KeypadAtWork) -> None:
    open_keypad.press_all("7 2").press_all(COUNT_500).press_all("E E E E")
    open_keypad.device.clock.move(days=1)
    press_until(open_keypad, "C", "MENU")
    assert "Open the registry" in open_keypad.text()
    open_keypad.press_all("E")
    assert "Not remitted: 500.00" in open_keypad.text()
    open_keypad.press_all("E 0E")
    assert "500.00 of the day before is not remitted" in " ".join(open_keypad.text().split())


def test_an_x_reading_is_shown_page_by_page_and_printed(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.print_to(tmp_path / "paper")
    with keypad_of(terminal) as keypad:
        keypad.press_all(OPEN_WITH_500).press_all("6 1")
        assert "Enter: more" in keypad.text()
        press_until(keypad, "E", "X-READING REPORT")
        press_until(keypad, "E", "Enter: done")
        keypad.press("E").wait()
        assert b"X-READING REPORT" in (tmp_path / "paper").read_bytes()


def test_the_report_can_be_looked_at_without_paper(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.print_to(tmp_path / "paper")
    with keypad_of(terminal) as keypad:
        keypad.press_all(OPEN_WITH_500).press_all("6 4").wait()
        assert "REPORT 2026-11-22" in keypad.text()
        assert not (tmp_path / "paper").exists()
        keypad.press_all("C 5 211126E")
        assert "had no business day 2026-11-21" in " ".join(keypad.text().split())


def test_the_last_z_reading_can_be_printed_again(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.open_registry()
    terminal.close_day()
    terminal.print_to(tmp_path / "paper")
    with keypad_of(terminal) as keypad:
        assert "Z-READING AGAIN" in keypad.press_all("6 6").text()
        keypad.wait()
    assert b"REPRINT" in (tmp_path / "paper").read_bytes()
    assert terminal.kinds.count("z_reading") == 1
