"""The cash of the newest business day: what came in, what was handed over, what was counted, what is in hand."""

from mpos.domain.business_day import OPEN, BusinessDay
from mpos.domain.reading import Totals, add_up, expected_cash
from mpos.light.typing import NamedTuple
from mpos.store import days, journal, payments
from mpos.store.database import Connection
from mpos.store.remittances import remitted

from .terminal import Terminal


class CashBox(NamedTuple):
    """In minor units. `remitted_minor` was handed over before the newest count, or so far if there is none."""

    counted_minor: int | None
    remitted_minor: int
    remitted_after_count_minor: int


def cash_box(connection: Connection, day: BusinessDay) -> CashBox:
    """What was handed over and counted on this day, the newest one."""
    head, count = journal.head(connection).seq, days.last_count(connection, day.business_date)
    counted_at = count.seq if count else head
    return CashBox(
        counted_minor=count.counted_minor if count else None,
        remitted_minor=remitted(connection, day.business_date, day.opened_seq, counted_at),
        remitted_after_count_minor=remitted(connection, day.business_date, counted_at, head),
    )


def cash_to_remit(terminal: Terminal) -> int:
    """What is usually handed over now, in minor units: all cash in hand, but for the change fund of an open day."""
    day = days.last_day(terminal.connection)
    kept = day.change_fund_minor if day is not None and day.state == OPEN else 0
    return max(0, cash_in_hand(terminal) - kept)


def is_to_be_counted_blind(terminal: Terminal) -> bool:
    """Whether the cash is still to be counted, and the office wants nobody told before how much there should be."""
    day = days.last_day(terminal.connection)
    return terminal.office.policy.blind_count and day is not None and day.state == OPEN


def totals_of_day(connection: Connection, day: BusinessDay) -> Totals:
    """What the journal holds from the opening of this day, the newest one, to its end so far."""
    return add_up(payments.receipted_between(connection, day.opened_seq, journal.head(connection).seq))


def cash_in_hand(terminal: Terminal) -> int:
    """What the collector should hold in cash, in minor units, also after the Z-reading until it is handed over.

    Before the count it is what the day's books say, and then what was found. A day begins with its change fund alone:
    whoever opens it says what is in the box, so an office that does without remittances sees no cash pile up.
    """
    connection = terminal.connection
    day = days.last_day(connection)
    if day is None:
        return 0
    box = cash_box(connection, day)
    if box.counted_minor is not None:
        return box.counted_minor - box.remitted_after_count_minor
    # A payment that was voided after its cash was handed over leaves less than nothing.
    return max(0, expected_cash(day.change_fund_minor, totals_of_day(connection, day), box.remitted_minor))
