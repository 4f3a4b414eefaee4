"""Where each payment stands: in PSCloud, or at a place where a person or the next round sees it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bridge.store.evidence import Standing
from bridge.store.postings import (
    APPROVED,
    CLAIMED,
    COMPLETED,
    DONE,
    FAILED,
    OPEN,
    PENDING,
    PROCESSING,
    REFUSED,
    WAITING,
)
from bridge.store.told import told, told_minor
from mpos.contract.canonical import BadContent
from mpos.contract.payment import read_payment

PLACES = ("posted", "waiting", "refused", "refunded", "voided")

_POST_STATES: dict[str, set[str | None]] = {
    PENDING: {None},
    APPROVED: {WAITING},
    PROCESSING: {CLAIMED},
    COMPLETED: {DONE},
    FAILED: {REFUSED, DONE},
}
"""What the posting of a payment of this status must be at. One that failed after it was done has a refused void."""


class Amounts(NamedTuple):
    """Pesos by where they stand, in minor units; those behind `collected` add up to it."""

    collected_minor: int
    posted_minor: int
    waiting_minor: int
    refused_minor: int
    refunded_minor: int
    voided_minor: int


class Tally(NamedTuple):
    """Payments by where they stand. `voids_waiting` are the voided ones that PSCloud still counts."""

    payments: int
    posted: int
    waiting: int
    refused: int
    refunded: int
    voided: int
    voids_waiting: int


def amounts(payments: Iterable[Standing]) -> Amounts:
    """The pesos of these payments."""
    sums = dict.fromkeys(PLACES, 0)
    for payment in payments:
        sums[place_of(payment)] += payment.amount_minor
    return Amounts(sum(sums.values()), *sums.values())


def tally(payments: Sequence[Standing]) -> Tally:
    """How many they are."""
    places = [place_of(payment) for payment in payments]
    posted, waiting, refused, refunded, voided = (places.count(each) for each in PLACES)
    voids_waiting = sum(payment.void_state in OPEN and payment.post_state == DONE for payment in payments)
    return Tally(len(places), posted, waiting, refused, refunded, voided, voids_waiting)


def place_of(payment: Standing) -> str:
    """posted, waiting, refused, refunded or voided."""
    if payment.is_voided:
        return "voided"
    if payment.refunded:
        return "refunded"
    return {COMPLETED: "posted", FAILED: "refused"}.get(payment.status, "waiting")


def check_standing(payments: Iterable[Standing]) -> Iterator[str]:
    """One sentence for each payment that stands nowhere, or is not what its journal entry says."""
    for payment in payments:
        if not _stands(payment):
            posting = payment.post_state or "missing"
            yield f"receipt {payment.receipt_no}: it is {payment.status}, and its posting is {posting}"
        if payment.is_voided and payment.post_state is not None and payment.void_state is None:
            yield f"receipt {payment.receipt_no}: its void goes nowhere"
        if reason := _differs(payment) or _counts_elsewhere(payment):
            yield f"receipt {payment.receipt_no}: {reason}"


def _stands(payment: Standing) -> bool:
    if payment.status == COMPLETED and payment.is_voided and payment.post_state is None:
        return payment.payment_no is None  # Voided before anybody approved it: PSCloud never hears of it.
    if payment.status == COMPLETED and payment.payment_no is None:
        return False
    return payment.post_state in _POST_STATES.get(payment.status, set())


def _counts_elsewhere(payment: Standing) -> str | None:
    """A payment counts on its own SOA, or on the one that a person gave it, with all of it; refunded, on none."""
    if payment.refunded:
        is_ended = payment.on_soa is None and payment.status == FAILED
        return None if is_ended else "it is refunded, and counts all the same"
    given = payment.soa_no if payment.attached is None else told(payment.attached, "soa_no")
    if payment.on_soa != given:
        return f"it counts on SOA {payment.on_soa}, and nobody has attached it there"
    advance_minor = _advance_minor(payment)
    if advance_minor is not None and payment.shares_minor + advance_minor != payment.amount_minor:
        return "its allocations and advance do not add up to its amount"
    return None


def _advance_minor(payment: Standing) -> int | None:
    """What of it is the customer's credit; None where the entry can't be read, which is said elsewhere."""
    if payment.attached is not None:
        return told_minor(payment.attached, "advance")
    try:
        return read_payment(payment.body).advance_minor
    except BadContent:
        return None


def _differs(payment: Standing) -> str | None:
    if payment.body is None:
        return "the journal has no entry for it"
    try:
        recorded = read_payment(payment.body)
    except BadContent as error:
        return f"its journal entry can't be read: {error}"
    ours = (payment.payment_id, payment.receipt_no, payment.soa_no, payment.amount_minor)
    entry = (recorded.payment_id, recorded.receipt_no, recorded.soa_no, recorded.amount_minor)
    return None if ours == entry else "it is not what its journal entry says"
