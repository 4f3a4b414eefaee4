"""Posts payments and voids: what is refused, what is taken off which invoice, what becomes credit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from pydantic import TypeAdapter

from scripts.pscloud_sandbox import statement
from scripts.pscloud_sandbox.bodies import Allocation, Payment, VoidOrder, parse_uuid, read
from scripts.pscloud_sandbox.books import Books
from scripts.pscloud_sandbox.idempotency import Answer, Judgement, answer_once
from scripts.pscloud_sandbox.problems import Problem, Refused
from scripts.pscloud_sandbox.records import Applied, Invoice, Posting, PostingStatus, Soa, SoaStatus
from scripts.pscloud_sandbox.world import PSCloudWorld

_PAYMENT = TypeAdapter(Payment)
_VOID_ORDER = TypeAdapter(VoidOrder)


def post_payment(world: PSCloudWorld, key: str, document: object) -> Answer:
    """Posts a payment once. Raises Problem 400 for a body out of shape, 409, or Refused."""
    payment = read(_PAYMENT, document)
    if _read_key(key) != payment.payment_id:
        raise Problem(400, "invalid_body", "Idempotency-Key is not the payment_id")
    return answer_once(world, payment.payment_id, ["payment", document], partial(_judged, world.books, payment))


def void_payment(world: PSCloudWorld, payment_id: str, key: str, document: object) -> Answer:
    """Voids a payment once. Raises Problem 400 for a body out of shape, 404 for a payment never posted, 409."""
    read(_VOID_ORDER, document)
    posting_id = payment_id.lower()
    judge = partial(_judged_void, world.books, posting_id)
    return answer_once(world, _read_key(key), ["void", posting_id, document], judge)


def _read_key(key: str) -> str:
    try:
        return parse_uuid(key)
    except ValueError as error:
        raise Problem(400, "invalid_body", "Idempotency-Key is missing or not a UUID") from error


def _judged(books: Books, payment: Payment, at: datetime) -> Judgement:
    _refuse_what_does_not_add_up(payment)
    if payment.receipt_no in books.receipt_nos:
        raise Refused("receipt_no_taken", f"receipt {payment.receipt_no} belongs to another payment")
    if payment.soa_no is None:
        _refuse_credit_to_nobody(payment)
        return Judgement(_posting(books, payment, at, payment.customer_no), None)
    before = _open_soa(books, payment, payment.soa_no)
    applied = tuple(_applied(before, payment.allocations))
    after = statement.paid(before, applied, at)
    return Judgement(_posting(books, payment, at, after.customer.customer_no, after.version, applied), after)


def _judged_void(books: Books, payment_id: str, at: datetime) -> Judgement:
    posting = books.postings.get(payment_id)
    if posting is None:
        raise Problem(404, "unknown_payment", f"payment {payment_id} was never posted")
    if posting.status is PostingStatus.VOIDED:
        return Judgement(posting, None, status=200)
    if posting.soa_no is None:
        return Judgement(posting.voided(None), None)
    soa = statement.restored(books.soas[posting.soa_no], posting.applied, at)
    return Judgement(posting.voided(soa.version), soa)


def _refuse_what_does_not_add_up(payment: Payment) -> None:
    allocated_minor = [part for each in payment.allocations for part in (each.amount_minor, each.penalty_minor)]
    tendered_minor = [tender.amount_minor for tender in payment.tenders]
    if payment.amount_minor <= 0 or min([payment.advance_minor, *allocated_minor, *tendered_minor]) < 0:
        raise Refused("amount_mismatch", "the amount is not more than 0.00, or a part of it is negative")
    if sum(allocated_minor) + payment.advance_minor != payment.amount_minor:
        raise Refused("amount_mismatch", "allocations and advance do not add up to the amount")
    if sum(tendered_minor) != payment.amount_minor:
        raise Refused("amount_mismatch", "tenders do not add up to the amount")
    if payment.currency != statement.CURRENCY:
        raise Refused("amount_mismatch", f"the currency is not {statement.CURRENCY}")


def _refuse_credit_to_nobody(payment: Payment) -> None:
    if payment.allocations:
        raise Refused("unknown_invoice", "there is no SOA whose invoices could be paid; post it all as advance")
    if not payment.customer_no:
        raise Refused("unknown_soa", "there is neither an SOA nor a customer_no to credit")


def _open_soa(books: Books, payment: Payment, soa_no: str) -> Soa:
    soa = books.soas.get(soa_no)
    if soa is None:
        raise Refused("unknown_soa", f"there is no SOA {soa_no}")
    if soa.status is not SoaStatus.ACTIVE:
        raise Refused("soa_closed", f"SOA {soa_no} is {soa.status}")
    known = {invoice.invoice_no for invoice in soa.invoices}
    for allocation in payment.allocations:
        if allocation.invoice_no not in known:
            raise Refused("unknown_invoice", f"SOA {soa_no} has no invoice {allocation.invoice_no}")
    return soa


def _applied(soa: Soa, allocations: list[Allocation]) -> Iterator[Applied]:
    """What each allocation takes off its invoice; no more than is owed when its turn comes."""
    owing = {invoice.invoice_no: invoice for invoice in soa.invoices}
    for allocation in allocations:
        invoice = owing[allocation.invoice_no]
        part = _part_owed(invoice, allocation)
        owing[invoice.invoice_no] = replace(
            invoice,
            balance_minor=invoice.balance_minor - part.balance_minor,
            penalty_minor=invoice.penalty_minor - part.penalty_minor,
        )
        yield part


def _part_owed(invoice: Invoice, allocation: Allocation) -> Applied:
    return Applied(
        invoice.invoice_no,
        balance_minor=min(allocation.amount_minor, invoice.balance_minor),
        penalty_minor=min(allocation.penalty_minor, invoice.penalty_minor),
    )


def _posting(
    books: Books,
    payment: Payment,
    at: datetime,
    customer_no: str,
    soa_version: int | None = None,
    applied: tuple[Applied, ...] = (),
) -> Posting:
    """The entry in the books; whatever was not applied to an invoice is the customer's credit."""
    applied_minor = sum(part.balance_minor + part.penalty_minor for part in applied)
    return Posting(
        sequence=len(books.postings) + 1,
        payment_id=payment.payment_id,
        receipt_no=payment.receipt_no,
        status=PostingStatus.POSTED,
        amount_minor=payment.amount_minor,
        posted_at=at,
        customer_no=customer_no,
        collector_code=payment.collector_code,
        credit_minor=payment.amount_minor - applied_minor,
        soa_no=payment.soa_no,
        soa_version=soa_version,
        applied=applied,
    )
