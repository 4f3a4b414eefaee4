"""The receipt that a customer takes home, its reprints, and the collector's copy."""

from collections.abc import Iterator
from typing import NamedTuple

from mpos.contract.money import print_money
from mpos.contract.office import Business
from mpos.contract.payment import OR_ENTRY, Payment
from printers.document import Block, Document, Pair, Rule, Text

from .breakdown import breakdown
from .letterhead import END, closing, journalled, letterhead, signature, titled
from .wording import shown_time

ORIGINAL, REPRINT = "original", "reprint"


class Mark(NamedTuple):
    """Which print of a receipt this is, and the journal entry that tells of it. `number` and `printed_at`: reprints."""

    kind: str
    journal_seq: int
    number: int = 0
    printed_at: str | None = None


def receipt_slip(
    payment: Payment,
    business: Business,
    terminal_id: str,
    collector_name: str,
    as_of: str | None,
    mark: Mark,
    *,
    business_date: str | None = None,
    void_no: str | None = None,
) -> Document:
    """The receipt of one payment. `as_of` is the instant of the SOA list that its balance was worked out from.

    The business date is shown where it is not the date of the payment. A receipt voided since then says so.
    """
    standing = (*_reprint(mark, payment), *_voided(void_no))
    return Document(
        (
            *standing,
            *([Rule()] if standing else []),
            *letterhead(business, terminal_id),
            *titled(business.receipt_title, "No.", payment.receipt_no),
            *_occasion(payment, business_date),
            *_customer(payment),
            *breakdown(payment),
            *_cash(payment),
            *_afterwards(payment, as_of, collector_name),
            *closing(business, business.receipt_notice),
            *(Text(line, "center") for line in business.footer),
            journalled(mark.journal_seq),
            *standing,
            END,
        )
    )


def collectors_copy(slip: Document) -> Document:
    """The same slip for the collector's file, with room for the customer's signature."""
    marked = Text("COLLECTOR'S COPY", "center", bold=True)
    return Document((marked, *slip.blocks[:-1], *signature("Customer's signature"), END))


def _reprint(mark: Mark, payment: Payment) -> Iterator[Block]:
    if mark.kind == REPRINT:
        yield Text(f"REPRINT {mark.number}", "center", bold=True)
        yield Pair("Reprinted", shown_time(mark.printed_at or "", payment.paid_at))


def _voided(void_no: str | None) -> Iterator[Block]:
    if void_no:
        yield Text(f"VOIDED, SEE {void_no}", "center", bold=True)


def _occasion(payment: Payment, business_date: str | None) -> Iterator[Block]:
    paid_at = shown_time(payment.paid_at)
    yield Pair("Date", paid_at)
    if business_date and not paid_at.startswith(business_date):
        yield Pair("Business date", business_date)
    if payment.source == OR_ENTRY:
        yield Text(f"ENCODED FROM MANUAL OR {payment.manual_or_no}", "center", bold=True)
    yield Rule()


def _customer(payment: Payment) -> Iterator[Block]:
    yield Text("RECEIVED FROM")
    yield Text(payment.customer_name)
    yield Pair("Customer no.", payment.customer_no)
    if payment.soa_no:
        yield Pair("SOA no.", payment.soa_no)
    yield Rule()


def _cash(payment: Payment) -> Iterator[Block]:
    if payment.cash_received_minor:
        yield Rule()
        yield Pair("Cash received", print_money(payment.cash_received_minor))
        yield Pair("Change", print_money(payment.change_minor))


def _afterwards(payment: Payment, as_of: str | None, collector_name: str) -> Iterator[Block]:
    yield Rule()
    if payment.soa_no:
        yield Pair("Balance after payment", print_money(payment.balance_after_minor), bold=True)
        if as_of:
            yield Text(f"SOA list as of {shown_time(as_of, payment.paid_at)}")
    if payment.remarks:
        yield Text(f"Remarks: {payment.remarks}")
    yield Text(f"Collector: {collector_name} ({payment.collector_code})")
