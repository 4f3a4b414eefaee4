"""What people narrow the list by, as they type it: read once for commands, pages and files."""

from datetime import datetime, time
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.branch_scope import Branches
from bridge.store.soa_search import BY_DUE_DATE, SORTS, STATUSES, Wanted
from bridge.store.soas import ACTIVE
from mpos.contract.clock import in_utc, read_date
from mpos.contract.money import parse_typed_money
from mpos.contract.problems import BadUsage

MAX_TYPED = 200
"""Characters of one filter: nobody types a longer name."""


class Filters(NamedTuple):
    """As typed; empty and False stand for all. The names are the page's fields and, with dashes, options."""

    search: str = ""
    collector_code: str = ""
    branch: str = ""
    due_before: str = ""
    min_amount: str = ""
    max_amount: str = ""
    due: bool = False
    overdue: bool = False
    penalty: bool = False
    disputed: bool = False
    changed_today: bool = False
    status: str = ACTIVE
    sort: str = BY_DUE_DATE

    @property
    def query(self) -> dict[str, str]:
        """What of it stands in an address: all that is not as it is without."""
        told = zip(self._fields, self, Filters(), strict=True)
        return {name: "yes" if value is True else str(value) for name, value, usual in told if value != usual}


def wanted(bridge: Bridge, filters: Filters, branches: Branches) -> Wanted:
    """What the store is asked for. BadUsage when something that was typed can't be read."""
    if any(len(value) > MAX_TYPED for value in filters if isinstance(value, str)):
        raise BadUsage(detail=f"A filter is longer than {MAX_TYPED} characters.")
    today = bridge.clock.now().astimezone(bridge.settings.zone).date()
    midnight = datetime.combine(today, time.min, bridge.settings.zone)
    return Wanted(
        search=filters.search.strip() or None,
        collector_code=filters.collector_code.strip() or None,
        due_before=_day(filters.due_before.strip()),
        due=filters.due,
        overdue_on=today.isoformat() if filters.overdue else None,
        least_minor=_amount(filters.min_amount, "The least amount"),
        most_minor=_amount(filters.max_amount, "The largest amount"),
        penalty=filters.penalty,
        branch=filters.branch.strip() or None,
        disputed=filters.disputed,
        changed_since=in_utc(midnight) if filters.changed_today else None,
        status=_choice(filters.status, STATUSES, "Status"),
        branches=branches,
    )


def sort_of(filters: Filters) -> str:
    """By what the list is sorted. BadUsage."""
    return _choice(filters.sort, SORTS, "Sort")


def _choice(text: str, choices: tuple[str, ...], name: str) -> str:
    if text not in choices:
        raise BadUsage(detail=f"{name}: {text!r} is none of {', '.join(choices)}.")
    return text


def _day(text: str) -> str | None:
    try:
        return read_date(text).isoformat() if text else None
    except ValueError as error:
        raise BadUsage(detail=f"{text!r} is not a day; write it as 2026-10-15.") from error


def _amount(text: str, name: str) -> int | None:
    try:
        return parse_typed_money(text) if text.strip() else None
    except ValueError as error:
        raise BadUsage(detail=f"{name}: {error}.") from error
