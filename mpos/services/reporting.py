"""The collection report: the list of a business day, by customer and by method."""

from mpos.contract.payment import read_payment
from mpos.domain.business_day import BusinessDay
from mpos.domain.reading import Totals, add_up
from mpos.domain.refusals import NothingThatDay, RegistryClosed
from mpos.light.typing import NamedTuple
from mpos.slips.report import HeldLine, ReportLine, report_slip
from mpos.store import days, held_checks, journal, payments
from mpos.store.payments import Recorded
from printers.document import Document

from .deed import Deed, deed
from .printing import Printed, print_waiting
from .terminal import Terminal


class Report(NamedTuple):
    """A day's list and its totals, and how the slip fared."""

    business_date: str
    lines: tuple[ReportLine, ...]
    totals: Totals
    held_checks: tuple[HeldLine, ...]
    slip: Document
    printed: Printed


def collection_report(terminal: Terminal, business_date: str | None, to_print: bool) -> Report:
    """The report of a day (the newest, if none is named)."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        day = _day(doing, business_date)
        last_seq = days.z_entry_seq(doing.connection, day.business_date) or journal.head(doing.connection).seq
        totals = add_up(payments.receipted_between(doing.connection, day.opened_seq, last_seq))
        recorded = payments.on_date(doing.connection, day.business_date)
        lines = tuple(_line(doing, row) for row in recorded)
        held = tuple(
            HeldLine(check.ack_no, check.customer_name, check.check_date, check.amount_minor)
            for check in held_checks.taken_between(doing.connection, day.opened_seq, last_seq)
        )
        slip = report_slip(terminal.issuer, person.name, day.business_date, doing.instant, lines, totals, held)
        if to_print and terminal.paper.connected:
            doing.print("collection_report", slip)
    return Report(day.business_date, lines, totals, held, slip, print_waiting(terminal, to_print))


def _day(doing: Deed, business_date: str | None) -> BusinessDay:
    day = days.find_day(doing.connection, business_date) if business_date else days.last_day(doing.connection)
    if day is None and business_date:
        raise NothingThatDay(business_date=business_date)
    if day is None:
        raise RegistryClosed
    return day


def _line(doing: Deed, row: Recorded) -> ReportLine:
    payment = read_payment(journal.entry_at(doing.connection, doing.identity.terminal_id, row.seq).body)
    return ReportLine(
        receipt_no=row.receipt_no,
        customer_name=row.customer_name,
        soa_no=row.soa_no,
        amount_minor=row.amount_minor,
        method_names=tuple(dict.fromkeys(tender.method for tender in payment.tenders)),
        manual_or_no=payment.manual_or_no,
        void_no=row.void_no,
    )
