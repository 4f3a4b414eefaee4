"""X-reading and Z-reading. Both are local, bounded by journal positions, and need neither network nor printer."""

from mpos.contract import kinds
from mpos.domain.business_day import BusinessDay, check_counted, check_not_closed
from mpos.domain.reading import NOT_TOLD_BEFORE, Reading, X, Z, reading_body
from mpos.domain.refusals import NotUploadedYet, NoZReading
from mpos.light.typing import Any, NamedTuple
from mpos.slips.again import marked_as_reprint
from mpos.slips.reading import reading_slip
from mpos.store import days, held_checks, journal, payments, people, series
from printers.document import Document

from .cash_box import cash_box, is_to_be_counted_blind, totals_of_day
from .deed import Deed, deed
from .list_progress import list_progress
from .printing import AGAIN, Printed, print_waiting
from .terminal import Terminal
from .unsent import count_unsent


class Taken(NamedTuple):
    """A reading that is on disk, its slip, and how that fared.

    The body is as journalled, but for what nobody is to know before a blind count: its expected cash is None then.
    """

    body: dict[str, Any]
    slip: Document
    printed: Printed


def x_reading(terminal: Terminal, to_print: bool) -> Taken:
    """Totals so far. Resets nothing."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        day = check_not_closed(days.last_day(doing.connection))
        body = _take(terminal, doing, day, X, days.last_z(doing.connection).z_counter)
        doing.record(kinds.X_READING, body)
        if is_to_be_counted_blind(terminal):
            body = {**body, "expected_cash": None}
        slip = _queue(terminal, doing, body, to_print)
    return Taken(body, slip, print_waiting(terminal, to_print))


def z_reading(terminal: Terminal, to_print: bool) -> Taken:
    """Closes the business day for good: once, after its count. Advances the Z counter and the grand total."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        day = check_counted(days.last_day(doing.connection))
        pending = count_unsent(doing.connection) - doing.recorded
        if terminal.office.policy.upload_before_z and pending:
            raise NotUploadedYet(pending=pending)
        body = _take(terminal, doing, day, Z, days.last_z(doing.connection).z_counter + 1)
        doing.record(kinds.Z_READING, body)
        slip = _queue(terminal, doing, body, to_print)
    return Taken(body, slip, print_waiting(terminal, to_print))


def z_again(terminal: Terminal, business_date: str | None, to_print: bool) -> Taken:
    """The Z-reading of a day (the newest, if none is named) once more: as journalled, marked, and never taken anew.

    Raises NoZReading.
    """
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        day = business_date or days.last_z_date(doing.connection)
        seq = days.z_entry_seq(doing.connection, day) if day else None
        if seq is None:
            raise NoZReading
        entry = journal.entry_at(doing.connection, doing.identity.terminal_id, seq)
        body = {**NOT_TOLD_BEFORE, **entry.body}
        name = people.name_of(doing.connection, entry.collector)
        slip = marked_as_reprint(reading_slip(body, terminal.issuer, name), terminal.issuer, doing.instant)
        if to_print and terminal.paper.connected:
            doing.print(f"z_reading{AGAIN}", slip)
    return Taken(body, slip, print_waiting(terminal, to_print))


def _take(terminal: Terminal, doing: Deed, day: BusinessDay, kind: str, z_counter: int) -> dict[str, Any]:
    connection = doing.connection
    head, box = journal.head(connection), cash_box(connection, day)
    reading = Reading(
        kind=kind,
        terminal_id=doing.identity.terminal_id,
        business_date=day.business_date,
        collector=day.collector,
        opened_at=day.opened_at,
        taken_at=doing.instant,
        z_counter=z_counter,
        totals=totals_of_day(connection, day),
        previous_grand_total_minor=days.last_z(connection).grand_total_minor,
        change_fund_minor=day.change_fund_minor,
        counted_cash_minor=box.counted_minor,
        remitted_minor=box.remitted_minor,
        remitted_after_count_minor=box.remitted_after_count_minor,
        checks=held_checks.memo(connection, day.opened_seq, head.seq),
        progress=list_progress(terminal, day, head.seq),
        reprints=payments.reprints_between(connection, day.opened_seq, head.seq),
        missing_numbers=series.missing_numbers(connection, day.opened_seq, head.seq),
        not_uploaded=count_unsent(connection),
        head_seq=head.seq,
        head_hash=head.hash,
    )
    return reading_body(reading)


def _queue(terminal: Terminal, doing: Deed, body: dict[str, Any], to_print: bool) -> Document:
    slip = reading_slip(body, terminal.issuer, people.name_of(doing.connection, body["collector"]))
    if to_print and terminal.paper.connected:
        doing.print(f"{body['reading'].lower()}_reading", slip)
    return slip
