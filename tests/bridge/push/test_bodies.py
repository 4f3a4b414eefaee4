"""What PSCloud is sent says nothing that its API has no word for."""

from bridge.push.bodies import payment_as_credit, payment_on_soa
from mpos.contract.journal import EMPTY, Entry
from mpos.contract.kinds import PAYMENT_RECORDED
from mpos.contract.payment import EWALLET, Payment, Tender, payment_body, read_payment
from tests.mpos.slips.records import PAYMENT

QR_PAID = Tender(EWALLET, PAYMENT.amount_minor, reference="A-7K2M9XWQ", for_confirmation=True)
PAID = PAYMENT._replace(tenders=(QR_PAID,))


def entry_of(payment: Payment) -> Entry:
    body = payment_body(payment)
    return Entry("T001", 1, 1, PAYMENT_RECORDED, PAID.paid_at, "2026-01-05", "juan", body, EMPTY.hash, "0" * 64)


def test_a_tender_for_confirmation_goes_as_the_method_that_it_is() -> None:
    entry = entry_of(PAID)
    assert read_payment(entry.body).tenders[0].for_confirmation
    plain = [{"method": "ewallet", "amount": "3550.00", "reference": "A-7K2M9XWQ"}]
    assert payment_on_soa(entry)["tenders"] == plain
    assert payment_as_credit(entry)["tenders"] == plain
