"""How `soa compare` shows what it found."""

from typing import Any

from bridge.commands.output import table


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


def _due(line: dict[str, Any] | None) -> str | None:
    return None if line is None else str(line["amount_due"])
