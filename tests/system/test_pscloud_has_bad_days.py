"""Whatever PSCloud does on a bad day, afterwards everything is posted once."""

from datetime import timedelta

import pytest

from bridge.reconcile.audit import audit
from scripts.pscloud_sandbox import Fault, FaultKind
from scripts.world import Field

from .conftest import DAY

BAD_DAYS = {
    "our key was rejected": Fault(kind=FaultKind.STATUS, status=401, times=50),
    "too many requests, wait seconds": Fault(kind=FaultKind.STATUS, status=429, retry_after_s=90, times=3),
    "too many requests, wait until a date": Fault(
        kind=FaultKind.STATUS, status=429, retry_after_s=90, retry_after_as_date=True, times=3
    ),
    "service unavailable": Fault(kind=FaultKind.STATUS, status=503, retry_after_s=600, times=5),
    "service unavailable without a word": Fault(kind=FaultKind.STATUS, status=503, times=5),
    "internal error": Fault(kind=FaultKind.STATUS, status=500, times=5),
    "bad gateway": Fault(kind=FaultKind.STATUS, status=502, times=5),
    "gateway timeout": Fault(kind=FaultKind.STATUS, status=504, times=5),
    "the line drops before a payment arrives": Fault(kind=FaultKind.DROP_BEFORE, path="/payments", times=7),
    "the line drops after a payment was accepted": Fault(kind=FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=7),
    "a cursor expires": Fault(kind=FaultKind.EXPIRE_CURSOR, times=1),
}


@pytest.mark.parametrize("fault", BAD_DAYS.values(), ids=BAD_DAYS)
def test_afterwards_everything_is_posted_once(field: Field, fault: Fault) -> None:
    hand = field.handheld("ana", "C391")
    hand.open_day(DAY)
    hand.download()
    taken = [hand.collect("SOA-1000", cash_minor=10_000).payment, hand.collect("SOA-2000").payment]
    hand.upload()
    field.pscloud.inject(fault)
    for _ in range(8):
        field.sync()
        field.clock.advance(timedelta(minutes=15))
    field.pscloud.faults.clear()
    field.clock.advance(timedelta(hours=2))
    field.sync()
    field.sync()

    posted = {key: posting.amount_minor for key, posting in field.pscloud.books.postings.items()}
    assert posted == {payment.payment_id: payment.amount_minor for payment in taken}
    hand.close_day()
    hand.upload()
    found = audit(field.bridge)
    assert found.ok, found.problems


def test_a_day_without_pscloud_costs_nothing(field: Field) -> None:
    hand = field.handheld("ana", "C391")
    hand.open_day(DAY)
    hand.download()
    field.to_pscloud.is_down = True
    first = hand.collect("SOA-1000", cash_minor=10_000).payment
    hand.upload()
    for _ in range(24):
        assert field.sync().problem is not None
        field.clock.advance(timedelta(hours=1))
    second = hand.collect("SOA-2000").payment  # past midnight: the business day is still yesterday's
    hand.close_day()
    hand.upload()
    assert second.paid_at[:10] == "2026-11-24"

    field.to_pscloud.is_down = False
    field.sync()
    field.sync()
    assert set(field.pscloud.books.postings) == {first.payment_id, second.payment_id}
    assert audit(field.bridge).ok


def test_a_whole_day_needs_no_network(field: Field) -> None:
    hand = field.handheld("ana", "C391")
    hand.download()
    hand.network.is_down = True
    hand.open_day(DAY)
    payment = hand.collect("SOA-1000").payment
    z = hand.close_day()
    assert z["gross"] == "1270.50"

    hand.network.is_down = False
    hand.upload()
    field.sync()
    assert set(field.pscloud.books.postings) == {payment.payment_id}
    assert audit(field.bridge).ok
