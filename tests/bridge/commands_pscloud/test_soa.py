"""mpos-bridge soa."""

from pathlib import Path

import pytest

from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office

from .conftest import Tell


def test_the_list_shows_what_is_due_now(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    items = {item["soa_no"]: item for item in tell("soa", "list", "--json").json["items"]}
    assert items["SOA-1000"]["amount_due"] == "1150.50"
    assert items["SOA-1000"]["upstream_amount_due"] == "1250.50"
    assert items["SOA-3000"]["collector_code"] == "C406"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--search", "2000"], ["SOA-2000"]),
        (["--search", "soa 3000"], ["SOA-3000"]),
        (["--search", "%"], []),
        (["--collector-code", "C406"], ["SOA-3000"]),
        (["--due-before", "2026-10-01"], []),
        (["--due-before", "2026-10-02", "--limit", "1"], ["SOA-1000"]),
    ],
)
def test_the_list_can_be_narrowed(tell: Tell, options: list[str], expected: list[str]) -> None:
    items = tell("soa", "list", *options, "--json").json["items"]
    assert [item["soa_no"] for item in items] == expected


def test_one_soa_shows_invoices_and_the_payments_on_it(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    shown = tell("soa", "show", "SOA-1000", "--json").json
    assert [(line["invoice_no"], line["balance"]) for line in shown["invoices"]] == [("A1", "900.00"), ("A2", "250.50")]
    assert shown["payments"] == [
        {
            "payment_id": payment.payment_id,
            "invoice_no": "A1",
            "balance": "100.00",
            "penalty": "0.00",
            "reflected": False,
        }
    ]


def test_a_live_look_is_pscloud_at_this_moment(office: Office, tell: Tell) -> None:
    office.world.cancel_soa("SOA-2000")
    assert tell("soa", "show", "SOA-2000", "--json").json["status"] == "active"
    assert tell("soa", "show", "SOA-2000", "--live", "--json").json["status"] == "cancelled"
    assert tell("soa", "show", "SOA-9999", "--live").exit_code == 4


def test_a_missing_soa_is_explained(office: Office, tell: Tell) -> None:
    office.change("DELETE FROM invoice")
    office.change("DELETE FROM soa")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    tell("sync", "--whole")
    said = tell("soa", "show", "SOA-2000")
    assert said.exit_code == 4
    assert "due_date is missing" in said.err


def test_compare_is_ok_on_equal_sides(tell: Tell) -> None:
    said = tell("soa", "compare", "--json")
    assert said.exit_code == 0
    assert said.json.items() >= {"ok": True, "count": 3, "amount_due": "1390.58", "differences": []}.items()


def test_compare_names_what_differs(office: Office, tell: Tell) -> None:
    office.world.cancel_soa("SOA-2000")
    said = tell("soa", "compare", "--json")
    assert (said.exit_code, said.json["ok"], said.json["upstream_count"]) == (8, False, 2)
    (difference,) = said.json["differences"]
    assert difference["ours"] == {"version": 1, "amount_due": "80.08"}
    assert (difference["soa_no"], difference["upstream"]) == ("SOA-2000", None)
    assert "SOA-2000" in tell("soa", "compare").out


def test_what_is_filtered_is_written_to_files(tell: Tell, tmp_path: Path) -> None:
    said = tell("soa", "list", "--due", "--csv", str(tmp_path / "a.csv"), "--xlsx", str(tmp_path / "a.xlsx"), "--json")
    assert said.json == {"files": [{"file": str(tmp_path / name), "soas": 3} for name in ("a.csv", "a.xlsx")]}
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("SOA,Account,Name")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a.csv", "a.xlsx"]


def test_a_file_that_can_t_be_written_is_refused(tell: Tell, tmp_path: Path) -> None:
    said = tell("soa", "list", "--csv", str(tmp_path / "nowhere" / "a.csv"))
    assert (said.exit_code, "can't be written" in said.err) == (4, True)
