"""The acknowledgement of a post-dated check: it is in keeping, and nothing is paid before its day."""

from collections.abc import Iterator

from mpos.contract.held_check import HeldCheck
from mpos.contract.money import print_money
from printers.document import Block, Document, Pair, Rule, Text

from .issuer import Issuer
from .letterhead import END, Say, closing, journalled, letterhead, signature, titled
from .wording import NOT_A_RECEIPT, shown_time


def check_acknowledgement_slip(
    check: HeldCheck, issuer: Issuer, business_date: str, collector_name: str, journal_seq: int
) -> Document:
    """The slip that the customer keeps until the check's day, when there is a receipt. `business_date`: its own day."""
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            *titled(say("ACKNOWLEDGEMENT OF POST-DATED CHECK"), say("No."), check.ack_no),
            *_occasion(check, business_date, say),
            *_check(check, say),
            Pair(say("CHECK AMOUNT"), print_money(check.amount_minor), bold=True, large=True),
            Text(issuer.in_words(check.amount_minor)),
            Rule(),
            Text(say("Nothing is paid by this slip. The receipt follows when the check is collected.")),
            *signature(f"{say('Collector:')} {collector_name}"),
            *signature(say("Customer's signature")),
            *closing(issuer, say(NOT_A_RECEIPT)),
            journalled(issuer, journal_seq),
            END,
        )
    )


def _occasion(check: HeldCheck, business_date: str, say: Say) -> Iterator[Block]:
    held_at = shown_time(check.held_at)
    yield Pair(say("Date"), held_at)
    if not held_at.startswith(business_date):
        yield Pair(say("Business date"), business_date)
    yield Rule()
    yield Text(say("RECEIVED FROM"))
    yield Text(check.customer_name)
    yield Pair(say("Customer no."), check.customer_no)
    yield Pair(say("SOA no."), check.soa_no)
    yield Rule()


def _check(check: HeldCheck, say: Say) -> Iterator[Block]:
    yield Pair(say("Bank"), check.bank)
    yield Pair(say("Check no."), check.check_no)
    yield Pair(say("Check date"), check.check_date, bold=True)
    yield Rule()
