"""How an SOA changes: each change raises its version, and its status follows from what is due."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from scripts.pscloud_sandbox.loading import ListedInvoice
from scripts.pscloud_sandbox.money import penalty_on
from scripts.pscloud_sandbox.names import branch_of, customer_named_for
from scripts.pscloud_sandbox.records import Applied, Customer, Invoice, Soa, SoaStatus

CURRENCY = "PHP"


def soa_no_of(customer_no: str) -> str:
    """There is one SOA a customer."""
    return f"SOA-{customer_no}"


def opened(listed: ListedInvoice, at: datetime) -> Soa:
    """The first statement of a customer."""
    invoice = listed.invoice
    return Soa(
        soa_no=soa_no_of(listed.customer_no),
        version=1,
        status=_status(SoaStatus.ACTIVE, (invoice,)),
        customer=customer_named_for(listed.customer_no),
        collector_code=listed.collector_code,
        branch=branch_of(listed.collector_code),
        statement_date=invoice.invoice_date,
        due_date=invoice.due_date,
        currency=CURRENCY,
        invoices=(invoice,),
        updated_at=at,
    )


def with_invoice(soa: Soa, invoice: Invoice, at: datetime) -> Soa:
    """A new statement that lists one more invoice. It is due when the oldest open invoice is."""
    invoices = (*soa.invoices, invoice)
    due_dates = [listed.due_date for listed in invoices if listed.owed_minor] or [invoice.due_date]
    stated = replace(soa, statement_date=invoice.invoice_date, due_date=min(due_dates))
    return _changed(stated, invoices, at)


def with_penalties(soa: Soa, first_of_month: date, basis_points: int, at: datetime) -> Soa:
    """One month's penalty on every overdue balance; the same SOA when nothing is overdue."""
    invoices = tuple(_penalised(invoice, first_of_month, basis_points) for invoice in soa.invoices)
    if invoices == soa.invoices or soa.status is not SoaStatus.ACTIVE:
        return soa
    return _changed(replace(soa, statement_date=first_of_month), invoices, at)


def paid(soa: Soa, applied: Iterable[Applied], at: datetime) -> Soa:
    """What was applied is no longer owed."""
    return _changed(soa, _less(soa.invoices, applied, sign=1), at)


def restored(soa: Soa, applied: Iterable[Applied], at: datetime) -> Soa:
    """What a voided payment had paid is owed again."""
    return _changed(soa, _less(soa.invoices, applied, sign=-1), at)


def cancelled(soa: Soa, at: datetime) -> Soa:
    """Withdrawn: it takes no more payments, whatever it still owes."""
    return _changed(replace(soa, status=SoaStatus.CANCELLED), soa.invoices, at)


def with_customer(soa: Soa, customer: Customer, at: datetime) -> Soa:
    """The same dues under other customer details."""
    return _changed(replace(soa, customer=customer), soa.invoices, at)


def touched(soa: Soa, at: datetime) -> Soa:
    """A newer version that says the same."""
    return _changed(soa, soa.invoices, at)


def _changed(soa: Soa, invoices: tuple[Invoice, ...], at: datetime) -> Soa:
    return replace(soa, version=soa.version + 1, status=_status(soa.status, invoices), invoices=invoices, updated_at=at)


def _status(before: SoaStatus, invoices: Iterable[Invoice]) -> SoaStatus:
    if before is SoaStatus.CANCELLED:
        return before
    return SoaStatus.ACTIVE if any(invoice.owed_minor for invoice in invoices) else SoaStatus.SETTLED


def _penalised(invoice: Invoice, first_of_month: date, basis_points: int) -> Invoice:
    if invoice.due_date >= first_of_month:
        return invoice
    penalty_minor = penalty_on(invoice.balance_minor, basis_points)
    return replace(invoice, penalty_minor=invoice.penalty_minor + penalty_minor)


def _less(invoices: tuple[Invoice, ...], applied: Iterable[Applied], sign: int) -> tuple[Invoice, ...]:
    by_number = {invoice.invoice_no: invoice for invoice in invoices}
    for part in applied:
        invoice = by_number[part.invoice_no]
        by_number[part.invoice_no] = replace(
            invoice,
            balance_minor=invoice.balance_minor - sign * part.balance_minor,
            penalty_minor=invoice.penalty_minor - sign * part.penalty_minor,
        )
    return tuple(by_number.values())
