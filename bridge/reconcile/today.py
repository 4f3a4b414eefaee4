"""One look at the office's day: is the download complete, where is each peso, what waits for a person.

Page, command and API show this. It takes a few queries of sums and one row a terminal, and no look at each payment.
"""

from datetime import date, timedelta
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.app import Bridge
from bridge.remembered import remembered
from bridge.store import day_sums
from bridge.store.ageing import Age, ageing
from bridge.store.branch_scope import Branches
from bridge.store.collectors import list_collectors
from bridge.store.day_sums import REFUNDED, VOIDED, Sum
from bridge.store.engine import Connection, reading
from bridge.store.postings import APPROVED, COMPLETED, FAILED, PENDING, PROCESSING

from .download_state import DownloadState, download_state
from .out_there import OutThere, out_there
from .waits_for_people import Waits, waits_for_people

CHART_DAYS = 14
MOST_COLLECTORS = 12
"""More bars than that nobody compares; the rest is one bar."""
OTHERS = "all others"


class Places(NamedTuple):
    """Payments by where they are: the day's, each in exactly one place, but those that are still on a device."""

    for_approval: Sum
    to_post: Sum
    in_pscloud: Sum
    refused: Sum
    refunded: Sum
    voided: Sum

    @property
    def total(self) -> Sum:
        """All places together, what was given back too."""
        found = Sum()
        for place in self:
            found = found.plus(place)
        return found


class Today(NamedTuple):
    """The whole look. `places` are of today's business date; `earlier` is what other days have still open."""

    business_date: str
    download: DownloadState
    places: Places
    earlier: Places
    out_there: OutThere
    waits: Waits
    days: list[tuple[str, Sum]]
    collectors: list[tuple[str, Sum]]
    ages: list[Age]


def look(bridge: Bridge, actor: Actor) -> Today:
    """What `actor` may see of it: of branches, their codes' payments and SOAs, and the terminals that serve them."""
    now, branches = bridge.clock.now(), actor.branches
    day = now.astimezone(bridge.settings.zone).date()
    with reading(bridge.engine) as conn:
        places = _places(day_sums.by_status(conn, day.isoformat(), branches))
        still_open = day_sums.open_by_status(conn, branches)
        download = download_state(bridge, conn, branches)
        return Today(
            business_date=day.isoformat(),
            download=download,
            places=places,
            earlier=_earlier(_places(still_open), places),
            out_there=out_there(conn, branches),
            waits=waits_for_people(conn, still_open, branches),
            days=[*_days_before(bridge, conn, day, branches), (day.isoformat(), _standing(places))],
            collectors=_collectors(conn, day.isoformat(), branches),
            ages=_ages(bridge, conn, day, download, branches),
        )


def _places(by_status: dict[str, Sum]) -> Places:
    def of(*statuses: str) -> Sum:
        found = Sum()
        for status in statuses:
            found = found.plus(by_status.get(status, Sum()))
        return found

    return Places(of(PENDING), of(APPROVED, PROCESSING), of(COMPLETED), of(FAILED), of(REFUNDED), of(VOIDED))


def _earlier(every: Places, today: Places) -> Places:
    """What is open of all days, without today's."""
    return Places(
        for_approval=every.for_approval.less(today.for_approval),
        to_post=every.to_post.less(today.to_post),
        in_pscloud=Sum(),
        refused=every.refused.less(today.refused),
        refunded=Sum(),
        voided=Sum(),
    )


def _standing(places: Places) -> Sum:
    return places.total.less(places.voided).less(places.refunded)


def _days_before(bridge: Bridge, conn: Connection, day: date, branches: Branches) -> list[tuple[str, Sum]]:
    dates = [(day - timedelta(days=back)).isoformat() for back in reversed(range(1, CHART_DAYS))]
    found = remembered(bridge, ("days", day, branches), lambda: day_sums.by_day(conn, dates[0], dates[-1], branches))
    return [(each, found.get(each, Sum())) for each in dates]


def _ages(bridge: Bridge, conn: Connection, day: date, download: DownloadState, branches: Branches) -> list[Age]:
    """They change with downloads, and with the day."""
    last = download.last.download_id if download.last else None
    return remembered(bridge, ("ages", day, last, download.completed_at, branches), lambda: ageing(conn, day, branches))


def _collectors(conn: Connection, day: str, branches: Branches) -> list[tuple[str, Sum]]:
    """The day's collectors, those with most first."""
    names = {person.login: person.name for person in list_collectors(conn)}
    found = day_sums.by_collector(conn, day, branches)
    ranked = sorted(found.items(), key=lambda each: (-each[1].amount_minor, each[0]))
    shown = [(names.get(login, login), each) for login, each in ranked[:MOST_COLLECTORS]]
    rest = Sum()
    for _, each in ranked[MOST_COLLECTORS:]:
        rest = rest.plus(each)
    return [*shown, (OTHERS, rest)] if rest.payments else shown
