"""What each command answers when all is well: the keys that scripts rely on, and what people read."""

import json
import re
from pathlib import Path

import pytest

from mpos.contract.canonical import read_json
from mpos.contract.clock import read_instant
from tests.mpos.office_at_work import CODE, DUE, PIN, SOA, Office
from tests.mpos.terminal_at_work import BRIDGE_URL, LOGIN, NINE, TerminalAtWork

PAYMENT_KEYS = {
    "payment_id",
    "receipt_no",
    "soa_no",
    "amount",
    "change",
    "advance",
    "allocations",
    "balance_after",
    "printed",
}
READING_KEYS = {
    "z_counter",
    "first_receipt_no",
    "last_receipt_no",
    "gross",
    "voided",
    "net",
    "by_method",
    "previous_grand_total",
    "present_grand_total",
}


def test_enroll_tells_the_identity(terminal: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    other = TerminalAtWork(tmp_path / "other", terminal.clock, office)
    code = office.enrolment_code()
    answer = other.ask("enroll", "--bridge", f"{BRIDGE_URL}/", "--code", f"{code[:5]}-{code[5:]}")
    assert answer == {"terminal_id": "T002", "series_prefix": "B", "bridge": BRIDGE_URL}
    assert other.kinds == ["enrolled"]


def test_login_and_logout_tell_who_and_under_which_code(terminal: TerminalAtWork) -> None:
    assert {"collector": LOGIN, "collector_code": CODE}.items() <= terminal.ask("logout").items()
    assert {"collector": LOGIN, "collector_code": CODE}.items() <= terminal.log_in().items()


def test_open_registry_tells_the_day_and_its_change_fund(terminal: TerminalAtWork) -> None:
    answer = terminal.ask("open-registry", "--change-fund", "1,500.5", "--business-date", "2026-11-21")
    assert answer == {"business_date": "2026-11-21", "change_fund": "1500.50"}


def test_download_tells_what_came(terminal: TerminalAtWork) -> None:
    answer = terminal.ask("download-soa")
    wanted = {"received": 0, "changed": 0, "dropped": 0, "failed": 0, "total": 2, "amount_due": "1355.58"}
    assert wanted.items() <= answer.items()
    assert read_instant(answer["as_of"]).date() == NINE.date()


def test_the_list_has_one_row_a_soa(terminal: TerminalAtWork) -> None:
    first, second = terminal.ask("soa", "list")["items"]
    assert first == {
        "soa_no": SOA,
        "customer_no": "1000",
        "name": first["name"],
        "due_date": "2026-11-01",
        "amount_due": DUE,
        "penalty": "25.00",
        "collector_code": CODE,
    }
    assert second["amount_due"] == "80.08"
    assert terminal.ask("soa", "list", "--limit", "1")["items"] == [first]
    assert terminal.ask("soa", "list", "--search", "2000")["items"] == [second]
    assert terminal.ask("soa", "list", "--search", first["name"].split()[0].lower())["items"][0] == first


def test_overdue_is_what_was_due_before_today_and_still_is(open_terminal: TerminalAtWork) -> None:
    assert [item["soa_no"] for item in open_terminal.ask("soa", "list", "--overdue")["items"]] == [SOA, "SOA-2000"]
    open_terminal.ask("collect", "SOA-2000")
    assert [item["soa_no"] for item in open_terminal.ask("soa", "list", "--overdue")["items"]] == [SOA]


def test_a_soa_is_shown_with_its_invoices_and_what_was_paid_here(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    shown = open_terminal.ask("soa", "show", "1000")
    assert (shown["soa_no"], shown["amount_due"]) == (SOA, "1175.50")
    lines = [(line["invoice_no"], line["balance"], line["penalty"]) for line in shown["invoices"]]
    assert lines == [("A1", "925.00", "0.00"), ("A2", "250.50", "0.00")]
    assert [(row["receipt_no"], row["amount"]) for row in shown["transactions"]] == [("A00000001", "100.00")]


def test_collect_tells_the_whole_payment(open_terminal: TerminalAtWork) -> None:
    words = ("--cash", "600", "--check", "500:BDO:0012:2026-11-20", "--pay", "A2=250.50", "--amount", "1,000")
    answer = open_terminal.ask("collect", SOA, *words, "--remarks", "half now")
    assert answer.keys() >= PAYMENT_KEYS
    wanted = {"receipt_no": "A00000001", "soa_no": SOA, "amount": "1000.00", "change": "100.00", "advance": "0.00"}
    assert wanted.items() <= answer.items()
    assert (answer["balance_after"], answer["printed"]) == ("275.50", False)
    assert answer["allocations"] == [
        {"invoice_no": "A1", "amount": "724.50", "penalty": "25.00"},
        {"invoice_no": "A2", "amount": "250.50", "penalty": "0.00"},
    ]


@pytest.mark.parametrize(
    ("words", "amount", "change"),
    [
        ("", DUE, "0.00"),
        ("--cash 1300", DUE, "24.50"),
        ("--amount 75", "75.00", "0.00"),
        ("--ewallet :GC1", DUE, "0.00"),
        ("--card :APP:4242 --amount 200", "200.00", "0.00"),
        ("--pay A2=50", "50.00", "0.00"),
        ("--pay A2=50 --cash 100", "50.00", "50.00"),
        ("--bank-transfer 300:IP1 --withholding 20:2307-1", "320.00", "0.00"),
    ],
)
def test_what_is_left_out_follows_from_what_is_due(
    open_terminal: TerminalAtWork, words: str, amount: str, change: str
) -> None:
    answer = open_terminal.ask("collect", SOA, *words.split())
    assert (answer["amount"], answer["change"]) == (amount, change)


def test_what_is_more_than_due_is_kept_as_credit_on_request(open_terminal: TerminalAtWork) -> None:
    answer = open_terminal.ask("collect", SOA, "--cash", "1300", "--advance")
    assert (answer["amount"], answer["change"], answer["advance"]) == ("1300.00", "0.00", "24.50")
    assert answer["balance_after"] == "0.00"


def test_an_or_entry_tells_its_paper_receipt(open_terminal: TerminalAtWork) -> None:
    known = open_terminal.ask("or-entry", "--manual-or", "77", "--customer-no", "1000", "--soa", SOA, "--cash", "5")
    assert known.keys() >= PAYMENT_KEYS | {"manual_or_no"}
    assert (known["manual_or_no"], known["balance_after"]) == ("77", "1270.50")
    stranger = open_terminal.ask(
        "or-entry", "--manual-or", "78", "--customer-no", "9", "--name", "Luz", "--cash", "5", "--paid-at", "2026-11-20"
    )
    assert (stranger["receipt_no"], stranger["soa_no"], stranger["customer_name"]) == ("A00000002", None, "Luz")
    assert (stranger["advance"], stranger["allocations"]) == ("5.00", [])
    assert stranger["paid_at"] == "2026-11-20T12:00:00.000+08:00"


def test_a_day_alone_means_its_noon_but_never_later_than_now(open_terminal: TerminalAtWork) -> None:
    words = ("or-entry", "--manual-or", "77", "--customer-no", "9", "--cash", "5", "--paid-at")
    assert open_terminal.ask(*words, "2026-11-22")["paid_at"] == "2026-11-22T09:00:00.000+08:00"
    assert open_terminal.ask(*words, "2026-11-22T08:15")["paid_at"] == "2026-11-22T08:15:00.000+08:00"
    assert open_terminal.ask(*words, "2026-11-22T00:15:00Z")["paid_at"] == "2026-11-22T00:15:00.000+00:00"


def test_receipt_tells_its_text_and_how_often_it_was_reprinted(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.collect("100")
    shown = open_terminal.ask("receipt", "--preview")
    assert (shown["receipt_no"], shown["reprints"], shown["printed"]) == ("A00000001", 0, False)
    assert "A00000001" in shown["text"]
    assert "REPRINT" not in shown["text"]
    again = open_terminal.ask("receipt", "A00000001")
    assert (again["reprints"], again["printed"]) == (1, True)
    assert "REPRINT 1" in again["text"]


def test_void_tells_when(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    answer = open_terminal.ask("void", "A00000001", "--reason", "wrong customer")
    assert {"receipt_no": "A00000001", "voided_at": "2026-11-22T09:00:00.000+08:00"}.items() <= answer.items()
    assert open_terminal.due() == DUE


def test_a_supervisor_stands_by_a_void_with_a_pin(open_terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("boss", supervisor=True, pin="2468")
    open_terminal.log_in("boss", "2468")
    open_terminal.log_in()
    open_terminal.collect("100")
    words = ("void", "A00000001", "--reason", "wrong customer", "--supervisor", "boss", "--pin", "-")
    assert open_terminal.ask(*words, stdin="1111\n", exit_code=6)["error"]["code"] == "wrong_pin"
    open_terminal.ask(*words, stdin="2468\n")
    assert '"supervisor":"boss"' in open_terminal.rows("SELECT body FROM journal ORDER BY seq DESC")[0][0]


def test_transactions_list_what_was_recorded(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.collect("50")
    open_terminal.ask("void", "A00000001", "--reason", "wrong customer")
    items = open_terminal.ask("transactions")["items"]
    told = [(item["receipt_no"], item["amount"], item["voided"], item["state"]) for item in items]
    assert told == [("A00000001", "100.00", True, "on_device"), ("A00000002", "50.00", False, "on_device")]
    assert open_terminal.ask("transactions", "--date", "2026-11-21")["items"] == []


def test_a_day_from_its_x_reading_to_its_z_reading(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.ask("collect", "SOA-2000", "--card", ":APP:4242")
    open_terminal.ask("void", "A00000001", "--reason", "wrong customer")
    x = open_terminal.ask("x-reading")
    wanted = {"gross": "180.08", "voided": "100.00", "net": "80.08", "expected_cash": "500.00", "z_counter": 0}
    assert wanted.items() <= x.items()
    report = open_terminal.ask("collection-report")
    assert [item["receipt_no"] for item in report["items"]] == ["A00000001", "A00000002"]
    assert (report["totals"]["net"], report["totals"]["by_method"]["card"]) == ("80.08", "80.08")
    counted = open_terminal.ask("close-registry", "--count", "200x2", "--count", "0.25x4")
    money = {"expected_cash": "500.00", "counted_cash": "401.00", "over_short": "-99.00"}
    assert money.items() <= counted.items()
    z = open_terminal.ask("z-reading")
    assert z.keys() >= READING_KEYS
    assert (z["z_counter"], z["first_receipt_no"], z["last_receipt_no"]) == (1, "A00000001", "A00000002")
    assert (z["previous_grand_total"], z["present_grand_total"], z["over_short"]) == ("0.00", "180.08", "-99.00")
    assert {key: z[key] for key in ("gross", "voided", "net", "by_method")} == {
        key: x[key] for key in ("gross", "voided", "net", "by_method")
    }


def test_a_wrong_count_is_counted_again_on_request(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("close-registry", "--count", "100x50")
    again = open_terminal.ask("close-registry", "--count", "100x5", "--recount")
    assert again["over_short"] == "0.00"
    assert open_terminal.ask("z-reading")["counted_cash"] == "500.00"


def test_cash_handed_over_is_told_in_a_few_lines(open_terminal: TerminalAtWork) -> None:
    ran = open_terminal.run("remit", "--count", "100x3", "--to", "Cashier Cruz")
    assert ran.exit_code == 0
    assert [line.split() for line in ran.out.splitlines()] == [
        ["Remittance", "A-R00000001"],
        ["Business", "date", "2026-11-22"],
        ["Cash", "handed", "over", "300.00"],
        ["Still", "in", "hand", "200.00"],
    ]


def test_post_dated_checks_are_told_one_a_line(open_terminal: TerminalAtWork) -> None:
    held = open_terminal.run("check", "hold", SOA, "200:BDO:0012345:2026-12-15")
    assert held.out == "A-P00000001: check 0012345 over 200.00 is kept until 2026-12-15. Nothing is paid yet.\n"
    listed = open_terminal.run("check", "list").out.splitlines()
    assert listed[1].split("\t") == ["A-P00000001", "2026-12-15", "200.00", "BDO", "0012345", SOA]
    assert open_terminal.run("check", "return", "A-P00000001", "--reason", "paid cash").out.startswith("The check of")


def test_upload_counts_entries_and_status_tells_where_the_money_is(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    open_terminal.collect("100")
    before = open_terminal.ask("status")
    assert (before["pending"], before["where"]["on_device"]) == (5, {"count": 1, "amount": "100.00"})
    answer = open_terminal.ask("upload")
    assert {"sent": 5, "acknowledged": 5, "pending": 0, "refused": []}.items() <= answer.items()
    assert open_terminal.ask("status")["where"]["at_office"] == {"count": 1, "amount": "100.00"}
    office.sync()
    open_terminal.ask("upload")
    after = open_terminal.ask("status")
    assert (after["pending"], after["where"]["in_pscloud"]) == (0, {"count": 1, "amount": "100.00"})
    assert open_terminal.ask("transactions")["items"][0]["state"] == "in_pscloud"


def test_status_answers_before_there_is_anything(terminal: TerminalAtWork, tmp_path: Path) -> None:
    answer = TerminalAtWork(tmp_path / "new", terminal.clock, terminal.office).ask("status")
    assert (answer["terminal_id"], answer["collector"], answer["day"], answer["pending"]) == (None, None, "none", 0)


def test_doctor_finds_everything_in_order(terminal: TerminalAtWork) -> None:
    checks = terminal.ask("doctor")["checks"]
    assert {check["name"]: check["ok"] for check in checks if not check["ok"]} == {}
    assert all(set(check) == {"name", "ok", "detail"} for check in checks)
    assert {"store", "journal", "printer", "clock", "bridge"} <= {check["name"] for check in checks}


def test_the_doctor_names_what_is_not_in_order(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.print_to(tmp_path / "nowhere" / "paper")
    terminal.clock.move(days=-1)
    (terminal.home / "terminal.key").chmod(0o644)
    found = terminal.ask("doctor", exit_code=8)
    assert {check["name"] for check in found["checks"] if not check["ok"]} == {"key", "printer", "clock"}
    assert "chmod 600" in next(check["detail"] for check in found["checks"] if check["name"] == "key")


def test_the_journal_is_exported_line_by_line_and_as_one_document(terminal: TerminalAtWork) -> None:
    *entries, seal = map(read_json, terminal.run("journal", "export").out.splitlines())
    assert [entry["seq"] for entry in entries] == [1, 2, 3]
    assert seal["head"]["seq"] == 3
    assert terminal.ask("journal", "export") == {"entries": entries, "countersigned": [], "seal": seal}
    assert [entry["seq"] for entry in terminal.ask("journal", "export", "--since", "3")["entries"]] == [3]
    wanted = {"entries": 3, "ok": True, "first_bad": None}
    assert wanted.items() <= terminal.ask("journal", "verify").items()


@pytest.mark.parametrize("argv", [("--json", "status"), ("status", "--json"), ("soa", "--json", "list")])
def test_json_may_stand_before_and_after_the_command(terminal: TerminalAtWork, argv: tuple[str, ...]) -> None:
    ran = terminal.run(*argv)
    assert isinstance(json.loads(ran.out), dict)
    assert ran.err == ""


def test_what_is_piped_is_plain_and_one_line_a_row(open_terminal: TerminalAtWork) -> None:
    heading, first, second = [line.split("\t") for line in open_terminal.run("soa", "list").out.splitlines()]
    assert heading == ["soa", "customer", "name", "due date", "amount due", "penalty", "code"]
    assert (first[0], first[4], second[0]) == (SOA, "1,275.50", "SOA-2000")
    assert open_terminal.run("collect", SOA, "--cash", "1300").out.splitlines() == [
        f"Receipt A00000001: {first[2]} paid 1,275.50.",
        "CHANGE 24.50",
        f"Still due on {SOA}: 0.00",
    ]


@pytest.mark.parametrize(
    "typed",
    ["status", "soa list", "soa show SOA-1000", "transactions", "x-reading", "collection-report", "doctor", "upload"],
)
def test_what_is_piped_has_no_escape_in_it(open_terminal: TerminalAtWork, typed: str) -> None:
    ran = open_terminal.run(*typed.split())
    assert (ran.exit_code, ran.err) == (0, "")
    assert ran.out
    assert all(line.isprintable() or "\t" in line for line in ran.out.splitlines())
    assert "\x1b" not in ran.out


def test_login_reads_the_pin_from_stdin_and_says_nothing_of_it(terminal: TerminalAtWork) -> None:
    ran = terminal.run("login", LOGIN, "--pin", "-", stdin=f"{PIN}\r\n")
    assert ran.exit_code == 0
    assert PIN not in ran.out + ran.err
    assert not re.search(PIN, "".join(row[0] for row in terminal.rows("SELECT body FROM journal")))


def test_help_and_version_need_no_home(terminal: TerminalAtWork, tmp_path: Path) -> None:
    nobody = TerminalAtWork(tmp_path / "none", terminal.clock, terminal.office)
    helped = nobody.run("--help")
    assert helped.exit_code == 0
    assert nobody.run().out == helped.out
    assert all(f"  {verb} " in helped.out for verb in ("collect", "z-reading", "restore"))
    assert nobody.run("collect", "--help").exit_code == 0
    assert "version" in nobody.ask("--version")
    assert not nobody.home.exists()
