"""A journal that forked is shown as a tree, and it is said in words whether two devices are at work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.reconcile.audit import audit
from bridge.reconcile.forks import Branch, branches
from bridge.store.engine import reading
from mpos.contract import kinds
from mpos.contract.journal import Head
from tests.bridge.office_core import Core, Hand, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home") as core:
        yield core


def begin_epoch(hand: Hand, epoch: int, series: str, parent: Head, reason: str | None = None) -> None:
    """The device goes on after this entry under another number."""
    hand.head, hand.series = parent, series
    hand._receipts = 0
    body = {"parent": parent._asdict(), "series": series, **({"reason": reason} if reason else {})}
    hand.record(kinds.EPOCH_BEGUN, body, epoch=epoch)


def send(hand: Hand, *, after: int = 0) -> None:
    """Uploads what was recorded after so many entries, a minute later."""
    hand.core.clock.move(minutes=1)
    assert hand.upload(hand.entries[after:]).status_code == 200


def tree(core: Core) -> list[Branch]:
    with reading(core.bridge.engine) as conn:
        return branches(conn, "T001")


def test_a_journal_that_never_forked_is_one_branch(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.ENROLLED, {"series": "A"})
    hand.collect()
    send(hand)
    (branch,) = tree(core)
    assert (branch.epoch.epoch, branch.epoch.series, branch.why) == (1, "A", "the device was enrolled")
    assert (branch.depth, branch.paid, branch.is_beside_another) == (0, (1, 10_000), False)
    assert audit(core.bridge).notes == []


def test_a_restore_from_the_newest_state_follows_the_last_entry(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    begin_epoch(hand, 7, "AXYZBC", hand.head, "restored")
    hand.collect()
    send(hand)
    _, branch = tree(core)
    assert (branch.epoch.series, branch.epoch.first_seq, branch.epoch.last_seq, branch.depth) == ("AXYZBC", 2, 3, 1)
    assert branch.why == "restored from a backup"
    assert branch.origin == "It follows entry 1 of epoch 1, the last one there."
    assert audit(core.bridge).ok


def test_a_backup_older_than_the_last_upload_is_worth_a_note(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    backup = hand.head
    hand.collect(amount_minor=2_550)
    send(hand)
    begin_epoch(hand, 7, "AXYZBC", backup)
    hand.collect()
    send(hand, after=2)
    proof = audit(core.bridge)
    assert proof.ok
    (note,) = proof.notes
    assert "restored or copied: the device does not say" in note
    assert "entry 1 of epoch 1, which has 1 entry after it, with 1 payment over 25.50, all in before" in note


def test_a_parent_that_goes_on_after_the_fork_is_a_problem(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    original, at_fork = hand.head, len(hand.entries)
    begin_epoch(hand, 7, "AXYZBC", hand.head, "copied")
    send(hand)
    hand.head, hand.series, hand._receipts = original, "A", 1
    hand.collect()
    send(hand, after=at_fork + 1)
    (problem,) = audit(core.bridge).problems
    assert problem.startswith("T001: epoch 7: the device's home was copied.")
    assert problem.endswith("Two devices are at work, or the old one was found again.")
    assert audit(core.bridge).notes == []


def test_forks_of_forks_stand_behind_what_they_left(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    first = hand.head
    begin_epoch(hand, 5, "AB", first, "restored")
    fifth = hand.head
    send(hand)
    begin_epoch(hand, 9, "AC", first, "rebuilt")
    send(hand, after=2)
    begin_epoch(hand, 12, "AD", fifth, "set_back")
    send(hand, after=3)
    assert [(each.epoch.epoch, each.depth) for each in tree(core)] == [(1, 0), (5, 1), (12, 2), (9, 1)]


def test_an_epoch_that_says_nonsense_of_itself_is_shown_all_the_same(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.record(kinds.EPOCH_BEGUN, {"parent": "yesterday", "series": 7, "reason": ["why"]}, epoch=5)
    send(hand)
    branch = tree(core)[-1]
    assert (branch.epoch.epoch, branch.epoch.parent, branch.epoch.series, branch.epoch.reason) == (5, None, None, None)


def test_both_selves_of_a_device_may_close_the_same_day(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "0.00"})
    backup = hand.head
    hand.record(kinds.Z_READING, {"z_counter": 1})
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "0.00"}, business_date="2026-10-16")
    send(hand)
    begin_epoch(hand, 7, "AXYZBC", backup, "restored")
    hand.record(kinds.Z_READING, {"z_counter": 1})
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "0.00"}, business_date="2026-10-16")
    send(hand, after=3)
    assert core.value("SELECT count(*) FROM set_aside") == 0
    assert core.value("SELECT count(*) FROM reading") == 2
