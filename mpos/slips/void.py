"""The void of a receipt: a numbered document of its own that takes the amounts back (RMO 24-2023, p. 4(k))."""

from collections.abc import Iterator

from mpos.contract.journal import Entry
from mpos.contract.office import Business
from mpos.contract.payment import Payment, Void
from printers.document import Block, Document, Pair, Rule, Text

from .breakdown import breakdown
from .letterhead import END, closing, journalled, letterhead, signature, titled
from .wording import shown_time

TITLE = "VOID"


def void_slip(void: Void, payment: Payment, business: Business, entry: Entry, collector_name: str) -> Document:
    """The void's slip, with the payment's amounts negative. `entry` is the void's own in the journal."""
    return Document(
        (
            *letterhead(business, entry.terminal_id),
            *titled(TITLE, "No.", void.void_no),
            *_occasion(void, entry),
            *_voided(void, payment, business),
            *breakdown(payment, sign=-1),
            *_signed(void, collector_name),
            *closing(business, business.receipt_notice),
            journalled(entry.seq),
            END,
        )
    )


def _occasion(void: Void, entry: Entry) -> Iterator[Block]:
    voided_at = shown_time(void.voided_at)
    yield Pair("Date", voided_at)
    if entry.business_date and not voided_at.startswith(entry.business_date):
        yield Pair("Business date", entry.business_date)
    yield Rule()


def _voided(void: Void, payment: Payment, business: Business) -> Iterator[Block]:
    yield Text(f"VOIDS {business.receipt_title}")
    yield Pair("Receipt no.", void.receipt_no, bold=True)
    yield Pair("Receipt date", shown_time(payment.paid_at))
    if payment.manual_or_no:
        yield Pair("Manual OR", payment.manual_or_no)
    yield Text(payment.customer_name)
    yield Pair("Customer no.", payment.customer_no)
    if payment.soa_no:
        yield Pair("SOA no.", payment.soa_no)
    yield Rule()


def _signed(void: Void, collector_name: str) -> Iterator[Block]:
    yield Rule()
    yield Text(f"Reason: {void.reason}")
    yield Text(f"Number {void.receipt_no} stays used.")
    yield from signature(f"Collector: {collector_name}")
    if void.supervisor:
        yield from signature(f"Supervisor: {void.supervisor}")
