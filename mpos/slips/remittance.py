"""The remittance slip: cash that a collector hands over, signed by both."""

from collections.abc import Iterator

from mpos.contract.money import print_money
from mpos.contract.remittance import Remittance
from printers.document import Block, Document, Pair, Rule, Text

from .issuer import Issuer
from .letterhead import END, Say, closing, journalled, letterhead, signature, titled
from .wording import NOT_A_RECEIPT, shown_time


def remittance_slip(
    remittance: Remittance, issuer: Issuer, business_date: str, collector_name: str, journal_seq: int
) -> Document:
    """The slip of one remittance; `business_date` is the day whose cash it is."""
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            *titled(say("REMITTANCE SLIP"), say("No."), remittance.remittance_no),
            *_occasion(remittance, business_date, say),
            *_pieces(remittance, say),
            Pair(say("CASH REMITTED"), print_money(remittance.amount_minor), bold=True, large=True),
            Text(issuer.in_words(remittance.amount_minor)),
            *signature(f"{say('Collector:')} {collector_name}"),
            *signature(f"{say('Received by:')} {remittance.handed_to or ''}".rstrip()),
            *closing(issuer, say(NOT_A_RECEIPT)),
            journalled(issuer, journal_seq),
            END,
        )
    )


def _occasion(remittance: Remittance, business_date: str, say: Say) -> Iterator[Block]:
    yield Pair(say("Date"), shown_time(remittance.remitted_at))
    yield Pair(say("Business date"), business_date)
    if remittance.handed_to:
        yield Text(f"{say('Handed to:')} {remittance.handed_to}")
    if remittance.reference:
        yield Text(f"{say('Reference')} {remittance.reference}")
    yield Rule()


def _pieces(remittance: Remittance, say: Say) -> Iterator[Block]:
    if remittance.pieces:
        yield Text(say("NOTES AND COINS"))
        for row in remittance.pieces:
            worth = print_money(row.denomination_minor * row.pieces)
            yield Pair(f"{print_money(row.denomination_minor)} x {row.pieces}", worth)
        yield Rule()
