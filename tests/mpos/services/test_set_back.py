"""A device whose whole medium was set back to an earlier image: nothing on it tells, so the office does."""

import shutil
from pathlib import Path

import pytest

from bridge.reconcile.audit import Proof, audit
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line, declare_original


@pytest.fixture
def image(open_terminal: TerminalAtWork, tmp_path: Path) -> Path:
    """The device as it was before a payment of 100.00 that the office has by now."""
    open_terminal.ask("upload")
    shutil.copytree(open_terminal.home, tmp_path / "image")
    open_terminal.collect("100")
    open_terminal.ask("upload")
    return tmp_path / "image"


def set_back(terminal: TerminalAtWork, image: Path) -> None:
    """With an image of a whole medium everything comes back as it was, marks included."""
    shutil.rmtree(terminal.home)
    shutil.copytree(image, terminal.home)
    declare_original(terminal.home)


def audited(terminal: TerminalAtWork) -> Proof:
    return audit(terminal.office.bridge)


@pytest.mark.parametrize("verb", ["download-soa", "upload"])
def test_it_hears_of_it_at_its_next_contact_and_issues_no_number_again(
    open_terminal: TerminalAtWork, image: Path, verb: str
) -> None:
    set_back(open_terminal, image)
    ran = open_terminal.run(verb)
    assert ran.exit_code == 6
    assert_one_line(ran, ["set back", "Log in again"])
    open_terminal.log_in()
    open_terminal.ask("download-soa")
    receipt_no = open_terminal.collect("50")["receipt_no"]
    assert receipt_no != "A00000001"
    assert open_terminal.ask("upload")["pending"] == 0
    assert open_terminal.ask("journal", "verify")["ok"]
    assert open_terminal.office.rows("SELECT receipt_no FROM payment ORDER BY amount_minor DESC") == [
        ("A00000001",),
        (receipt_no,),
    ]
    assert audited(open_terminal).ok


def test_what_it_collected_before_it_heard_is_kept_for_a_person_and_the_rest_goes_on(
    open_terminal: TerminalAtWork, image: Path
) -> None:
    set_back(open_terminal, image)
    assert open_terminal.collect("30")["receipt_no"] == "A00000001"
    ran = open_terminal.run("upload")
    assert ran.exit_code == 4
    assert_one_line(ran, ["other entries in the place", "keeps both"])
    open_terminal.log_in()
    receipt_no = open_terminal.collect("20")["receipt_no"]
    assert receipt_no != "A00000002"
    answer = open_terminal.ask("upload")
    assert (answer["pending"], answer["refused"]) == (0, [])
    assert open_terminal.ask("upload")["sent"] == 0
    assert open_terminal.ask("journal", "verify")["ok"]
    assert open_terminal.office.rows("SELECT amount_minor FROM payment ORDER BY amount_minor") == [(2_000,), (10_000,)]
    proof = audited(open_terminal)
    assert proof.where.in_conflict == (1, 3_000)
    assert all(each.chain.ok for each in proof.terminals)
    assert any("receipt A00000001 over 30.00 came for a place" in problem for problem in proof.problems)


def test_hearing_of_it_twice_begins_one_epoch(open_terminal: TerminalAtWork, image: Path) -> None:
    set_back(open_terminal, image)
    open_terminal.collect("30")
    for _ in range(2):
        open_terminal.run("upload")
    assert open_terminal.rows("SELECT count(*) FROM journal WHERE kind = 'epoch_begun'") == [(1,)]
    assert open_terminal.ask("collect", SOA, exit_code=6)["error"]["code"] == "not_logged_in"
