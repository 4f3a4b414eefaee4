"""Taking a payment: the deed that everything else exists for.

One durable transaction: day open? -> what is due -> tenders and change -> allocation -> next number -> journal entry,
rows and print job. Only then is anything printed or said.
"""

from mpos.contract import kinds
from mpos.contract.due import Due
from mpos.contract.identity import new_id
from mpos.contract.journal import Entry
from mpos.contract.money import print_money
from mpos.contract.office import Office
from mpos.contract.payment import CHECK, COLLECTED, OR_ENTRY, Payment, payment_body
from mpos.contract.wire import Person
from mpos.domain.allocation import Spread, Wish, spread
from mpos.domain.business_day import BusinessDay, check_may_collect
from mpos.domain.numbering import receipt_no
from mpos.domain.refusals import NoCollectorCode, OverTheLimit, PostDatedCheck
from mpos.domain.tendering import Handed, Kept, settle
from mpos.light.typing import NamedTuple
from mpos.store import days, series
from mpos.store.database import Connection

from .deed import Deed, deed
from .known_soas import known_soas
from .printing import Printed, print_waiting
from .standing import check_not_revoked
from .terminal import Terminal


class PaymentRequest(NamedTuple):
    """What the collector keyed in. Amounts in minor units; `amount_minor` is None when it follows from the rest.

    `held_check_no` is the acknowledgement of the post-dated check in keeping that is collected with it.
    """

    handed: Handed
    amount_minor: int | None = None
    wishes: tuple[Wish, ...] = ()
    advance: bool = False
    remarks: str | None = None
    print: bool = True
    copy: bool = False
    held_check_no: str | None = None


class ManualReceipt(NamedTuple):
    """A payment that was receipted on paper, or comes from a customer who is not on the list."""

    manual_or_no: str
    customer_no: str
    name: str | None
    soa_no: str | None
    paid_at: str | None


class Collected(NamedTuple):
    """A payment that is on disk, and how its slips fared."""

    payment: Payment
    as_of: str | None
    printed: Printed


def collect(terminal: Terminal, soa_no: str, request: PaymentRequest) -> Collected:
    """Takes one payment on a SOA. Raises a refusal, with nothing recorded, or returns once it is durable."""
    return _take_on_soa(terminal, soa_no, request, None)


def rehearse(terminal: Terminal, soa_no: str, request: PaymentRequest) -> Payment:
    """The payment as `collect` would record it now, in all but its number and time. Refuses alike; records nothing."""
    person = terminal.collector
    day = check_may_take(terminal, person)
    soas = known_soas(terminal, person)
    draft = _on_soa(soas.due_of(soa_no), request, terminal.office)
    _check_checks(terminal.connection, draft, day.business_date)
    return draft


def rehearse_without_soa(terminal: Terminal, manual: ManualReceipt, request: PaymentRequest) -> Payment:
    """The same of a payment from the paper booklet whose customer is not on the list."""
    person = terminal.collector
    day = check_may_take(terminal, person)
    draft = _without_soa(person, manual, request, terminal.office)
    _check_checks(terminal.connection, draft, day.business_date)
    return draft


def enter_manual(terminal: Terminal, manual: ManualReceipt, request: PaymentRequest) -> Collected:
    """Records a payment from the paper booklet (OR entry), on a SOA if it names one, else wholly as an advance."""
    if manual.soa_no is not None:
        return _take_on_soa(terminal, manual.soa_no, request, manual)
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        check_may_take(terminal, person)
        draft = _without_soa(person, manual, request, terminal.office)
        payment = _record(terminal, doing, person, draft, request, None)
    return Collected(payment, None, print_waiting(terminal, request.print))


def _take_on_soa(terminal: Terminal, soa_no: str, request: PaymentRequest, manual: ManualReceipt | None) -> Collected:
    person = terminal.collector
    soas = known_soas(terminal, person)
    with deed(terminal, person.login) as doing:
        check_may_take(terminal, person)
        draft = _on_soa(soas.due_of(soa_no), request, terminal.office)
        as_of = soas.about.as_of
        payment = _record(terminal, doing, person, _as_manual(draft, manual) if manual else draft, request, as_of)
    return Collected(payment, as_of, print_waiting(terminal, request.print))


def check_may_take(terminal: Terminal, person: Person) -> BusinessDay:
    """The open business day of this collector, who has a code, on a device in good standing; refuses otherwise."""
    check_not_revoked(terminal)
    day = check_may_collect(days.last_day(terminal.connection), person.login)
    if not person.codes:
        raise NoCollectorCode(collector=person.login)
    return day


def _on_soa(due: Due, request: PaymentRequest, office: Office) -> Payment:
    wished = sum(wish.amount_minor for wish in request.wishes)
    kept = settle(request.handed, request.amount_minor, due.amount_minor, advance=request.advance, wished_minor=wished)
    shares = spread(due, kept.amount_minor, request.wishes, office.policy)
    soa = due.soa
    return _draft(kept, shares, request, office)._replace(
        soa_no=soa.soa_no,
        soa_version=soa.version,
        customer_no=soa.customer_no,
        customer_name=soa.name,
        collector_code=soa.collector_code,
        currency=soa.currency,
        balance_after_minor=due.amount_minor - (kept.amount_minor - shares.advance_minor),
    )


def _without_soa(person: Person, manual: ManualReceipt, request: PaymentRequest, office: Office) -> Payment:
    kept = settle(request.handed, request.amount_minor, None, advance=True)
    draft = _draft(kept, Spread((), kept.amount_minor, 0), request, office)._replace(
        customer_no=manual.customer_no,
        customer_name=manual.name or manual.customer_no,
        collector_code=person.codes[0],
        currency=office.business.currency,
    )
    return _as_manual(draft, manual)


def _draft(kept: Kept, shares: Spread, request: PaymentRequest, office: Office) -> Payment:
    """A payment in all but whom it is from, its number and its time."""
    if kept.amount_minor > office.policy.max_payment_minor:
        limit = print_money(office.policy.max_payment_minor)
        raise OverTheLimit(amount=print_money(kept.amount_minor), limit=limit)
    return Payment(
        payment_id=new_id(),
        receipt_no="",
        source=COLLECTED,
        soa_no=None,
        soa_version=None,
        customer_no="",
        customer_name="",
        collector_code="",
        paid_at="",
        currency="",
        amount_minor=kept.amount_minor,
        advance_minor=shares.advance_minor,
        cash_received_minor=kept.cash_received_minor,
        change_minor=kept.change_minor,
        vat_minor=shares.vat_minor,
        balance_after_minor=0,
        tenders=kept.tenders,
        allocations=shares.allocations,
        remarks=request.remarks,
        held_check_no=request.held_check_no,
    )


def _as_manual(draft: Payment, manual: ManualReceipt) -> Payment:
    return draft._replace(source=OR_ENTRY, manual_or_no=manual.manual_or_no, paid_at=manual.paid_at or "")


def _record(
    terminal: Terminal, doing: Deed, person: Person, draft: Payment, request: PaymentRequest, as_of: str | None
) -> Payment:
    """Gives the payment its number and time, and records it with its slips; the payment as it is on disk."""
    _check_checks(doing.connection, draft, doing.business_date or "")
    if draft.held_check_no:
        from .keeping import find_held

        find_held(doing.connection, draft.held_check_no)
    number = series.next_number(doing.connection, series.RECEIPTS, doing.identity.epoch)
    payment = draft._replace(
        receipt_no=receipt_no(doing.identity.series, number), paid_at=draft.paid_at or doing.instant
    )
    entry = doing.record(kinds.PAYMENT_RECORDED, {**payment_body(payment), "number": number, "as_of": as_of})
    if request.print and terminal.paper.connected:
        _queue_slips(terminal, doing, payment, entry, person, request.copy, as_of)
    return payment


def _check_checks(connection: Connection, payment: Payment, business_date: str) -> None:
    """Refuses a check whose day has not come, and one that is in keeping: beside its keeping it would pay twice."""
    for tender in payment.tenders:
        if tender.is_post_dated(business_date):
            raise PostDatedCheck(check_no=tender.reference, check_date=tender.check_date, business_date=business_date)
        if tender.method == CHECK and payment.held_check_no is None:
            from .keeping import check_not_in_keeping

            check_not_in_keeping(connection, tender)


def _queue_slips(
    terminal: Terminal, doing: Deed, payment: Payment, entry: Entry, person: Person, copy: bool, as_of: str | None
) -> None:
    from mpos.slips.receipt import ORIGINAL, Mark, collectors_copy, receipt_slip

    from .proving import proof_of

    issuer = terminal.issuer
    slip = receipt_slip(
        payment,
        issuer,
        person.name,
        as_of,
        Mark(ORIGINAL, entry.seq),
        business_date=entry.business_date,
        proof=proof_of(terminal, payment, entry),
    )
    doing.print("receipt", slip, payment.receipt_no)
    if copy or terminal.office.policy.copy_always:
        doing.print("copy", collectors_copy(slip, issuer), payment.receipt_no)
