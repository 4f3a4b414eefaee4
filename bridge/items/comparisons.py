"""Comparisons with PSCloud as they are told."""

from typing import Any

from bridge.store.comparisons import Kept
from mpos.contract.money import format_money


def comparison_item(kept: Kept) -> dict[str, Any]:
    """A comparison: sums of both sides, overall and of each code, and the SOAs that differ."""
    return {
        "ok": kept.ok,
        **_sums(kept),
        "by_collector": [
            {"collector_code": line.collector_code, "ok": line.agree, **_sums(line)} for line in kept.by_code
        ],
        "differing": kept.differing,
        "differences": kept.differences,
    }


def _sums(sums: Any) -> dict[str, Any]:
    return {
        "count": sums.soas,
        "amount_due": format_money(sums.amount_due_minor),
        "upstream_count": sums.upstream_soas,
        "upstream_amount_due": format_money(sums.upstream_amount_due_minor),
    }
