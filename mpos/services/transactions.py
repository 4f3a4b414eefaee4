"""What was recorded on this device, and where each payment is now."""

from mpos.light.typing import NamedTuple
from mpos.store import days, payments
from mpos.store.payments import Recorded

from .terminal import Terminal

SHOWN_ON_SOA = 20
"""The newest payments on one SOA; a customer at the door asks about the last few."""


class DaysTransactions(NamedTuple):
    """A business day's payments in order; no date before the first day."""

    business_date: str | None
    rows: tuple[Recorded, ...]


def transactions_on(terminal: Terminal, business_date: str | None) -> DaysTransactions:
    """What was recorded on a business day (the newest, if none is named)."""
    _ = terminal.collector
    last = days.last_day(terminal.connection)
    day = business_date or (last.business_date if last else None)
    return DaysTransactions(day, tuple(payments.on_date(terminal.connection, day)) if day else ())


def transactions_on_soa(terminal: Terminal, soa_no: str) -> tuple[Recorded, ...]:
    """The newest payments on one SOA, newest first."""
    return tuple(payments.on_soa(terminal.connection, soa_no, SHOWN_ON_SOA))
