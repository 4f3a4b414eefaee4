"""Taking in journals: kept once, whole or not at all, and never lost."""

import json

import pytest

from mpos.contract import kinds
from mpos.contract.journal import EMPTY, GENESIS, chain
from mpos.contract.seal import countersign_text, holds
from mpos.contract.wire import read_receipt
from tests.bridge.office_core import Core, Hand, problem


def test_an_upload_is_kept_and_countersigned(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.ENROLLED)
    hand.collect()
    receipt = read_receipt(hand.upload().json())
    assert receipt.acknowledged == hand.head
    text = countersign_text(hand.terminal_id, hand.head)
    assert holds(core.bridge.signer.public_key, text, receipt.countersignature)
    assert kept(core) == 2
    assert core.value("SELECT hash FROM seal") == hand.head.hash


def test_an_empty_upload_tells_how_far_the_bridge_has_got(core: Core) -> None:
    hand = core.terminal()
    assert read_receipt(hand.upload([]).json()).acknowledged == EMPTY
    hand.record(kinds.ENROLLED)
    hand.upload()
    assert read_receipt(hand.upload([]).json()).acknowledged == hand.head


def test_uploading_twice_is_harmless(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    first, second = hand.upload(), hand.upload()
    assert first.json() == second.json()
    assert (kept(core), core.value("SELECT count(*) FROM payment"), core.value("SELECT count(*) FROM posting")) == (
        1,
        1,
        1,
    )


def test_a_run_that_overlaps_is_taken_from_where_it_is_new(core: Core) -> None:
    hand = core.terminal()
    for _ in range(3):
        hand.collect()
    hand.upload(hand.entries[:2])
    assert read_receipt(hand.upload(hand.entries[1:]).json()).acknowledged == hand.head
    assert kept(core) == 3


def test_a_gap_is_answered_with_what_the_bridge_has(core: Core) -> None:
    hand = core.terminal()
    for _ in range(4):
        hand.record(kinds.LOGGED_IN)
    hand.upload(hand.entries[:1])
    answer = hand.upload(hand.entries[2:])
    assert problem(answer) == (409, "journal_gap")
    assert answer.json()["acknowledged"] == hand.entries[0].head._asdict()
    assert kept(core) == 1


def test_a_bridge_that_has_nothing_says_so(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.LOGGED_IN)
    hand.record(kinds.LOGGED_IN)
    assert hand.upload(hand.entries[1:]).json()["acknowledged"] == EMPTY._asdict()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_entry_is_refused_with_all_that_came_with_it(core: Core, place: int) -> None:
    hand = core.terminal()
    for _ in range(3):
        hand.collect()
    changed = list(hand.entries)
    changed[place] = changed[place]._replace(collector="maria")
    answer = hand.upload(changed, seal=hand.seal(hand.head))
    assert problem(answer) == (422, "journal_broken")
    assert f"entry {place + 1}:" in answer.json()["title"]
    assert nothing_is_kept(core)


def test_a_removed_entry_is_refused(core: Core) -> None:
    hand = core.terminal()
    for _ in range(3):
        hand.collect()
    assert problem(hand.upload([hand.entries[0], hand.entries[2]])) == (422, "journal_broken")
    assert nothing_is_kept(core)


def test_a_seal_of_another_key_or_another_head_is_refused(core: Core) -> None:
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    hand.collect()
    hand.collect()
    other.terminal_id = hand.terminal_id
    for seal in (other.seal(hand.head), hand.seal(hand.entries[0].head), "00" * 64, "no hex"):
        assert problem(hand.upload(seal=seal)) == (422, "journal_broken")
    assert nothing_is_kept(core)


def test_the_journal_of_another_terminal_is_refused(core: Core) -> None:
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    hand.collect()
    assert problem(other.upload(hand.entries)) == (403, "not_your_journal")
    assert nothing_is_kept(core)


def test_a_contradiction_is_kept_beside_the_journal_and_told(core: Core) -> None:
    hand, clone = twins(core)
    hand.collect()
    clone.collect()
    clone.record(kinds.LOGGED_OUT)
    hand.upload()
    for _ in range(2):
        assert problem(clone.upload()) == (409, "journal_conflict")
    assert kept(core) == 1
    assert core.value("SELECT count(*) FROM journal_conflict") == 2
    entry = json.loads(core.value("SELECT CAST(entry AS TEXT) FROM journal_conflict WHERE seq = 1"))
    assert entry == clone.entries[0]._asdict()


def test_what_follows_a_contradiction_is_kept_too(core: Core) -> None:
    hand, clone = twins(core)
    for each in (hand, clone):
        each.collect()
        each.collect()
    hand.upload()
    assert problem(clone.upload([clone.entries[1]])) == (409, "journal_conflict")
    clone.collect()
    assert problem(clone.upload([clone.entries[2]])) == (409, "journal_conflict")
    assert core.value("SELECT count(*) FROM journal_conflict") == 2
    assert core.value("SELECT count(*) FROM payment") == 2


def test_a_restored_terminal_goes_on_in_an_epoch_of_its_own(core: Core) -> None:
    hand, restored = twins(core)
    for each in (hand, restored):
        each.record(kinds.ENROLLED)
    assert hand.entries == restored.entries
    hand.record(kinds.LOGGED_IN)
    hand.upload()
    restored.record(kinds.EPOCH_BEGUN, epoch=77)
    restored.record(kinds.LOGGED_IN)
    assert read_receipt(restored.upload().json()).acknowledged == restored.head
    assert read_receipt(hand.upload([]).json()).acknowledged == restored.head
    assert kept(core) == 4
    hand.record(kinds.LOGGED_OUT)
    assert read_receipt(hand.upload().json()).acknowledged == hand.head


def test_an_epoch_has_to_begin_with_its_beginning(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.ENROLLED)
    hand.upload()
    hand.record(kinds.LOGGED_IN, epoch=77)
    assert problem(hand.upload(hand.entries[1:])) == (409, "journal_gap")


def test_an_epoch_that_begins_nowhere_waits_for_what_comes_before(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.ENROLLED)
    hand.record(kinds.EPOCH_BEGUN, epoch=77)
    assert problem(hand.upload(hand.entries[1:])) == (409, "journal_gap")
    assert hand.upload().is_success


def test_a_first_entry_that_follows_nothing_real_is_a_contradiction(core: Core) -> None:
    hand = core.terminal()
    entry = hand.record(kinds.ENROLLED)
    assert entry.prev_hash == GENESIS
    forged = chain(entry._replace(prev_hash="1" * 64))
    assert problem(hand.upload([forged])) == (409, "journal_conflict")
    assert kept(core) == 0


def test_fates_come_as_news_and_once(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect()
    receipt = read_receipt(hand.upload().json())
    assert [(fate.payment_id, fate.state) for fate in receipt.fates] == [(payment.payment_id, "at_office")]
    later = read_receipt(hand.upload([], fates_after=receipt.fates_cursor).json())
    assert (later.fates, later.fates_cursor, later.fates_more) == ((), receipt.fates_cursor, False)
    hand.void(payment)
    (news,) = read_receipt(hand.upload(fates_after=receipt.fates_cursor).json()).fates
    assert news.voided


def test_fates_of_another_terminal_are_not_told(core: Core) -> None:
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    hand.collect()
    hand.upload()
    assert read_receipt(other.upload([]).json()).fates == ()


def kept(core: Core) -> int:
    return int(core.value("SELECT count(*) FROM journal"))


def nothing_is_kept(core: Core) -> bool:
    tables = ("journal", "seal", "journal_conflict", "payment", "set_aside")
    return not any(core.value(f"SELECT count(*) FROM {table}") for table in tables)


def twins(core: Core) -> tuple[Hand, Hand]:
    """A terminal and its exact copy."""
    hand = core.terminal()
    clone = Hand(core)
    clone.terminal_id, clone.series, clone.token = hand.terminal_id, hand.series, hand.token
    return hand, clone
