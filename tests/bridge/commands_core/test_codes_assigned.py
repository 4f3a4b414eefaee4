"""Codes given to collectors and terminals by command, with what that changes shown before."""

from pathlib import Path

import pytest

from bridge.store.engine import reading, writing
from bridge.store.orphans import orphan_groups, orphan_soas
from bridge.store.terminals import admit_collector
from tests.bridge.office_core import a_soa, open_core

from .conftest import Tell


@pytest.fixture
def office_at_work(home: Path, tell: Tell) -> Tell:
    """Juan has two codes of one SOA each and works with T001; nobody has QC-01, which has a SOA too."""
    with open_core(home) as core:
        core.keep(a_soa("SOA-1"), a_soa("SOA-2", "MNL-02"), a_soa("SOA-3", "QC-01"))
        core.collector("juan", "MNL-01", "MNL-02")
        core.collector("ana", "QC-02")
        core.terminal()
        with writing(core.bridge.engine) as conn:
            admit_collector(conn, "T001", "juan", core.clock.now())
    tell("codes", "add", "QC-01", "--name", "Quezon City", "--branch", "East")
    return tell


def test_a_preview_says_what_comes_and_goes_and_changes_nothing(office_at_work: Tell) -> None:
    said = office_at_work("collectors", "assign", "juan", "--code", "MNL-01", "--code", "QC-01", "--preview", "--json")
    (change,) = said.json["changes"]
    assert (change["terminal_id"], change["collector"], said.json["saved"]) == ("T001", "juan", False)
    assert change["comes"] == {"soas": 1, "amount_due": "1000.00"}
    assert change["goes"] == {"soas": 1, "amount_due": "1000.00"}
    assert codes_of(office_at_work, "juan") == ["MNL-01", "MNL-02"]
    assert "Nothing is saved" in office_at_work("collectors", "assign", "juan", "--code", "QC-01", "--preview").out


def test_a_code_is_given_to_collectors_and_taken_away(office_at_work: Tell) -> None:
    said = office_at_work("codes", "assign", "QC-01", "--collector", "juan", "--collector", "ana", "--json").json
    assert said["collectors"] == {"ana": ["QC-01", "QC-02"], "juan": ["MNL-01", "MNL-02", "QC-01"]}
    assert office_at_work("codes", "take", "QC-01", "--collector", "ana").exit_code == 0
    assert codes_of(office_at_work, "ana") == ["QC-02"]
    assert office_at_work("codes", "assign", "QC-01").exit_code == 2
    assert office_at_work("codes", "assign", "QC-01", "--collector", "eve").exit_code == 4
    assert office_at_work("codes", "assign", "XX", "--collector", "juan").exit_code == 4


def test_a_terminal_is_kept_to_codes_and_its_list_says_so(office_at_work: Tell, tmp_path: Path) -> None:
    said = office_at_work("terminals", "keep", "T001", "--code", "MNL-02", "--json").json
    assert (said["saved"], said["terminals"]) == (True, {"T001": ["MNL-02"]})
    (item,) = office_at_work("terminals", "list", "--json").json["items"]
    assert (item["codes"], item["kept_to"]) == (["MNL-02"], ["MNL-02"])
    whole = office_at_work("export", "--terminal", "T001", str(tmp_path / "list"), "--json").json
    assert (whole["codes"], whole["count"]) == (["MNL-02"], 1)
    refused = office_at_work("export", "--terminal", "T001", "--collector-code", "MNL-01", str(tmp_path / "no"))
    assert refused.exit_code == 4
    assert not (tmp_path / "no").exists()
    assert office_at_work("terminals", "keep", "T001").exit_code == 2
    assert office_at_work("terminals", "keep", "T001", "--code", "nowhere").exit_code == 4
    assert office_at_work("terminals", "keep", "T001", "--to-nothing").exit_code == 0
    (item,) = office_at_work("terminals", "list", "--json").json["items"]
    assert item["codes"] == ["MNL-01", "MNL-02"]


def test_accounts_without_a_code_are_listed_with_the_reason(office_at_work: Tell) -> None:
    said = office_at_work("codes", "without", "--json").json
    assert (said["soas"], said["amount_due"]) == (1, "1000.00")
    assert [(code["collector_code"], code["why"]) for code in said["codes"]] == [
        ("QC-01", "no active collector has the code")
    ]
    assert [item["soa_no"] for item in said["items"]] == ["SOA-3"]
    office_at_work("terminals", "keep", "T001", "--code", "MNL-02")
    office_at_work("codes", "retire", "MNL-02")
    whys = {code["collector_code"]: code["why"] for code in office_at_work("codes", "without", "--json").json["codes"]}
    assert whys["MNL-01"] == "every terminal of its collectors is kept to other codes"
    assert whys["MNL-02"] == "the code is retired"
    assert "SOA-3" in office_at_work("codes", "without").out


def test_a_retired_code_is_given_to_nobody(office_at_work: Tell) -> None:
    office_at_work("codes", "retire", "QC-01")
    assert office_at_work("codes", "retire", "QC-01").exit_code == 4
    refused = office_at_work("codes", "assign", "QC-01", "--collector", "juan")
    assert (refused.exit_code, "is retired" in refused.err) == (4, True)
    assert office_at_work("codes", "take-up", "QC-01").exit_code == 0
    assert office_at_work("codes", "assign", "QC-01", "--collector", "juan").exit_code == 0


def test_the_area_and_the_branch_of_a_code_can_be_changed_alone(office_at_work: Tell) -> None:
    item = office_at_work("codes", "edit", "QC-01", "--area", "Cubao", "--json").json
    assert (item["name"], item["area"], item["branch"]) == ("Quezon City", "Cubao", "East")
    assert office_at_work("codes", "edit", "QC-01").exit_code == 2


def test_a_collector_is_renamed_made_supervisor_and_taken_up_again(office_at_work: Tell) -> None:
    item = office_at_work("collectors", "edit", "juan", "--supervisor", "--json").json
    assert (item["name"], item["supervisor"]) == ("Juan", True)
    assert office_at_work("collectors", "edit", "juan", "--name", "J", "--json").json["supervisor"] is True
    assert office_at_work("collectors", "take-up", "juan").exit_code == 4
    office_at_work("collectors", "retire", "juan")
    assert office_at_work("collectors", "take-up", "juan", "--json").json["active"] is True


def test_every_change_is_a_deed(office_at_work: Tell) -> None:
    office_at_work("codes", "assign", "QC-01", "--collector", "juan", "--terminal", "T001")
    office_at_work("collectors", "assign", "ana", "--code", "NEW-1")
    done = [deed["what"] for deed in office_at_work("deeds", "list", "--json").json["items"]]
    assert done[:5] == ["codes assigned", "code added", "terminal kept to codes", "codes assigned", "code added"]


def codes_of(tell: Tell, login: str) -> list[str]:
    items = tell("collectors", "list", "--json").json["items"]
    return next(list(item["codes"]) for item in items if item["login"] == login)


def test_accounts_without_a_code_come_in_pages_each_once(home: Path, tell: Tell) -> None:
    with open_core(home) as core:
        core.keep(*(a_soa(f"SOA-{number}", code) for number in range(4) for code in [f"C-{number % 2}"]))
        core.keep(a_soa("SOA-0", "C-0", version=2)._replace(due_date="2026-10-01"))
        with reading(core.bridge.engine) as conn:
            groups = orphan_groups(conn)
            pages = [orphan_soas(conn, groups, None, None, 2)]
            while pages[-1]:
                pages.append(orphan_soas(conn, groups, None, pages[-1][-1].soa_no, 2))
    assert [group.why for group in groups] == ["nobody has named the code"] * 2
    assert [each.soa_no for page in pages for each in page] == ["SOA-0", "SOA-2", "SOA-1", "SOA-3"]
    assert tell("codes", "without", "--limit", "1", "--json").json["soas"] == 4
