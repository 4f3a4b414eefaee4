"""What waits until a person does something about it."""

from collections.abc import Mapping
from typing import NamedTuple

from bridge.store import waiting_counts
from bridge.store.alerts import count_unseen
from bridge.store.branch_scope import Branches
from bridge.store.day_sums import Sum
from bridge.store.engine import Connection
from bridge.store.postings import PENDING


class Waits(NamedTuple):
    """Counts of what waits; of payments the amount, too."""

    approvals: Sum
    refused: Sum
    for_confirmation: Sum
    set_aside: int
    conflicts: int
    alerts: int

    @property
    def anything(self) -> bool:
        """Whether there is any of it."""
        payments = (self.approvals, self.refused, self.for_confirmation)
        return any(each.payments for each in payments) or bool(self.set_aside or self.conflicts or self.alerts)


def waits_for_people(conn: Connection, by_status: Mapping[str, Sum], branches: Branches) -> Waits:
    """What waits in front of somebody of these branches; `by_status` are the payments that are not in PSCloud."""
    return Waits(
        approvals=by_status.get(PENDING, Sum()),
        refused=waiting_counts.refused(conn, branches),
        for_confirmation=waiting_counts.for_confirmation(conn, branches),
        set_aside=waiting_counts.set_aside_entries(conn, branches),
        conflicts=waiting_counts.conflicts(conn, branches),
        alerts=count_unseen(conn, branches),
    )
