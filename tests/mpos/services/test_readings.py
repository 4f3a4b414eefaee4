"""What readings tell beyond the sums: booklets, confirmations, the list's progress, gaps, and what is not sent."""

from pathlib import Path

from mpos.store.soas import LIST_FILE
from tests.mpos.office_at_work import SOA, Office
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied


def test_a_reading_names_the_range_of_the_manual_booklet(open_terminal: TerminalAtWork) -> None:
    for manual_or_no in ("312", "314", "313"):
        words = ("or-entry", "--manual-or", manual_or_no, "--customer-no", "1000", "--cash", "10")
        open_terminal.ask(*words)
    x = open_terminal.ask("x-reading")
    assert (x["first_manual_or_no"], x["last_manual_or_no"], x["manual"]) == ("312", "314", "30.00")


def test_what_nobody_could_see_arrive_is_shown_once_more(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("collect", SOA, "--qr-ph", "100:A-Q00000001")
    open_terminal.ask("collect", SOA, "--ewallet", "50:GC-1")
    x = open_terminal.ask("x-reading")
    assert (x["for_confirmation"], x["by_method"]["ewallet"], x["expected_cash"]) == ("100.00", "150.00", "500.00")
    open_terminal.ask("void", "A00000001", "--reason", "it never came")
    assert open_terminal.ask("x-reading")["for_confirmation"] == "0.00"


def test_a_reading_tells_how_many_of_the_list_were_paid_on(open_terminal: TerminalAtWork) -> None:
    def progress() -> tuple[object, ...]:
        x = open_terminal.ask("x-reading")
        return x["soas_listed"], x["soas_paid"], x["soas_unpaid"]

    assert progress() == (2, 0, 2)
    open_terminal.collect("100")
    open_terminal.collect("100")
    assert progress() == (2, 1, 1)
    open_terminal.ask("void", "A00000001", "--reason", "wrong")
    open_terminal.ask("void", "A00000002", "--reason", "wrong")
    assert progress() == (2, 0, 2)


def test_a_soa_that_was_paid_and_has_left_the_list_still_counts(open_terminal: TerminalAtWork, office: Office) -> None:
    open_terminal.ask("collect", SOA, "--cash", "1275.50")
    open_terminal.ask("upload")
    office.sync()
    assert open_terminal.ask("download-soa")["total"] == 1
    x = open_terminal.ask("x-reading")
    assert (x["soas_listed"], x["soas_paid"], x["soas_unpaid"]) == (2, 1, 1)


def test_a_day_closes_without_a_list_and_with_one_that_can_not_be_read(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    (open_terminal.home / LIST_FILE).write_bytes(b"nothing that was a list" * 1000)
    assert open_terminal.ask("x-reading")["soas_listed"] is None
    (open_terminal.home / LIST_FILE).unlink()
    z = open_terminal.close_day()
    assert (z["soas_listed"], z["soas_paid"], z["soas_unpaid"], z["gross"]) == (None, None, None, "100.00")


def test_a_number_that_is_missing_from_a_series_is_counted(open_terminal: TerminalAtWork) -> None:
    for _ in range(6):
        open_terminal.collect("10")
    assert open_terminal.ask("x-reading")["missing_numbers"] == 0
    gone = "SELECT seq FROM payment WHERE number IN (1, 3)"
    open_terminal.change_store(
        *(f"DELETE FROM {table} WHERE payment_seq IN ({gone})" for table in ("tender", "allocation")),
        "DELETE FROM payment WHERE number IN (1, 3)",
    )
    assert open_terminal.ask("x-reading")["missing_numbers"] == 2


def test_the_numbers_of_the_day_before_are_not_missed_on_the_next(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("10")
    open_terminal.ask("void", "A00000001", "--reason", "wrong")
    assert open_terminal.close_day()["missing_numbers"] == 0
    open_terminal.clock.move(days=1)
    open_terminal.open_registry()
    open_terminal.collect("10")
    assert open_terminal.ask("x-reading")["missing_numbers"] == 0


def test_a_reading_tells_how_much_is_not_sent(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("upload")
    assert open_terminal.ask("x-reading")["not_uploaded"] == 0
    open_terminal.collect("10")
    assert open_terminal.ask("x-reading")["not_uploaded"] == 2


def test_slips_bear_the_numbers_of_the_device_and_the_words_of_the_office(homes: Homes, tmp_path: Path) -> None:
    settings = {
        "MPOS_BRIDGE_BUSINESS_LABELS": "TOTAL=KABUUAN\nOpening Fund=Panimula",
        "MPOS_BRIDGE_BUSINESS_MIN_LABEL": "M.I.N.",
        "MPOS_BRIDGE_BUSINESS_HEADER": "Branch 1\nOpen daily",
    }
    with at_work(copied(homes, tmp_path), **settings) as terminal:
        terminal.environ |= {"MPOS_MACHINE_NO": "26112200000000001", "MPOS_SERIAL_NO": "SN-1"}
        terminal.ask("download-soa")
        terminal.open_registry()
        terminal.collect("10")
        receipt = terminal.ask("receipt", "--preview")["text"]
        for said in ("KABUUAN", "M.I.N. 26112200000000001", "S/N SN-1", "Branch 1", "Open daily"):
            assert said in receipt
        assert "TOTAL" not in receipt
        assert "Panimula" in terminal.ask("x-reading", "--preview")["text"]


def test_a_receipt_is_proven_and_its_reprint_proves_the_same(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("10")
    code = next(
        line.strip() for line in open_terminal.ask("receipt", "--preview")["text"].splitlines() if "A00000001-" in line
    )
    open_terminal.clock.move(days=1)
    assert code in open_terminal.ask("receipt", "--preview")["text"]


def test_a_z_reading_is_printed_again_as_it_was_and_never_taken_anew(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.collect("100")
    taken = open_terminal.close_day()
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.clock.move(days=1)
    again = open_terminal.ask("z-reading", "--again")
    assert {**again, "printed": False} == taken
    slip = open_terminal.ask("z-reading", "--again", "--preview", "--no-print")["text"].splitlines()
    assert slip[0].split() == ["REPRINT", "2026-11-23", "09:00"]
    assert open_terminal.kinds.count("z_reading") == 1
    assert open_terminal.rows("SELECT slip, state FROM print_job") == [("z_reading again", "confirmed")]
    assert (
        open_terminal.ask("z-reading", "--again", "--date", "2026-11-20", exit_code=4)["error"]["code"]
        == "no_z_reading"
    )
    assert open_terminal.ask("z-reading", "--date", "2026-11-22", exit_code=2)
