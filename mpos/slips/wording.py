"""The words and spellings that all slips share."""

from mpos.contract.clock import read_instant
from mpos.contract.payment import BANK_TRANSFER, CARD, CASH, CHECK, EWALLET, WITHHOLDING_TAX

NOT_A_RECEIPT = "THIS IS NOT A RECEIPT."

METHOD_NAMES = {
    CASH: "Cash",
    CHECK: "Check",
    CARD: "Card",
    EWALLET: "E-wallet",
    BANK_TRANSFER: "Bank transfer",
    WITHHOLDING_TAX: "Tax withheld (2307)",
}
"""2307 is the number of the certificate's form: what is paid by it never was in the cash box."""


def shown_time(instant: str, beside: str | None = None) -> str:
    """Date and minute, "2026-11-22 08:15", at the offset of `beside` (else its own).

    A text that is no instant is shown as it stands: how a time is spelled must never keep a payment from being made.
    """
    try:
        return f"{read_instant(instant).astimezone(read_instant(beside or instant).tzinfo):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return instant
