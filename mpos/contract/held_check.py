"""A post-dated check taken in keeping: no payment until its day has come. Its record and its journal bodies."""

from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .money import format_money

MAX_REASON = 200


class HeldCheck(NamedTuple):
    """A check dated after the business day on which it was handed over, for the dues of one SOA."""

    ack_no: str
    soa_no: str
    customer_no: str
    customer_name: str
    collector_code: str
    currency: str
    amount_minor: int
    bank: str
    check_no: str
    check_date: str
    held_at: str


class ReturnedCheck(NamedTuple):
    """A check that was given back, or taken away for another reason, before it became a payment."""

    ack_no: str
    reason: str
    returned_at: str


def held_check_body(check: HeldCheck) -> dict[str, Any]:
    """The body of a check_held entry."""
    body = check._asdict()
    body["amount"] = format_money(body.pop("amount_minor"))
    return body


def read_held_check(body: object) -> HeldCheck:
    """The check in a check_held body; BadContent names what is wrong."""
    fields = Fields(body, "held check")
    check = HeldCheck(
        ack_no=fields.text("ack_no", limit=40),
        soa_no=fields.text("soa_no", limit=60),
        customer_no=fields.text("customer_no", limit=60),
        customer_name=fields.text("customer_name", limit=200),
        collector_code=fields.text("collector_code", limit=60),
        currency=fields.text("currency", limit=3),
        amount_minor=fields.money("amount"),
        bank=fields.text("bank", limit=60),
        check_no=fields.text("check_no", limit=60),
        check_date=fields.date("check_date"),
        held_at=fields.instant("held_at"),
    )
    if check.amount_minor <= 0:
        raise BadContent("held check: amount is not more than zero")
    return check


def returned_check_body(returned: ReturnedCheck) -> dict[str, Any]:
    """The body of a check_returned entry."""
    return returned._asdict()


def read_returned_check(body: object) -> ReturnedCheck:
    """The return in a check_returned body; BadContent names what is wrong."""
    fields = Fields(body, "returned check")
    return ReturnedCheck(
        ack_no=fields.text("ack_no", limit=40),
        reason=fields.text("reason", limit=MAX_REASON),
        returned_at=fields.instant("returned_at"),
    )
