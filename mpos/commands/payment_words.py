"""What a payment looks like on the command line: the words as they were typed, and what they mean."""

from collections.abc import Sequence

from mpos.contract.clock import read_date
from mpos.contract.money import parse_typed_money
from mpos.contract.payment import (
    BANK_TRANSFER,
    CARD,
    CHECK,
    EWALLET,
    MAX_REMARKS,
    MAX_TENDERS,
    WITHHOLDING_TAX,
    Tender,
)
from mpos.contract.problems import BadUsage
from mpos.domain.allocation import Wish
from mpos.domain.tendering import Handed
from mpos.light.typing import NamedTuple
from mpos.services.collecting import PaymentRequest

MAX_REFERENCE = 60
MAX_OF_A_KIND = 15
"""Tenders of one method in one payment; a customer with more checks than this pays twice."""
MAX_TYPED_MINOR = 10**12 - 1
"""Ten billion less a centavo: far above any payment, and sums of such amounts still fit the wire's thirteen digits."""


class PaymentWords(NamedTuple):
    """The options of collect and or-entry, untouched."""

    soa_no: str = ""
    amount: str | None = None
    cash: str | None = None
    check: Sequence[str] = ()
    card: Sequence[str] = ()
    ewallet: Sequence[str] = ()
    qr_ph: Sequence[str] = ()
    bank_transfer: Sequence[str] = ()
    withholding: Sequence[str] = ()
    pay: Sequence[str] = ()
    advance: bool = False
    remarks: str | None = None
    no_print: bool = False
    copy: bool = False


class Format(NamedTuple):
    """How one method's option is written: the parts after the amount, in the field's words."""

    option: str
    method: str
    parts: tuple[str, ...]
    for_confirmation: bool = False

    @property
    def example(self) -> str:
        """The option as the help shows it."""
        return ":".join(("A", *self.parts))


FORMATS = (
    Format("check", CHECK, ("BANK", "NO", "DATE")),
    Format("card", CARD, ("APPROVAL", "LAST4")),
    Format("ewallet", EWALLET, ("REF",)),
    Format("qr_ph", EWALLET, ("REF",), for_confirmation=True),
    Format("bank_transfer", BANK_TRANSFER, ("REF",)),
    Format("withholding", WITHHOLDING_TAX, ("FORM_NO",)),
)


def read_request(words: PaymentWords) -> PaymentRequest:
    """What the words ask for; BadUsage names the word that can't be read."""
    tenders = [read_tender(kind, text) for kind in FORMATS for text in _few(kind.option, getattr(words, kind.option))]
    if len(tenders) + (words.cash is not None) > MAX_TENDERS:
        raise BadUsage(detail=f"One payment has no more than {MAX_TENDERS} tenders; take the rest as a second one.")
    blanks = [tender for tender in tenders if tender.amount_minor == 0]
    if blanks and (len(tenders) > 1 or words.cash is not None):
        raise BadUsage(detail="An amount may be left open only when there is one method of payment.")
    others = tuple(tender for tender in tenders if tender.amount_minor)
    return PaymentRequest(
        handed=Handed(_optional_amount("--cash", words.cash), others, blanks[0] if blanks else None),
        amount_minor=_optional_amount("--amount", words.amount),
        wishes=tuple(_read_wish(text) for text in words.pay),
        advance=words.advance,
        remarks=_remarks(words.remarks),
        print=not words.no_print,
        copy=words.copy,
    )


def read_tender(kind: Format, text: str) -> Tender:
    """One tender as "A:BANK:NO:DATE"; an amount left open ("" before the colon) comes as zero."""
    amount, *parts = text.split(":")
    option = f"--{kind.option.replace('_', '-')}"
    if len(parts) != len(kind.parts) or not all(part.strip() and part.isprintable() for part in parts):
        raise BadUsage(detail=f"{option} {text!r} can't be read; write it as {kind.example}.")
    if any(len(part) > MAX_REFERENCE for part in parts):
        raise BadUsage(detail=f"{option} {text!r} has a part longer than {MAX_REFERENCE} characters.")
    minor = read_amount(option, amount) if amount.strip() else 0
    found = dict(zip(kind.parts, (part.strip() for part in parts), strict=True))
    return Tender(
        method=kind.method,
        amount_minor=minor,
        reference=found.get("NO") or found.get("REF") or found.get("APPROVAL") or found.get("FORM_NO"),
        bank=found.get("BANK"),
        check_date=_check_date(option, found.get("DATE")),
        card_last4=_last4(option, found.get("LAST4")),
        for_confirmation=kind.for_confirmation,
    )


def read_amount(option: str, text: str, *, zero: bool = False) -> int:
    """Minor units of an amount above zero (or zero where it makes sense); BadUsage names the option."""
    try:
        minor = parse_typed_money(text)
    except ValueError as error:
        raise BadUsage(detail=f"{option}: {error}.") from error
    if minor > MAX_TYPED_MINOR or (minor == 0 and not zero):
        raise BadUsage(detail=f"{option} {text!r} is not an amount that can be paid.")
    return minor


def _optional_amount(option: str, text: str | None) -> int | None:
    return None if text is None else read_amount(option, text)


def _read_wish(text: str) -> Wish:
    invoice_no, equals, amount = text.rpartition("=")
    if not equals or not invoice_no.strip():
        raise BadUsage(detail=f"--pay {text!r} can't be read; write it as INVOICE=AMOUNT.")
    return Wish(invoice_no.strip(), read_amount("--pay", amount))


def _check_date(option: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return read_date(text).isoformat()
    except ValueError as error:
        raise BadUsage(detail=f"{option}: the check's date {text!r} is not a date; write it as 2026-11-22.") from error


def _last4(option: str, text: str | None) -> str | None:
    if text is not None and not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise BadUsage(detail=f"{option}: {text!r} is not the last four digits of the card.")
    return text


def _remarks(text: str | None) -> str | None:
    if text is not None and (len(text) > MAX_REMARKS or not text.isprintable()):
        raise BadUsage(detail=f"--remarks is longer than {MAX_REMARKS} characters, or can't be printed.")
    return text or None


def _few(option: str, texts: Sequence[str]) -> Sequence[str]:
    if len(texts) > MAX_OF_A_KIND:
        raise BadUsage(detail=f"--{option.replace('_', '-')} is given more than {MAX_OF_A_KIND} times.")
    return texts
