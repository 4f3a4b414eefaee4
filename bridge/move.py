"""Moves the office from SQLite to PostgreSQL: all of it or nothing, compared before it counts.

The old database is locked for writing meanwhile and marked at the end, so that nobody goes on with it by mistake; it
keeps all that it has. What comes first is the commit of the new one: should this program die between the two, the old
one is as it was, and running it again finds that the office is there already and marks it.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.app import Bridge
from bridge.problems import MoveRefused
from bridge.store import copying
from bridge.store.copying import Sums, Told
from bridge.store.engine import Connection, Engine, is_sqlite, make_engine, url_shown, writing
from bridge.store.home import bridge_id, mark_moved
from bridge.store.migrations import upgrade_within, version_of
from bridge.store.office_deeds import record_deed
from bridge.store.schema import office_deed
from bridge.turn import work_turn
from mpos.contract.problems import BadUsage

WAIT_FOR_ROUND_S = 60
"""For a round with PSCloud that is under way; most are over by then."""


class Moved(NamedTuple):
    """What was moved: its tables and the same sums on either side. `to` is the new URL without its password."""

    to: str
    tables: dict[str, Sums]
    only_checked: bool


def move(
    bridge: Bridge, actor: Actor, url: str, *, only_check: bool, told: Told, waiting: Callable[[str], None]
) -> Moved:
    """Moves it. `only_check` does all of it and takes it back. MoveRefused leaves both sides as they were."""
    if not is_sqlite(bridge.engine):
        raise MoveRefused(detail="it is on PostgreSQL already; use pg_dump and pg_restore")
    target = make_engine(url)
    try:
        if is_sqlite(target):
            raise BadUsage(detail="An office moves to PostgreSQL: postgresql://user@host/name")
        with work_turn(bridge.settings.home, bridge.clock, WAIT_FOR_ROUND_S, waiting):
            return _move(bridge, actor, target, only_check=only_check, told=told)
    finally:
        target.dispose()


class _TakenBack(Exception):
    """Ends both transactions without a trace."""


def _move(bridge: Bridge, actor: Actor, target: Engine, *, only_check: bool, told: Told) -> Moved:
    to = url_shown(target)
    with suppress(_TakenBack), writing(bridge.engine) as old:
        sums = copying.sums_of(old)
        with writing(target) as new:
            if not _is_there_already(bridge, old, new):
                _copy(old, new, told)
                record_deed(new, actor, "office.move", {"to": to}, bridge.clock.now())
            if only_check:
                raise _TakenBack
        mark_moved(old, to)
    return Moved(to, sums, only_check)


def _copy(old: Connection, new: Connection, told: Told) -> None:
    if unknown := copying.tables_beside(old):
        raise MoveRefused(detail=f"this version knows nothing of its table {unknown[0]}")
    if not copying.is_empty(new):
        raise MoveRefused(detail="the new database is not empty")
    upgrade_within(new)
    copying.copy_all(old, new, told)
    if found := copying.differences(old, new):
        raise MoveRefused(detail=f"what was copied is not the same: {'; '.join(found)}")


def _is_there_already(bridge: Bridge, old: Connection, new: Connection) -> bool:
    """Whether this office has moved there before, nothing was done there, and only the mark is missing here."""
    if version_of(new) is None or bridge_id(new) != bridge.bridge_id:
        return False
    return not copying.differences(old, new, beside=(office_deed.name,))
