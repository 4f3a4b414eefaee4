"""Sums over the books: what a complete copy must add up to, and what a test wants to see."""

from collections import Counter
from collections.abc import Iterable

from scripts.pscloud_sandbox.faults import Fault
from scripts.pscloud_sandbox.money import format_money
from scripts.pscloud_sandbox.records import PostingStatus, Soa, SoaStatus
from scripts.pscloud_sandbox.wire import Document, instant_text
from scripts.pscloud_sandbox.world import PSCloudWorld


def control_totals(world: PSCloudWorld) -> Document:
    """Count and amount due of the active SOAs, overall and for each collector code, also those with none."""
    with world.lock:
        active = [soa for soa in world.books.soas.values() if soa.status is SoaStatus.ACTIVE]
        by_code: dict[str, list[Soa]] = {collector.collector_code: [] for collector in world.collectors}
        for soa in active:
            by_code[soa.collector_code].append(soa)
        by_collector = [{"collector_code": code} | _sum(soas) for code, soas in by_code.items()]
        return {"as_of": instant_text(world.as_of()), **_sum(active), "by_collector": by_collector}


def state(world: PSCloudWorld) -> Document:
    """The whole world in numbers, for tests and the curious."""
    with world.lock:
        statuses = Counter(soa.status for soa in world.books.soas.values())
        credits_minor = world.books.credits_minor()
        return {
            "day": world.books.day.isoformat() if world.books.day else None,
            "soas": {status.value: statuses[status] for status in SoaStatus},
            "amount_due": control_totals(world)["amount_due"],
            "payments": {status.value: _payments(world, status) for status in PostingStatus},
            "credits": {customer_no: format_money(minor) for customer_no, minor in sorted(credits_minor.items())},
            "faults": [_pending(fault) for fault in world.faults.pending()],
        }


def _sum(soas: Iterable[Soa]) -> Document:
    amounts_minor = [soa.amount_due_minor for soa in soas]
    return {"count": len(amounts_minor), "amount_due": format_money(sum(amounts_minor))}


def _payments(world: PSCloudWorld, status: PostingStatus) -> Document:
    amounts_minor = [each.amount_minor for each in world.books.postings.values() if each.status is status]
    return {"count": len(amounts_minor), "amount": format_money(sum(amounts_minor))}


def _pending(fault: Fault) -> Document:
    return {"kind": fault.kind, "times": fault.times, "skip": fault.skip, "path": fault.path, "method": fault.method}
