"""Records as PSCloud has been seen to send them: well-formed JSON that the contract rules out."""

from scripts.pscloud_sandbox.faults import Defect
from scripts.pscloud_sandbox.money import format_money, parse_money
from scripts.pscloud_sandbox.wire import Document

NO_NUMBER = "1,2x0.00"


def with_defect(soa: Document, defect: Defect) -> Document:
    """A copy of an SOA document, spoilt in one way."""
    match defect:
        case Defect.MISSING_DUE_DATE:
            return {name: value for name, value in soa.items() if name != "due_date"}
        case Defect.NEGATIVE_BALANCE:
            return _with_first_balance(soa, _negative(soa["invoices"][0]["balance"]))
        case Defect.AMOUNT_NO_NUMBER:
            return soa | {"amount_due": NO_NUMBER}
        case Defect.INVOICES_DO_NOT_ADD_UP:
            return soa | {"amount_due": format_money(parse_money(soa["amount_due"]) + 1)}


def _with_first_balance(soa: Document, balance: str) -> Document:
    """The sum follows, so that the balance alone is wrong."""
    first, *others = soa["invoices"]
    difference_minor = parse_money(balance) - parse_money(first["balance"])
    amount_due = format_money(parse_money(soa["amount_due"]) + difference_minor)
    return soa | {"invoices": [first | {"balance": balance}, *others], "amount_due": amount_due}


def _negative(balance: str) -> str:
    return format_money(-max(parse_money(balance), 1))
