"""What `soa list` and `soa show` say, as JSON and for people."""

from typing import Any

from bridge.commands.output import table
from bridge.store.soa_search import MAX_GATHERED

LISTS = ("invoices", "payments", "collected", "versions", "events")


def say_items(content: dict[str, Any]) -> None:
    """The list for people."""
    names = ("soa_no", "name", "collector_code", "due_date", "amount_due", "penalty")
    table(
        ("SOA", "Name", "Code", "Due date", "Due now", "Penalty"),
        [[item[name] for name in names] for item in content["items"]],
    )
    if content["count"] is None:
        print(f"More than {MAX_GATHERED:,} SOAs have these words; say more, or add them up with --count-all.")
    else:
        print("{count} SOAs; PSCloud has {upstream_amount_due} due of them.".format(**content))


def say_story(content: dict[str, Any]) -> None:
    """One SOA for people."""
    shown = {name: value for name, value in content.items() if name not in LISTS}
    table(("Field", "Value"), [(name, value) for name, value in shown.items() if value not in (None, "")])
    for name in LISTS:
        _say_list(content.get(name, ()))


def say_live(content: dict[str, Any]) -> None:
    """One SOA as PSCloud has it, for people."""
    say_story({name: value for name, value in content.items() if name != "differences"})
    _say_list(content["differences"])
    if not content["is_here"]:
        print("It is not here: mpos-bridge sync --download brings it.")
    else:
        print("It differs from what is here." if content["differences"] else "It is as it is here.")


def _say_list(rows: Any) -> None:
    if rows:
        table([key.replace("_", " ").capitalize() for key in rows[0]], [list(row.values()) for row in rows])
