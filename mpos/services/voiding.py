"""Taking a payment back: on its own open business day only. The number stays used; the void has one of its own."""

from mpos.contract import kinds
from mpos.contract.identity import new_id
from mpos.contract.payment import Void, read_payment, void_body
from mpos.domain.business_day import check_may_collect
from mpos.domain.numbering import void_no
from mpos.domain.refusals import AlreadyVoided, NotASupervisor, SupervisorNeeded, UnknownReceipt, VoidTooLate
from mpos.light.typing import NamedTuple
from mpos.slips.void import void_slip
from mpos.store import days, journal, payments, people, series
from mpos.store.payments import Recorded

from .deed import Deed, deed
from .logins import check_pin
from .printing import Printed, print_waiting
from .terminal import Terminal


class Supervisor(NamedTuple):
    """Who stands by a void, and the PIN that shows it."""

    login: str
    pin: str


class Voided(NamedTuple):
    """A void that is on disk, and how its slip fared."""

    void: Void
    printed: Printed


def void(terminal: Terminal, receipt_no: str, reason: str, supervisor: Supervisor | None, to_print: bool) -> Voided:
    """Voids the payment with this receipt number. Raises a refusal with nothing changed, or returns once durable."""
    person = terminal.collector
    _check_supervisor(terminal, supervisor)
    with deed(terminal, person.login) as doing:
        day = check_may_collect(days.last_day(doing.connection), person.login)
        paid = _find(doing, receipt_no, day.business_date)
        number = series.next_number(doing.connection, series.VOIDS, doing.identity.epoch)
        taken_back = Void(
            void_id=new_id(),
            void_no=void_no(doing.identity.series, number),
            payment_id=paid.payment_id,
            receipt_no=paid.receipt_no,
            reason=reason,
            voided_at=doing.instant,
            supervisor=supervisor.login if supervisor else None,
        )
        entry = doing.record(kinds.PAYMENT_VOIDED, {**void_body(taken_back), "number": number})
        if to_print and terminal.paper.connected:
            payment = read_payment(journal.entry_at(doing.connection, entry.terminal_id, paid.seq).body)
            slip = void_slip(taken_back, payment, terminal.issuer, entry, person.name)
            doing.print("void", slip, receipt_no)
    return Voided(taken_back, print_waiting(terminal, to_print))


def _check_supervisor(terminal: Terminal, supervisor: Supervisor | None) -> None:
    if supervisor is None:
        if terminal.office.policy.void_needs_supervisor:
            raise SupervisorNeeded
        return
    known = people.find_person(terminal.connection, supervisor.login)
    if known is None or not known.supervisor:
        raise NotASupervisor(login=supervisor.login)
    check_pin(terminal, known, supervisor.pin)


def _find(doing: Deed, receipt_no: str, business_date: str) -> Recorded:
    paid = payments.find(doing.connection, receipt_no)
    if paid is None:
        raise UnknownReceipt(receipt_no=receipt_no)
    if paid.void_no is not None:
        raise AlreadyVoided(receipt_no=receipt_no)
    if paid.business_date != business_date:
        raise VoidTooLate(receipt_no=receipt_no, business_date=paid.business_date)
    return paid
