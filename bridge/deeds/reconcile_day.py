"""Holding a business day against PSCloud's books now, because a person asks for it."""

from collections.abc import Callable

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.reconcile.daily import reconcile
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from bridge.store.reconciliations import Run
from mpos.contract.problems import BadUsage, LockedOut


class AllBranchesNeeded(LockedOut):
    """A day is held against PSCloud whole: it takes somebody who sees all branches."""

    http_status = 403
    hint = "Nothing was changed. Ask a colleague who is not kept to some of them."


def see_all_branches(actor: Actor) -> None:
    """AllBranchesNeeded for who is kept to some."""
    if actor.branches is not None:
        raise AllBranchesNeeded()


def reconcile_day(
    bridge: Bridge,
    actor: Actor,
    business_date: str,
    wait_s: float = 0,
    waiting: Callable[[str], None] = lambda _: None,
) -> Run:
    """Reconciles the day; the run as it is kept.

    NotAllowed, AllBranchesNeeded, TurnTaken, PscloudUnreachable; BadUsage for a day to come.
    """
    actor.require(Permission.SYNC)
    see_all_branches(actor)
    if business_date > bridge.clock.now().astimezone(bridge.settings.zone).date().isoformat():
        raise BadUsage(detail=f"{business_date} is still to come.")
    run = reconcile(bridge, business_date, actor.name, wait_s, waiting)
    with writing(bridge.engine) as conn:
        told = {"business_date": business_date, "reconciliation": run.reconciliation_id}
        record_deed(conn, actor, "day reconciled", told, bridge.clock.now())
    return run
