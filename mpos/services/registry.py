"""The registry: opening a business day with its change fund, counting the cash that ends it."""

from collections.abc import Iterator

from mpos.contract import kinds
from mpos.contract.clock import read_instant
from mpos.contract.money import format_money, print_money
from mpos.domain.business_day import (
    COUNTED,
    BusinessDay,
    check_clock,
    check_may_collect,
    check_may_open,
)
from mpos.domain.counting import Pieces, count_wire, merged, total
from mpos.domain.reading import expected_cash
from mpos.domain.refusals import OverTheLimit, RegistryCounted, RegistryOfAnother
from mpos.light.datetime import date
from mpos.light.typing import NamedTuple
from mpos.store import days, settings
from mpos.store.database import Connection

from .cash_box import cash_box, totals_of_day
from .deed import deed
from .soundness import look
from .standing import check_not_revoked
from .terminal import Terminal


class Counted(NamedTuple):
    """A count that is on disk, in minor units."""

    business_date: str
    expected_minor: int
    counted_minor: int
    pieces: tuple[Pieces, ...]

    @property
    def over_short_minor(self) -> int:
        """Counted less expected; negative is short."""
        return self.counted_minor - self.expected_minor


def open_registry(terminal: Terminal, change_fund_minor: int, business_date: date | None) -> str:
    """Opens the business day (today's, if none is named); its date. Raises a refusal with nothing changed."""
    person = terminal.collector
    check_not_revoked(terminal)
    limit = terminal.office.policy.max_change_fund_minor
    if change_fund_minor > limit:
        raise OverTheLimit(amount=print_money(change_fund_minor), limit=print_money(limit))
    look(terminal.connection)
    with deed(terminal, person.login) as doing:
        last, today = days.last_day(doing.connection), doing.now.date()
        if business_date is None:
            check_clock(today, _known_to_have_come(doing.connection, last))
        day = business_date or today
        check_may_open(last, day, today)
        doing.record(kinds.REGISTRY_OPENED, {"change_fund": format_money(change_fund_minor)}, day.isoformat())
    return day.isoformat()


def close_registry(terminal: Terminal, count: tuple[Pieces, ...], *, recount: bool) -> Counted:
    """Counts the cash and ends collecting for the day. A count once made stands, unless a recount is asked for."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        day = _day_to_count(doing.connection, person.login, recount)
        expected = _expected(doing.connection, day)
        found = Counted(day.business_date, expected, total(count), merged(count))
        doing.record(
            kinds.REGISTRY_CLOSED,
            {
                "count": count_wire(found.pieces),
                "expected_cash": format_money(expected),
                "counted_cash": format_money(found.counted_minor),
                "over_short": format_money(found.over_short_minor),
            },
        )
    return found


def expected_at_count(terminal: Terminal, *, recount: bool) -> int | None:
    """What a count made now should find, in minor units; None where the office wants the cash counted blind.

    Refuses where `close_registry` would, so that nobody counts in vain. Records nothing.
    """
    day = _day_to_count(terminal.connection, terminal.collector.login, recount)
    return None if terminal.office.policy.blind_count else _expected(terminal.connection, day)


def _known_to_have_come(connection: Connection, last: BusinessDay | None) -> Iterator[date]:
    """The last business day, and the day on which the office was last met, by the office's own clock."""
    if last is not None:
        yield date.fromisoformat(last.business_date)
    if met := settings.read_setting(connection, settings.LAST_CONTACT):
        yield read_instant(met["office"]).date()


def _day_to_count(connection: Connection, collector: str, recount: bool) -> BusinessDay:
    last = days.last_day(connection)
    if last is None or last.state != COUNTED:
        return check_may_collect(last, collector)
    if not recount:
        raise RegistryCounted(business_date=last.business_date)
    if last.collector != collector:
        raise RegistryOfAnother(business_date=last.business_date, collector=last.collector)
    return last


def _expected(connection: Connection, day: BusinessDay) -> int:
    box = cash_box(connection, day)
    # What was handed over after an earlier count is gone when the cash is counted anew.
    gone = box.remitted_minor + box.remitted_after_count_minor
    return expected_cash(day.change_fund_minor, totals_of_day(connection, day), gone)
