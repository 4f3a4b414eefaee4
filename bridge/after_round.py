"""What follows by itself from a round that went well: SOAs and finished days are held against PSCloud's books."""

from bridge.app import Bridge
from bridge.reconcile.due_days import reconcile_due_days
from bridge.soas.compare_due import compare_when_due
from bridge.store.downloads import COMPLETED
from bridge.sync import SyncResult


def follow_up(bridge: Bridge, result: SyncResult) -> None:
    """Does what is due; what goes wrong in it is logged, and the next round tries again."""
    if result.problem is not None or result.is_busy:
        return
    if result.download is not None and result.download.status == COMPLETED:
        compare_when_due(bridge)
    reconcile_due_days(bridge)
