"""Collectors: who they are, which codes are theirs, and how often a wrong PIN may be tried."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from mpos.contract.clock import in_utc
from mpos.contract.wire import Person

from .branch_scope import Branches, code_within
from .engine import Connection
from .schema import collector, collector_assignment

FREE_TRIES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=15), timedelta(hours=24)
"""Each wrong PIN beyond the free ones doubles the wait: four digits last for years of guessing."""


class Collector(NamedTuple):
    """A person as the office lists one."""

    login: str
    name: str
    codes: tuple[str, ...]
    supervisor: bool
    active: bool


class PinTry(NamedTuple):
    """Leave to compare one PIN: with this hash, or None when it must wait until `locked_until`."""

    pin_hash: str | None
    locked_until: str | None


def list_collectors(conn: Connection, branches: Branches = None) -> list[Collector]:
    """Everybody, retired ones too; of certain branches those who have a code of these, with no others."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    assigned = select(collector_assignment).where(code_within(collector_assignment.c.collector_code, branches))
    for row in conn.execute(assigned.order_by(collector_assignment.c.collector_code)):
        codes[row.login].append(row.collector_code)
    everybody = select(collector).order_by(collector.c.login)
    if branches is not None:
        theirs = code_within(collector_assignment.c.collector_code, branches)
        everybody = everybody.where(collector.c.login.in_(select(collector_assignment.c.login).where(theirs)))
    rows = conn.execute(everybody)
    return [Collector(row.login, row.name, tuple(codes[row.login]), row.supervisor, row.active) for row in rows]


def find_collector(conn: Connection, login: str) -> Collector | None:
    """The collector with this login, retired or not."""
    row = conn.execute(select(collector).where(collector.c.login == login)).first()
    if row is None:
        return None
    return Collector(row.login, row.name, _codes_of(conn, login), row.supervisor, row.active)


def find_person(conn: Connection, login: str) -> Person | None:
    """The collector with this login as terminals know one, unless retired."""
    row = conn.execute(select(collector).where(collector.c.login == login, collector.c.active.is_(True))).first()
    if row is None:
        return None
    return Person(row.login, row.name, _codes_of(conn, login), row.pin_hash, row.supervisor)


def add_collector(conn: Connection, login: str, name: str, pin_hash: str, supervisor: bool) -> bool:
    """Adds a person without codes; False when the login is taken."""
    if conn.execute(select(collector.c.login).where(collector.c.login == login)).first():
        return False
    conn.execute(
        insert(collector).values(login=login, name=name, pin_hash=pin_hash, supervisor=supervisor, active=True)
    )
    return True


def assign(conn: Connection, login: str, codes: Iterable[str]) -> None:
    """Makes exactly these the codes of the collector."""
    conn.execute(delete(collector_assignment).where(collector_assignment.c.login == login))
    rows = [{"login": login, "collector_code": code} for code in sorted(set(codes))]
    if rows:
        conn.execute(insert(collector_assignment), rows)


def set_pin(conn: Connection, login: str, pin_hash: str) -> bool:
    """Gives a new PIN and forgets wrong tries; False when there is no such login."""
    return _change(conn, login, pin_hash=pin_hash, pin_failures=0, locked_until=None)


def change_collector(conn: Connection, login: str, name: str, supervisor: bool) -> bool:
    """Gives another name, and makes somebody a supervisor or not; False when there is no such login."""
    return _change(conn, login, name=name, supervisor=supervisor)


def set_collector_active(conn: Connection, login: str, active: bool) -> bool:
    """Ends a collector's work, or begins it again; what was collected stays. False when there is no such login."""
    return _change(conn, login, active=active)


def claim_pin_try(conn: Connection, login: str, now: datetime) -> PinTry:
    """Counts a try before its PIN is looked at, so that guesses made at the same time each count.

    The lock that a wrong PIN would bring is set here, and `forgive_pin_tries` lifts it after a right one.
    """
    row = conn.execute(
        select(collector).where(collector.c.login == login, collector.c.active.is_(True)).with_for_update()
    ).first()
    if row is None:
        return PinTry(None, None)
    if row.locked_until is not None and row.locked_until > in_utc(now):
        # A lock that ends later than its own wait from now was set when our clock was ahead: it begins anew.
        until = min(row.locked_until, in_utc(now + _lock_after(row.pin_failures)))
        if until != row.locked_until:
            _change(conn, login, locked_until=until)
        return PinTry(None, until)
    failures = row.pin_failures + 1
    locked_until = in_utc(now + _lock_after(failures)) if failures >= FREE_TRIES else None
    _change(conn, login, pin_failures=failures, locked_until=locked_until)
    return PinTry(row.pin_hash, None)


def forgive_pin_tries(conn: Connection, login: str) -> None:
    """After a right PIN."""
    _change(conn, login, pin_failures=0, locked_until=None)


def _codes_of(conn: Connection, login: str) -> tuple[str, ...]:
    codes = select(collector_assignment.c.collector_code).where(collector_assignment.c.login == login)
    return tuple(conn.execute(codes.order_by(collector_assignment.c.collector_code)).scalars())


def _lock_after(failures: int) -> timedelta:
    doublings = min(max(failures - FREE_TRIES, 0), 10)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def _change(conn: Connection, login: str, **values: object) -> bool:
    return conn.execute(update(collector).where(collector.c.login == login).values(values)).rowcount == 1
