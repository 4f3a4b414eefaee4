"""One terminal in detail, as it is told: the tree of its epochs, its clock, and what came in conflict."""

from typing import Any

from bridge.app import Bridge
from bridge.reconcile.forks import Branch, branches
from bridge.store.clock_skews import Skew, skews_of
from bridge.store.conflicts import Conflict, Told, conflicts_of
from bridge.store.engine import Connection
from mpos.contract.money import format_money

from .instants import in_zone

CLOCK_DAYS = 7
"""A week of a clock shows whether it drifts or was set."""


def branches_told(bridge: Bridge, conn: Connection, terminal_id: str) -> list[dict[str, Any]]:
    """The epochs, each behind the one that it branched off."""
    return [_branch(bridge, branch) for branch in branches(conn, terminal_id)]


def clock_told(bridge: Bridge, conn: Connection, whose: str) -> list[dict[str, Any]]:
    """The last days of a clock, the newest first."""
    return [_skew(bridge, skew) for skew in skews_of(conn, whose, CLOCK_DAYS)]


def conflicts_told(bridge: Bridge, conn: Connection, terminal_id: str) -> list[dict[str, Any]]:
    """The entries beside the journal, and those that have their places."""
    return [_conflict(bridge, conflict) for conflict in conflicts_of(conn, terminal_id)]


def seconds(milliseconds: int) -> str:
    """A difference of clocks as people read it: +1.5 s."""
    return f"{milliseconds / 1000:+.1f} s"


def _branch(bridge: Bridge, branch: Branch) -> dict[str, Any]:
    epoch, parent, went_on = branch.epoch, branch.epoch.parent, branch.went_on
    return {
        "epoch": epoch.epoch,
        "depth": branch.depth,
        "series": epoch.series,
        "since": in_zone(bridge, epoch.began_at),
        "received_at": in_zone(bridge, epoch.received_at),
        "reason": epoch.reason,
        "why": branch.why,
        "entries": epoch.entries,
        "first_seq": epoch.first_seq,
        "last_seq": epoch.last_seq,
        "payments": branch.paid.payments,
        "amount": format_money(branch.paid.amount_minor),
        "parent": {"epoch": parent.epoch, "seq": parent.seq} if parent else None,
        "parent_went_on": went_on.entries if went_on else 0,
        "two_at_work": branch.is_beside_another,
        "origin": branch.origin,
    }


def _skew(bridge: Bridge, skew: Skew) -> dict[str, Any]:
    return {
        "day": skew.day,
        "last_ms": skew.last_ms,
        "last_at": in_zone(bridge, skew.last_at),
        "largest_ms": skew.largest_ms,
        "largest_at": in_zone(bridge, skew.largest_at),
    }


def _conflict(bridge: Bridge, conflict: Conflict) -> dict[str, Any]:
    return {
        "epoch": conflict.epoch,
        "seq": conflict.seq,
        "received_at": in_zone(bridge, conflict.received_at),
        "beside": _told(bridge, conflict.beside),
        "kept": _told(bridge, conflict.kept) if conflict.kept else None,
    }


def _told(bridge: Bridge, told: Told) -> dict[str, Any]:
    return {**told._asdict(), "recorded_at": in_zone(bridge, told.recorded_at)}
