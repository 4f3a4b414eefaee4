"""Words that several pages share."""

from mpos.contract.payment import BANK_TRANSFER, CARD, CASH, CHECK, EWALLET, WITHHOLDING_TAX
from mpos.keypad.language import _, marked

_METHODS = {
    CASH: marked("Cash"),
    CHECK: marked("Check"),
    CARD: marked("Card"),
    EWALLET: marked("E-wallet"),
    BANK_TRANSFER: marked("Bank transfer"),
    WITHHOLDING_TAX: marked("Tax withheld (2307)"),
}


def method_name(method: str) -> str:
    """A method of payment as people say it."""
    return _(_METHODS[method])
