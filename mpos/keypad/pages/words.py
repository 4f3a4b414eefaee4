"""Words that several pages share."""

from mpos.contract.payment import BANK_TRANSFER, CARD, CASH, CHECK, EWALLET, WITHHOLDING_TAX, Tender
from mpos.keypad.language import _, marked

_METHODS = {
    CASH: marked("Cash"),
    CHECK: marked("Check"),
    CARD: marked("Card"),
    EWALLET: marked("E-wallet"),
    BANK_TRANSFER: marked("Bank transfer"),
    WITHHOLDING_TAX: marked("Tax withheld (2307)"),
}


def tender_name(tender: Tender) -> str:
    """How part of a payment is paid; what nobody here has seen arrive is said to be for confirmation."""
    return _("QR Ph, for confirmation") if tender.for_confirmation else method_name(tender.method)


def method_name(method: str) -> str:
    """A method of payment as people say it."""
    return _(_METHODS[method])
