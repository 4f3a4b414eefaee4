"""What entries stand for at the office, and what becomes of those that stand for nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.contract import kinds
from mpos.contract.identity import new_id
from mpos.contract.wire import SetAside, read_receipt
from tests.bridge.office_core import Core, Hand, a_soa, open_core


@pytest.fixture
def cashier_core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "cashier", MPOS_BRIDGE_APPROVAL="cashier") as core:
        yield core


def test_a_payment_is_approved_by_the_policy_and_waits_to_be_posted(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect(amount_minor=12_345)
    hand.upload()
    assert status(core) == ("approved", "policy")
    assert core.value("SELECT amount_minor FROM payment") == 12_345
    assert core.value("SELECT amount_minor FROM tender") == 12_345
    assert core.value("SELECT idempotency_key FROM posting WHERE action = 'post'") == payment.payment_id


def test_a_payment_may_have_to_wait_for_a_cashier(cashier_core: Core) -> None:
    hand = cashier_core.terminal()
    hand.collect()
    hand.upload()
    assert status(cashier_core) == ("pending", None)
    assert cashier_core.value("SELECT count(*) FROM posting") == 0


def test_a_void_follows_its_payment_to_pscloud(core: Core) -> None:
    hand = core.terminal()
    void = hand.void(hand.collect())
    hand.upload()
    assert core.value("SELECT idempotency_key FROM posting WHERE action = 'void'") == void.void_id
    assert core.value("SELECT voided_by FROM void") == "juan"


def test_a_payment_voided_before_approval_is_never_posted(cashier_core: Core) -> None:
    hand = cashier_core.terminal()
    hand.void(hand.collect())
    hand.upload()
    assert status(cashier_core) == ("completed", None)
    assert cashier_core.value("SELECT detail FROM payment") == "voided before approval"
    assert cashier_core.value("SELECT count(*) FROM posting") == 0
    (fate,) = read_receipt(hand.upload([]).json()).fates
    assert (fate.state, fate.voided) == ("at_office", True)


def test_a_payment_and_its_void_let_the_soa_come_again(core: Core) -> None:
    core.keep(a_soa("SOA-1"))
    hand = core.terminal()
    seen = [revision(core)]
    payment = hand.collect("SOA-1")
    hand.upload()
    seen.append(revision(core))
    hand.void(payment)
    hand.upload()
    seen.append(revision(core))
    assert seen == sorted(set(seen))


def test_an_unknown_kind_is_set_aside_and_the_rest_goes_on(core: Core) -> None:
    hand = core.terminal()
    hand.record("later_visit", {"promise": "Friday"})
    hand.collect()
    receipt = read_receipt(hand.upload().json())
    assert [(item.seq, item.code) for item in receipt.set_aside] == [(1, "unknown_kind")]
    assert receipt.acknowledged == hand.head
    assert core.value("SELECT count(*) FROM payment") == 1
    assert core.value("SELECT count(*) FROM journal") == 2


def test_what_was_set_aside_is_told_again_when_the_answer_was_lost(core: Core) -> None:
    hand = core.terminal()
    hand.record("later_visit")
    assert hand.upload().json()["set_aside"] == hand.upload().json()["set_aside"] != []


def test_a_body_that_makes_no_sense_is_set_aside_with_its_reason(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.PAYMENT_RECORDED, {"payment_id": "x"})
    assert only_aside(hand).code == "bad_content"


def test_a_payment_that_names_no_collector_is_set_aside_whole(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    body = dict(hand.entries.pop().body)
    hand.head = hand.head._replace(seq=0, hash="0" * 64)
    hand.record(kinds.PAYMENT_RECORDED, body, collector=None)
    assert only_aside(hand).code == "bad_content"
    assert core.value("SELECT count(*) FROM tender") == 0


def test_a_receipt_number_is_given_to_one_payment_only(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.collect(receipt_no="A00000001")
    assert only_aside(hand).code == "receipt_taken"
    assert core.value("SELECT count(*) FROM payment") == 1


def test_a_payment_id_is_given_to_one_payment_only(core: Core) -> None:
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    payment = hand.collect()
    hand.upload()
    other.collect(payment_id=payment.payment_id, amount_minor=99)
    assert only_aside(other).code == "payment_known"
    assert core.value("SELECT amount_minor FROM payment") == payment.amount_minor


def test_a_void_of_an_unknown_payment_is_set_aside(core: Core) -> None:
    hand = core.terminal()
    hand.void(hand.collect(), payment_id=new_id())
    assert only_aside(hand).code == "payment_unknown"


def test_a_terminal_can_not_void_the_payment_of_another(core: Core) -> None:
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    payment = hand.collect()
    hand.upload()
    other.void(payment)
    assert only_aside(other).code == "payment_unknown"
    assert core.value("SELECT count(*) FROM void") == 0


def test_a_payment_is_voided_once(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect()
    hand.void(payment)
    hand.void(payment)
    assert only_aside(hand).code == "already_voided"


def test_one_void_can_not_take_back_two_payments(core: Core) -> None:
    hand = core.terminal()
    void = hand.void(hand.collect())
    hand.void(hand.collect(), void_id=void.void_id)
    assert only_aside(hand).code == "contradiction"
    assert core.value("SELECT count(*) FROM posting WHERE action = 'void'") == 1


def test_a_business_day_is_opened_counted_and_closed(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "500.00"})
    hand.record(kinds.X_READING, {"z_counter": 6})
    hand.record(kinds.REGISTRY_CLOSED, {"over_short": "-0.50"})
    core.clock.move(minutes=5)
    hand.record(kinds.Z_READING, {"z_counter": 7, "gross": "0.00"})
    assert read_receipt(hand.upload().json()).set_aside == ()
    assert core.value("SELECT over_short_minor FROM business_day") == -50
    assert core.value("SELECT closed_at FROM business_day") == "2026-10-15T01:05:00.000+00:00"
    assert core.value("SELECT z_counter FROM reading WHERE kind = 'z_reading'") == 7


def test_a_day_is_closed_once(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.REGISTRY_OPENED)
    hand.record(kinds.Z_READING, {"z_counter": 1})
    hand.record(kinds.Z_READING, {"z_counter": 2})
    assert only_aside(hand).code == "day_unknown"
    assert core.value("SELECT count(*) FROM reading") == 1


def status(core: Core) -> tuple[object, object]:
    return core.value("SELECT status FROM payment"), core.value("SELECT approved_by FROM payment")


def revision(core: Core) -> int:
    return int(core.value("SELECT revision FROM soa"))


def only_aside(hand: Hand) -> SetAside:
    (item,) = read_receipt(hand.upload().json()).set_aside
    assert item.seq == hand.head.seq
    return item
