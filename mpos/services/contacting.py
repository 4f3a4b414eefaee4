"""What this device says of itself at each contact, so that the office sees what is out there, and what it hears."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mpos.contract import VERSION
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.money import format_money
from mpos.contract.problems import Unreachable
from mpos.contract.wire import Contact
from mpos.domain.refusals import TerminalRevoked
from mpos.store import days, payments, prints, settings

from .cash_box import cash_in_hand
from .equipment import POWER_SUPPLIES, battery_percent, printer_word
from .forgetting import forget_what_is_due, note_contact, office_now
from .terminal import Terminal
from .unsent import acknowledged, unsent


def contact_of(terminal: Terminal, sending: int = 0, power_supplies: Path = POWER_SUPPLIES) -> Contact:
    """The state of this device once the request that carries this, with so many entries, has arrived."""
    connection = terminal.connection
    day = days.last_day(connection)
    waiting = unsent(connection, sending)
    pending = payments.recorded_after(connection, acknowledged(connection).seq + sending)
    last = payments.last(connection)
    return Contact(
        sent_at=write_instant(terminal.clock.now()),
        version=VERSION,
        business_date=day.business_date if day else None,
        day=day.state if day else "none",
        collector=settings.read_setting(connection, settings.SESSION),
        pending_entries=waiting.entries,
        oldest_pending_at=waiting.oldest_at,
        last_receipt_no=last.receipt_no if last else None,
        cash_in_hand=format_money(cash_in_hand(terminal)),
        unprinted_slips=prints.count_waiting(connection),
        pending_payments=pending.payments,
        pending_amount=format_money(pending.amount_minor),
        battery_percent=battery_percent(power_supplies),
        printer=printer_word(connection, connected=terminal.paper.connected),
    )


def note_clock_offset(terminal: Terminal, office_time: str) -> None:
    """Remembers how far this device's clock is ahead of the office's."""
    ahead = terminal.clock.now() - read_instant(office_time)
    settings.write_setting(terminal.connection, settings.CLOCK_OFFSET_MS, round(ahead.total_seconds() * 1000))


def note_standing(terminal: Terminal, revoked: bool | None) -> None:
    """Remembers that the office was met just now, and whether it has revoked this device; None when it did not say.

    A revoked device takes no payments and forgets its SOAs. What it has recorded stays, to be read, closed and handed
    in. The office may admit it again, which it hears in the same way.
    """
    note_contact(terminal, office_now(terminal))
    if revoked is not None:
        settings.write_setting(terminal.connection, settings.REVOKED, revoked or None)
    forget_what_is_due(terminal)


@contextmanager
def missing_the_office(terminal: Terminal) -> Iterator[None]:
    """Looks after the SOA list when the office can't be reached: timed uploads go on where nobody touches a device."""
    try:
        yield
    except Unreachable:
        forget_what_is_due(terminal)
        raise


@contextmanager
def hearing_of_revocation(terminal: Terminal) -> Iterator[None]:
    """Remembers what an answer of the office says of this device's standing: only one in good standing is served."""
    try:
        yield
    except TerminalRevoked:
        note_standing(terminal, revoked=True)
        raise
    note_standing(terminal, revoked=False)
