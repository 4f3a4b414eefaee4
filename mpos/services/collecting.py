"""Taking a payment: the deed that everything else exists for.

One durable transaction: day open? -> what is due -> tenders and change -> allocation -> next number -> journal entry,
rows and print job. Only then is anything printed or said.
"""

from typing import NamedTuple

from mpos.contract import kinds
from mpos.contract.due import Due
from mpos.contract.identity import new_id
from mpos.contract.money import print_money
from mpos.contract.office import Office
from mpos.contract.payment import COLLECTED, OR_ENTRY, Payment, payment_body
from mpos.contract.wire import Person
from mpos.domain.allocation import Spread, Wish, spread
from mpos.domain.business_day import check_may_collect
from mpos.domain.numbering import receipt_no
from mpos.domain.refusals import NoCollectorCode, OverTheLimit, TerminalRevoked
from mpos.domain.tendering import Handed, Kept, settle
from mpos.slips.receipt import ORIGINAL, Mark, collectors_copy, receipt_slip
from mpos.store import days, payments, settings

from .deed import Deed, deed
from .known_soas import known_soas
from .printing import Printed, print_waiting
from .terminal import Terminal


class PaymentRequest(NamedTuple):
    """What the collector keyed in. Amounts in minor units; `amount_minor` is None when it follows from the rest."""

    handed: Handed
    amount_minor: int | None = None
    wishes: tuple[Wish, ...] = ()
    advance: bool = False
    remarks: str | None = None
    print: bool = True
    copy: bool = False


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
    person = terminal.collector
    with known_soas(terminal, person) as soas, deed(terminal, person.login) as doing:
        _check_may_take(doing, person)
        due = soas.due_of(soa_no)
        payment = _on_soa(doing, due, request, terminal.office)
        as_of = soas.about.as_of
        _record(terminal, doing, person, payment, request, as_of)
    return Collected(payment, as_of, print_waiting(terminal, request.print))


def enter_manual(terminal: Terminal, manual: ManualReceipt, request: PaymentRequest) -> Collected:
    """Records a payment from the paper booklet (OR entry), on a SOA if it names one, else wholly as an advance."""
    person = terminal.collector
    if manual.soa_no is not None:
        with known_soas(terminal, person) as soas, deed(terminal, person.login) as doing:
            _check_may_take(doing, person)
            due = soas.due_of(manual.soa_no)
            payment = _as_manual(_on_soa(doing, due, request, terminal.office), manual)
            as_of = soas.about.as_of
            _record(terminal, doing, person, payment, request, as_of)
        return Collected(payment, as_of, print_waiting(terminal, request.print))
    with deed(terminal, person.login) as doing:
        _check_may_take(doing, person)
        payment = _as_manual(_without_soa(doing, person, manual, request, terminal.office), manual)
        _record(terminal, doing, person, payment, request, None)
    return Collected(payment, None, print_waiting(terminal, request.print))


def _check_may_take(doing: Deed, person: Person) -> None:
    check_may_collect(days.last_day(doing.connection), person.login)
    if settings.read_setting(doing.connection, settings.REVOKED):
        raise TerminalRevoked
    if not person.codes:
        raise NoCollectorCode(collector=person.login)


def _on_soa(doing: Deed, due: Due, request: PaymentRequest, office: Office) -> Payment:
    wished = sum(wish.amount_minor for wish in request.wishes)
    kept = settle(request.handed, request.amount_minor, due.amount_minor, advance=request.advance, wished_minor=wished)
    shares = spread(due, kept.amount_minor, request.wishes, office.policy)
    soa = due.soa
    balance_after = due.amount_minor - (kept.amount_minor - shares.advance_minor)
    return _payment(doing, kept, shares, balance_after, request, office)._replace(
        soa_no=soa.soa_no,
        soa_version=soa.version,
        customer_no=soa.customer_no,
        customer_name=soa.name,
        collector_code=soa.collector_code,
        currency=soa.currency,
    )


def _without_soa(
    doing: Deed, person: Person, manual: ManualReceipt, request: PaymentRequest, office: Office
) -> Payment:
    kept = settle(request.handed, request.amount_minor, None, advance=True)
    payment = _payment(doing, kept, Spread((), kept.amount_minor, 0), 0, request, office)
    return payment._replace(
        customer_no=manual.customer_no,
        customer_name=manual.name or manual.customer_no,
        collector_code=person.codes[0],
        currency=office.business.currency,
    )


def _payment(
    doing: Deed, kept: Kept, shares: Spread, balance_after: int, request: PaymentRequest, office: Office
) -> Payment:
    if kept.amount_minor > office.policy.max_payment_minor:
        limit = print_money(office.policy.max_payment_minor)
        raise OverTheLimit(amount=print_money(kept.amount_minor), limit=limit)
    number = payments.next_number(doing.connection, doing.identity.epoch)
    return Payment(
        payment_id=new_id(),
        receipt_no=receipt_no(doing.identity.series, number),
        source=COLLECTED,
        soa_no=None,
        soa_version=None,
        customer_no="",
        customer_name="",
        collector_code="",
        paid_at=doing.instant,
        currency="",
        amount_minor=kept.amount_minor,
        advance_minor=shares.advance_minor,
        cash_received_minor=kept.cash_received_minor,
        change_minor=kept.change_minor,
        vat_minor=shares.vat_minor,
        balance_after_minor=balance_after,
        tenders=kept.tenders,
        allocations=shares.allocations,
        remarks=request.remarks,
    )


def _as_manual(payment: Payment, manual: ManualReceipt) -> Payment:
    return payment._replace(
        source=OR_ENTRY, manual_or_no=manual.manual_or_no, paid_at=manual.paid_at or payment.paid_at
    )


def _record(
    terminal: Terminal, doing: Deed, person: Person, payment: Payment, request: PaymentRequest, as_of: str | None
) -> None:
    number = payments.next_number(doing.connection, doing.identity.epoch)
    entry = doing.record(kinds.PAYMENT_RECORDED, {**payment_body(payment), "number": number, "as_of": as_of})
    if not request.print or not terminal.paper.connected:
        return
    office = terminal.office
    mark = Mark(ORIGINAL, entry.seq)
    slip = receipt_slip(
        payment,
        office.business,
        entry.terminal_id,
        person.name,
        as_of,
        mark,
        business_date=entry.business_date,
    )
    doing.print("receipt", slip, payment.receipt_no)
    if request.copy or office.policy.copy_always:
        doing.print("copy", collectors_copy(slip), payment.receipt_no)
