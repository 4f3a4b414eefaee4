"""One terminal, for a person: the tree of its epochs, its clock, and what came in conflict."""

from typing import Any

from bridge.commands.output import table
from bridge.items.terminal_details import seconds
from mpos.contract.console import readable


def say_terminal(item: dict[str, Any]) -> None:
    """All of it as text."""
    revoked = f" Revoked {readable(item['revoked_at'])}." if item["revoked_at"] else ""
    print(f"{item['terminal_id']}, series {item['series_prefix']}.{revoked}")
    print(f"Last contact: {readable(item['last_contact_at'] or 'none yet')}")
    _say_epochs(item["tree"])
    _say_clock(item["clock"])
    _say_conflicts(item["conflicts"])


def _say_epochs(tree: list[dict[str, Any]]) -> None:
    rows = [
        (
            f"{'- ' * each['depth']}{each['epoch']}",
            each["series"],
            each["since"],
            each["entries"],
            each["payments"],
            each["amount"],
            each["why"],
        )
        for each in tree
    ]
    table(("Epoch", "Series", "Since", "Entries", "Payments", "Amount", "Why"), rows)
    for each in tree:
        if each["parent"]:
            print(f"Epoch {each['epoch']}: {each['origin']}")


def _say_clock(days: list[dict[str, Any]]) -> None:
    rows = [(each["day"], seconds(each["last_ms"]), seconds(each["largest_ms"]), each["largest_at"]) for each in days]
    if rows:
        table(("Day", "Our clock ahead by", "At most", "At"), rows)


def _say_conflicts(conflicts: list[dict[str, Any]]) -> None:
    names = ("receipt_no", "amount", "soa_no", "collector", "recorded_at")
    rows = []
    for each in conflicts:
        for place, told in (("beside", each["beside"]), ("kept", each["kept"])):
            said = told or {"kind": "nothing is there"}
            rows.append((each["seq"], place, said["kind"], *(said.get(name) for name in names)))
    if rows:
        print("In conflict: a second entry came for the place of another. The office counts the one that is kept.")
        table(("Entry", "Which", "What", "Receipt", "Amount", "SOA", "Collector", "Time"), rows)
