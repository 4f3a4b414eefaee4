"""A QR Ph code to be paid with a phone. Nothing is paid by it: the receipt comes when the customer has paid."""

from collections.abc import Iterator

from mpos.contract.money import print_money
from printers.document import Block, Document, Pair, Qr, Rule, Text

from .issuer import Issuer
from .letterhead import END, Say, closing, letterhead
from .wording import NOT_A_RECEIPT, shown_time


def qr_to_pay_slip(
    issuer: Issuer,
    payload: str,
    reference: str,
    amount_minor: int,
    soa_no: str,
    customer_name: str,
    printed_at: str,
) -> Document:
    """The code with what it is for. `payload` is the dynamic QR Ph text with this amount and reference."""
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            Text(say("QR CODE TO PAY"), "center", bold=True),
            *_what_for(soa_no, customer_name, printed_at, say),
            Pair(say("AMOUNT TO PAY"), print_money(amount_minor), bold=True, large=True),
            Text(issuer.in_words(amount_minor)),
            Qr(payload, say("Scan with a bank or e-wallet app")),
            Pair(say("Reference"), reference),
            *closing(issuer, say(NOT_A_RECEIPT)),
            END,
        )
    )


def _what_for(soa_no: str, customer_name: str, printed_at: str, say: Say) -> Iterator[Block]:
    yield Pair(say("Date"), shown_time(printed_at))
    yield Text(customer_name)
    yield Pair(say("SOA no."), soa_no)
    yield Rule()
