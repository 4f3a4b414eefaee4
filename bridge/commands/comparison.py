"""How `soa compare` shows what it found."""

from typing import Any

from bridge.commands.output import table
from bridge.reconcile.compare import Comparison, Difference
from bridge.store.soa_totals import Line, Sum
from mpos.contract.money import format_money


def comparison_content(comparison: Comparison) -> dict[str, Any]:
    """A comparison as JSON has it."""
    both = comparison.totals
    return {
        "ok": comparison.ok,
        **_sums(both.ours, both.upstream),
        "by_collector": [
            {"collector_code": code, "ok": ours == upstream, **_sums(ours, upstream)}
            for code, (ours, upstream) in both.by_code.items()
        ],
        "differences": [_difference(each) for each in comparison.differences],
    }


def say_comparison(content: dict[str, Any]) -> None:
    """A comparison for people."""
    names = ("collector_code", "count", "amount_due", "upstream_count", "upstream_amount_due")
    rows = [[each[name] for name in names] for each in content["by_collector"]]
    rows.append(["all", *(content[name] for name in names[1:])])
    table(("Code", "SOAs here", "Due here", "SOAs at PSCloud", "Due at PSCloud"), rows)
    if content["differences"]:
        table(
            ("SOA", "Code", "What", "Due here", "Due at PSCloud", "Why"),
            [
                (
                    each["soa_no"],
                    each["collector_code"],
                    each["kind"],
                    _due(each["ours"]),
                    _due(each["upstream"]),
                    each["reason"],
                )
                for each in content["differences"]
            ],
        )
    print("Both sides are the same." if content["ok"] else "Both sides differ.")


def _sums(ours: Sum, upstream: Sum) -> dict[str, Any]:
    return {
        "count": ours.soas,
        "amount_due": format_money(ours.amount_due_minor),
        "upstream_count": upstream.soas,
        "upstream_amount_due": format_money(upstream.amount_due_minor),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    sides = {"ours": _line(difference.ours), "upstream": _line(difference.upstream)}
    return difference._asdict() | sides


def _line(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else {"version": line.version, "amount_due": format_money(line.amount_due_minor)}


def _due(line: dict[str, Any] | None) -> str | None:
    return None if line is None else str(line["amount_due"])
