"""Post-dated checks: taken in keeping with an acknowledgement, and collected, or given back, when their day has come.

Until then they are no payment: outside of all totals, and a memo on the readings.
"""

from mpos.contract import kinds
from mpos.contract.held_check import HeldCheck, ReturnedCheck, held_check_body, returned_check_body
from mpos.contract.money import print_money
from mpos.contract.payment import CHECK, Tender
from mpos.contract.soa import Soa
from mpos.domain.business_day import check_may_collect
from mpos.domain.numbering import acknowledgement_no
from mpos.domain.refusals import CheckNotYetDue, NotPostDated, OverTheLimit
from mpos.domain.tendering import Handed
from mpos.light.typing import NamedTuple
from mpos.slips.check_acknowledgement import check_acknowledgement_slip
from mpos.store import days, held_checks, series
from mpos.store.held_checks import KeptCheck

from .collecting import Collected, PaymentRequest, check_may_take, collect
from .deed import Deed, deed
from .keeping import check_not_in_keeping, find_held
from .known_soas import known_soas
from .printing import Printed, print_waiting
from .terminal import Terminal


class Held(NamedTuple):
    """A check in keeping that is on disk, and how its acknowledgement fared."""

    check: HeldCheck
    printed: Printed


def hold_check(terminal: Terminal, soa_no: str, tender: Tender, to_print: bool) -> Held:
    """Takes a post-dated check in keeping for a SOA of the list. Raises a refusal, or returns once it is durable."""
    person = terminal.collector
    soas = known_soas(terminal, person)
    with deed(terminal, person.login) as doing:
        day = check_may_take(terminal, person)
        _check_may_hold(terminal, doing, tender, day.business_date)
        number = series.next_number(doing.connection, series.HELD_CHECKS, doing.identity.epoch)
        ack_no = acknowledgement_no(doing.identity.series, number)
        check = _held(ack_no, soas.due_of(soa_no).soa, tender, doing.instant)
        entry = doing.record(kinds.CHECK_HELD, {**held_check_body(check), "number": number})
        if to_print and terminal.paper.connected:
            slip = check_acknowledgement_slip(check, terminal.issuer, day.business_date, person.name, entry.seq)
            doing.print("check_acknowledgement", slip)
    return Held(check, print_waiting(terminal, to_print))


def checks_in_keeping(terminal: Terminal, due_only: bool) -> list[KeptCheck]:
    """The checks in keeping, by their dates; or those that may be collected on the newest business day."""
    _ = terminal.collector
    day = days.last_day(terminal.connection)
    if due_only:
        return held_checks.in_keeping(terminal.connection, day.business_date) if day else []
    return held_checks.in_keeping(terminal.connection)


def collect_check(terminal: Terminal, ack_no: str, *, advance: bool, to_print: bool) -> Collected:
    """Takes the payment of a check whose day has come, on the SOA that it was held for, with its receipt.

    What it is worth beyond what is due by then is refused unless `advance` keeps it as the customer's credit.
    """
    person = terminal.collector
    day = check_may_collect(days.last_day(terminal.connection), person.login)
    check = find_held(terminal.connection, ack_no)
    if check.check_date > day.business_date:
        raise CheckNotYetDue(ack_no=ack_no, check_date=check.check_date, business_date=day.business_date)
    tender = Tender(CHECK, check.amount_minor, check.check_no, check.bank, check.check_date)
    request = PaymentRequest(
        Handed(None, (tender,)),
        amount_minor=check.amount_minor,
        advance=advance,
        print=to_print,
        held_check_no=ack_no,
    )
    return collect(terminal, check.soa_no, request)


def return_check(terminal: Terminal, ack_no: str, reason: str) -> ReturnedCheck:
    """Takes a check out of keeping that will be no payment: it goes back to the customer, or was a mistake."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        check_may_collect(days.last_day(doing.connection), person.login)
        find_held(doing.connection, ack_no)
        returned = ReturnedCheck(ack_no, reason, doing.instant)
        doing.record(kinds.CHECK_RETURNED, returned_check_body(returned))
    return returned


def _check_may_hold(terminal: Terminal, doing: Deed, tender: Tender, business_date: str) -> None:
    if not tender.is_post_dated(business_date):
        raise NotPostDated(check_no=tender.reference, check_date=tender.check_date, business_date=business_date)
    limit = terminal.office.policy.max_payment_minor
    if tender.amount_minor > limit:
        raise OverTheLimit(amount=print_money(tender.amount_minor), limit=print_money(limit))
    check_not_in_keeping(doing.connection, tender)


def _held(ack_no: str, soa: Soa, tender: Tender, held_at: str) -> HeldCheck:
    return HeldCheck(
        ack_no=ack_no,
        soa_no=soa.soa_no,
        customer_no=soa.customer_no,
        customer_name=soa.name,
        collector_code=soa.collector_code,
        currency=soa.currency,
        amount_minor=tender.amount_minor,
        bank=tender.bank or "",
        check_no=tender.reference or "",
        check_date=tender.check_date or "",
        held_at=held_at,
    )
