"""The void of a receipt: a numbered document of its own that takes the amounts back (RMO 24-2023, p. 4(k))."""

from collections.abc import Iterator

from mpos.contract.journal import Entry
from mpos.contract.payment import Payment, Void
from printers.document import Block, Document, Pair, Rule, Text

from .breakdown import breakdown
from .issuer import Issuer
from .letterhead import END, Say, closing, journalled, letterhead, signature, titled
from .wording import shown_time


def void_slip(void: Void, payment: Payment, issuer: Issuer, entry: Entry, collector_name: str) -> Document:
    """The void's slip, with the payment's amounts negative. `entry` is the void's own in the journal."""
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            *titled(say("VOID"), say("No."), void.void_no),
            *_occasion(void, entry, say),
            *_voided(void, payment, issuer),
            *breakdown(payment, issuer, sign=-1),
            *_signed(void, collector_name, say),
            *closing(issuer, issuer.business.receipt_notice),
            journalled(issuer, entry.seq),
            END,
        )
    )


def _occasion(void: Void, entry: Entry, say: Say) -> Iterator[Block]:
    voided_at = shown_time(void.voided_at)
    yield Pair(say("Date"), voided_at)
    if entry.business_date and not voided_at.startswith(entry.business_date):
        yield Pair(say("Business date"), entry.business_date)
    yield Rule()


def _voided(void: Void, payment: Payment, issuer: Issuer) -> Iterator[Block]:
    say = issuer.say
    yield Text(f"{say('VOIDS')} {issuer.business.receipt_title}")
    yield Pair(say("Receipt no."), void.receipt_no, bold=True)
    yield Pair(say("Receipt date"), shown_time(payment.paid_at))
    if payment.manual_or_no:
        yield Pair(say("Manual OR"), payment.manual_or_no)
    yield Text(payment.customer_name)
    yield Pair(say("Customer no."), payment.customer_no)
    if payment.soa_no:
        yield Pair(say("SOA no."), payment.soa_no)
    yield Rule()


def _signed(void: Void, collector_name: str, say: Say) -> Iterator[Block]:
    yield Rule()
    yield Text(f"{say('Reason:')} {void.reason}")
    yield Pair(say("Number that stays used"), void.receipt_no)
    yield from signature(f"{say('Collector:')} {collector_name}")
    if void.supervisor:
        yield from signature(f"{say('Supervisor:')} {void.supervisor}")
