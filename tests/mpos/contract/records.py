"""Records as they come on a terminal, made at random: what the contract's and the rules' tests are tried on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from string import ascii_uppercase, digits
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.clock import write_instant
from mpos.contract.journal import EMPTY, Entry, Head, chain
from mpos.contract.money import MAX_MINOR
from mpos.contract.payment import COLLECTED, METHODS, OR_ENTRY, Allocation, Payment, Tender, Void
from mpos.contract.soa import VAT_TYPES, Effect, Invoice, Soa

MANILA = timezone(timedelta(hours=8))
SLOW_TO_MAKE = settings(max_examples=40)
"""For rules over whole records: what could go wrong shows in a few, and each takes a while to make."""
SOME_UUID = "0b8f1c52-7a5e-4c1d-9a3e-2f6d8c4b7a10"

amounts = st.integers(0, MAX_MINOR)
small_amounts = st.integers(0, 500_000)
letters = st.characters(exclude_categories=["Cs"])
texts = st.text(letters, min_size=1, max_size=20)
numbers = st.text(ascii_uppercase + digits + "-", min_size=1, max_size=12)
dates = st.dates().map(date.isoformat)
instants = st.builds(
    datetime.replace,
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone comes in the next line
    tzinfo=st.sampled_from([UTC, MANILA, timezone(-timedelta(hours=3, minutes=30))]),
).map(write_instant)
uuids = st.uuids().map(str)
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
json_values = st.recursive(
    st.none() | st.booleans() | integers | st.text(letters, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(letters, max_size=5), inner, max_size=3),
    max_leaves=4,
)
bodies = st.dictionaries(st.text(letters, max_size=5), json_values, max_size=3)

tenders = st.builds(
    Tender,
    st.sampled_from(METHODS),
    st.integers(1, 500_000),
    reference=st.none() | texts,
    bank=st.none() | texts,
    check_date=st.none() | dates,
    card_last4=st.none() | st.text(digits, min_size=4, max_size=4),
    for_confirmation=st.booleans(),
)
invoices = st.builds(
    Invoice,
    invoice_no=numbers,
    invoice_date=dates,
    due_date=dates,
    amount_minor=small_amounts,
    balance_minor=small_amounts,
    penalty_minor=small_amounts,
    description=st.just("") | texts,
    vat_type=st.sampled_from(VAT_TYPES),
    disputed=st.booleans(),
)
soas = st.builds(
    Soa,
    soa_no=numbers,
    version=st.integers(0, 1_000),
    customer_no=numbers,
    name=texts,
    address=st.just("") | texts,
    collector_code=numbers,
    branch=st.just("") | texts,
    statement_date=dates,
    due_date=dates,
    currency=st.just("PHP"),
    updated_at=instants,
    invoices=st.lists(invoices, max_size=5, unique_by=lambda invoice: invoice.invoice_no).map(tuple),
)
effects = st.builds(
    Effect,
    payment_id=uuids,
    invoice_no=numbers,
    balance_minor=st.integers(-MAX_MINOR, MAX_MINOR),
    penalty_minor=st.integers(-MAX_MINOR, MAX_MINOR),
    reflected_from=st.none() | st.integers(0, 1_000),
)
voids = st.builds(
    Void,
    void_id=uuids,
    void_no=numbers,
    payment_id=uuids,
    receipt_no=numbers,
    reason=texts,
    voided_at=instants,
    supervisor=st.none() | numbers,
)


@st.composite
def payments(draw: Callable[..., Any]) -> Payment:
    """Payments whose sums hold."""
    given = draw(st.lists(tenders, min_size=1, max_size=3))
    amount = sum(tender.amount_minor for tender in given)
    allocated = draw(st.integers(0, amount))
    penalty = draw(st.integers(0, allocated))
    allocations = (Allocation(draw(numbers), allocated - penalty, penalty),) if allocated else ()
    return Payment(
        payment_id=draw(uuids),
        receipt_no=draw(numbers),
        source=draw(st.sampled_from((COLLECTED, OR_ENTRY))),
        soa_no=draw(numbers) if allocations else draw(st.none() | numbers),
        soa_version=draw(st.none() | st.integers(0, 1_000)),
        customer_no=draw(numbers),
        customer_name=draw(texts),
        collector_code=draw(numbers),
        paid_at=draw(instants),
        currency="PHP",
        amount_minor=amount,
        advance_minor=amount - allocated,
        cash_received_minor=draw(amounts),
        change_minor=draw(amounts),
        vat_minor=draw(small_amounts),
        balance_after_minor=draw(amounts),
        tenders=tuple(given),
        allocations=allocations,
        manual_or_no=draw(st.none() | numbers),
        remarks=draw(st.none() | texts),
        held_check_no=draw(st.none() | numbers),
    )


def entry_after(head: Head, body: dict[str, Any], kind: str = "payment_recorded", epoch: int | None = None) -> Entry:
    """The entry that rightly follows a head."""
    seq = head.seq + 1
    recorded_at = write_instant(datetime(2026, 1, 5, 9, tzinfo=MANILA) + timedelta(seconds=seq))
    return chain(
        Entry("T001", epoch or head.epoch, seq, kind, recorded_at, "2026-01-05", "ana", body, head.hash, hash="")
    )


def journal_of(contents: list[dict[str, Any]]) -> list[Entry]:
    """A whole journal, one entry a body."""
    entries: list[Entry] = []
    for body in contents:
        entries.append(entry_after(entries[-1].head if entries else EMPTY, body))
    return entries


journals = st.lists(bodies, min_size=3, max_size=6).map(journal_of)
