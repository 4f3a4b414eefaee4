"""mpos-bridge terminals, codes and collectors."""

import json
from pathlib import Path

import pytest

from bridge.hashing import matches
from bridge.settings import read_settings
from bridge.store.collectors import find_person
from bridge.store.engine import make_engine, reading
from mpos.contract.wire import CONTACT_HEADER, SOA_LIST, Contact, contact_wire
from tests.bridge.office_core import open_core

from .conftest import Tell


def test_a_code_for_a_terminal_holds_a_day(office: Tell) -> None:
    offered = office("terminals", "enroll", "--json").json
    assert len(offered["code"]) == 10
    assert offered["code"].isdigit()
    assert offered["expires_at"] == "2026-10-16T09:00:00.000+08:00"


@pytest.mark.parametrize("prefix", ["A", "A1", "A12", "AHJKLM", "A-V", "A-V1"])
def test_prefixes_whose_numbers_could_collide_are_refused(office: Tell, prefix: str) -> None:
    assert office("terminals", "enroll", "--series-prefix", "A").exit_code == 0
    assert office("terminals", "enroll", "--series-prefix", prefix).exit_code == 4


@pytest.mark.parametrize("prefix", ["AA", "B", "A-1", "A1B"])
def test_prefixes_that_can_be_told_apart_are_taken(office: Tell, prefix: str) -> None:
    office("terminals", "enroll", "--series-prefix", "A")
    assert office("terminals", "enroll", "--series-prefix", prefix, "--json").json["series_prefix"] == prefix


@pytest.mark.parametrize("prefix", ["", "a", "ABCDEFGHI", "Ñ", "A B"])
def test_a_prefix_is_a_few_plain_letters(office: Tell, prefix: str) -> None:
    assert office("terminals", "enroll", "--series-prefix", prefix).exit_code == 2


def test_no_terminals_is_an_empty_list(office: Tell) -> None:
    assert office("terminals", "list", "--json").json == {"items": []}
    assert office("terminals", "revoke", "T001", "--reason", "lost").exit_code == 4


def test_the_list_tells_what_is_still_out_there(home: Path, tell: Tell) -> None:
    said = Contact("2026-10-15T08:59:00.000+08:00", "0.1.0", "2026-10-15", "open", "juan", 3, None, "A12", "150.00", 0)
    with open_core(home) as core:
        core.collector("juan", "MNL-02", "MNL-01")
        hand = core.terminal()
        hand.log_in("juan")
        headers = {CONTACT_HEADER: json.dumps(contact_wire(said))}
        hand.ask("GET", SOA_LIST, params={"collector": "juan"}, headers=headers)
    (item,) = tell("terminals", "list", "--json").json["items"]
    assert (item["terminal_id"], item["series_prefix"], item["revoked_at"]) == ("T001", "A", None)
    assert (item["last_contact_at"], item["skew_ms"]) == ("2026-10-15T09:00:00.000+08:00", 60_000)
    assert (item["pending_entries"], item["cash_in_hand"], item["last_receipt_no"]) == (3, "150.00", "A12")
    assert (item["collectors"], item["codes"]) == (["juan"], ["MNL-01", "MNL-02"])


def test_a_terminal_is_revoked_once(home: Path, tell: Tell) -> None:
    with open_core(home) as core:
        core.terminal()
    assert tell("terminals", "revoke", "T001").exit_code == 2
    assert tell("terminals", "revoke", "T001", "--reason", "lost").exit_code == 0
    assert tell("terminals", "revoke", "T001", "--reason", "lost").exit_code == 4
    (item,) = tell("terminals", "list", "--json").json["items"]
    assert item["revoked_at"] == "2026-10-15T09:00:00.000+08:00"


def test_a_collector_has_a_pin_and_codes(office: Tell, home: Path) -> None:
    said = office(
        "collectors", "add", "juan", "--name", "Juan", "--code", "B", "--code", "A", "--pin", "-", stdin="1234\n"
    )
    assert said.exit_code == 0
    assert "not named the code A" in said.err
    (item,) = office("collectors", "list", "--json").json["items"]
    assert (item["login"], item["name"], item["codes"], item["active"]) == ("juan", "Juan", ["A", "B"], True)
    assert matches(pin_hash(home), "1234")


def test_codes_are_assigned_anew_as_a_whole(office: Tell) -> None:
    add_juan(office)
    assert office("collectors", "assign", "juan", "--code", "C", "--json").json["codes"] == ["C"]


def test_a_pin_can_be_changed(office: Tell, home: Path) -> None:
    add_juan(office)
    assert office("collectors", "pin", "juan", "--pin", "-", stdin="987654\n").exit_code == 0
    assert matches(pin_hash(home), "987654")


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "١٢٣٤", ""])
def test_a_pin_has_4_to_12_digits(office: Tell, pin: str) -> None:
    said = office("collectors", "add", "juan", "--name", "Juan", "--code", "A", "--pin", "-", stdin=f"{pin}\n")
    assert said.exit_code == 2
    assert office("collectors", "list", "--json").json["items"] == []


def test_a_login_is_given_once(office: Tell) -> None:
    add_juan(office)
    assert add_juan(office) == 4


def test_a_retired_collector_stays_on_the_list(office: Tell) -> None:
    add_juan(office)
    assert office("collectors", "retire", "juan").exit_code == 0
    assert [item["active"] for item in office("collectors", "list", "--json").json["items"]] == [False]
    assert office("collectors", "pin", "juan", "--pin", "-", stdin="1234\n").exit_code == 4


def test_codes_are_listed_with_who_has_them(office: Tell) -> None:
    add_juan(office)
    assert office("codes", "add", "Z", "--name", "Zone Z").exit_code == 0
    first, second = office("codes", "list", "--json").json["items"]
    assert (first["collector_code"], first["collectors"], first["soas"], first["amount_due"]) == (
        "A",
        ["juan"],
        0,
        "0.00",
    )
    assert (second["name"], second["active"], second["collectors"]) == ("Zone Z", True, [])


def test_a_code_is_renamed_retired_and_taken_up_again(office: Tell) -> None:
    office("codes", "add", "Z", "--name", "Zone Z")
    assert office("codes", "add", "Z", "--name", "again").exit_code == 4
    assert office("codes", "retire", "Z", "--json").json["active"] is False
    office("codes", "edit", "Z", "--name", "Zone 2")
    (item,) = office("codes", "list", "--json").json["items"]
    assert (item["name"], item["active"]) == ("Zone 2", True)
    assert office("codes", "edit", "Y", "--name", "x").exit_code == 4


def test_a_list_for_people_is_tab_separated_when_piped(office: Tell) -> None:
    add_juan(office)
    assert office("collectors", "list").out.splitlines() == [
        "login\tname\tcodes\tsupervisor\tactive",
        "juan\tJuan\tA\tno\tyes",
    ]


def add_juan(office: Tell) -> int:
    return office("collectors", "add", "juan", "--name", "Juan", "--code", "A", "--pin", "-", stdin="1234\n").exit_code


def pin_hash(home: Path) -> str:
    engine = make_engine(read_settings({"MPOS_BRIDGE_HOME": str(home)}).database)
    with reading(engine) as conn:
        person = find_person(conn, "juan")
    engine.dispose()
    assert person is not None
    return person.pin_hash
