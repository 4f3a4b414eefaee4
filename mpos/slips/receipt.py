"""The receipt that a customer takes home, its reprints, and the collector's copy."""

from collections.abc import Iterator

from mpos.contract.money import print_money
from mpos.contract.payment import OR_ENTRY, Payment
from mpos.light.typing import NamedTuple
from printers.document import Block, Document, Pair, Qr, Raster, Rule, Text

from .breakdown import breakdown
from .issuer import Issuer
from .letterhead import END, Say, closing, journalled, letterhead, signature, titled
from .proof import Proof
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
    issuer: Issuer,
    collector_name: str,
    as_of: str | None,
    mark: Mark,
    *,
    business_date: str | None = None,
    void_no: str | None = None,
    proof: Proof | None = None,
) -> Document:
    """The receipt of one payment. `as_of` is the instant of the SOA list that its balance was worked out from.

    The business date is shown where it is not the date of the payment. A receipt voided since then says so.
    """
    business, say = issuer.business, issuer.say
    standing = (*_reprint(mark, payment, say), *_voided(void_no, say))
    return Document(
        (
            *standing,
            *([Rule()] if standing else []),
            *letterhead(issuer),
            *titled(business.receipt_title, say("No."), payment.receipt_no),
            *_occasion(payment, business_date, say),
            *_customer(payment, say),
            *breakdown(payment, issuer),
            *_cash(payment, say),
            *_afterwards(payment, as_of, collector_name, say),
            *_proof(proof, say),
            *closing(issuer, business.receipt_notice),
            *(Text(line, "center") for line in business.footer),
            journalled(issuer, mark.journal_seq),
            *standing,
            END,
        )
    )


def collectors_copy(slip: Document, issuer: Issuer, signed: Raster | None = None) -> Document:
    """The same slip for the collector's file, with the customer's signature or room for it."""
    marked = Text(issuer.say("COLLECTOR'S COPY"), "center", bold=True)
    return Document((marked, *slip.blocks[:-1], *signature(issuer.say("Customer's signature"), signed), END))


def _customer(payment: Payment, say: Say) -> Iterator[Block]:
    yield Text(say("RECEIVED FROM"))
    yield Text(payment.customer_name)
    yield Pair(say("Customer no."), payment.customer_no)
    if payment.soa_no:
        yield Pair(say("SOA no."), payment.soa_no)
    yield Rule()


def _reprint(mark: Mark, payment: Payment, say: Say) -> Iterator[Block]:
    if mark.kind == REPRINT:
        yield Text(f"{say('REPRINT')} {mark.number}", "center", bold=True)
        yield Pair(say("Reprinted"), shown_time(mark.printed_at or "", payment.paid_at))


def _voided(void_no: str | None, say: Say) -> Iterator[Block]:
    if void_no:
        yield Text(f"{say('VOIDED, SEE')} {void_no}", "center", bold=True)


def _occasion(payment: Payment, business_date: str | None, say: Say) -> Iterator[Block]:
    paid_at = shown_time(payment.paid_at)
    yield Pair(say("Date"), paid_at)
    if business_date and not paid_at.startswith(business_date):
        yield Pair(say("Business date"), business_date)
    if payment.source == OR_ENTRY:
        yield Text(f"{say('ENCODED FROM MANUAL OR')} {payment.manual_or_no}", "center", bold=True)
    if payment.held_check_no:
        yield Pair(say("Check held under"), payment.held_check_no)
    yield Rule()


def _cash(payment: Payment, say: Say) -> Iterator[Block]:
    if payment.cash_received_minor:
        yield Rule()
        yield Pair(say("Cash received"), print_money(payment.cash_received_minor))
        yield Pair(say("Change"), print_money(payment.change_minor))


def _afterwards(payment: Payment, as_of: str | None, collector_name: str, say: Say) -> Iterator[Block]:
    yield Rule()
    if payment.soa_no:
        yield Pair(say("Balance after payment"), print_money(payment.balance_after_minor), bold=True)
        if as_of:
            yield Text(f"{say('SOA list as of')} {shown_time(as_of, payment.paid_at)}")
    if payment.remarks:
        yield Text(f"{say('Remarks:')} {payment.remarks}")
    yield Text(f"{say('Collector:')} {collector_name} ({payment.collector_code})")


def _proof(proof: Proof | None, say: Say) -> Iterator[Block]:
    """The check code is for people to type, the QR code for whoever has a camera."""
    if proof:
        yield Rule()
        yield Text(f"{say('Check code')} {proof.check_code}", "center")
        yield Qr(proof.qr_text, say("Shows that this receipt is genuine"))
