"""What PSCloud is sent says nothing that its API has no word for."""

from bridge.push.bodies import payment_as_credit, payment_on_soa
from mpos.contract.journal import EMPTY, Entry
from mpos.contract.kinds import PAYMENT_RECORDED
from mpos.contract.payment import COLLECTED, EWALLET, Allocation, Payment, Tender, payment_body, read_payment

PAID = Payment(
    payment_id="0b8f1c52-7a5e-4c1d-9a3e-2f6d8c4b7a10",
    receipt_no="A00000001",
    source=COLLECTED,
    soa_no="SOA-1",
    soa_version=3,
    customer_no="C-1",
    customer_name="Juan Peña",
    collector_code="N1",
    paid_at="2026-01-05T09:30:00.000+08:00",
    currency="PHP",
    amount_minor=5_000,
    advance_minor=0,
    cash_received_minor=0,
    change_minor=0,
    vat_minor=0,
    balance_after_minor=0,
    tenders=(Tender(EWALLET, 5_000, reference="A-7K2M9XWQ", for_confirmation=True),),
    allocations=(Allocation("INV-1", 5_000, 0),),
)


def entry_of(payment: Payment) -> Entry:
    body = payment_body(payment)
    return Entry("T001", 1, 1, PAYMENT_RECORDED, PAID.paid_at, "2026-01-05", "juan", body, EMPTY.hash, "0" * 64)


def test_a_tender_for_confirmation_goes_as_the_method_that_it_is() -> None:
    entry = entry_of(PAID)
    assert read_payment(entry.body).tenders[0].for_confirmation
    plain = [{"method": "ewallet", "amount": "50.00", "reference": "A-7K2M9XWQ"}]
    assert payment_on_soa(entry)["tenders"] == plain
    assert payment_as_credit(entry)["tenders"] == plain
