"""mpos-bridge today: the office's day in one look."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.reconcile.today import look
from bridge.reconcile.today_told import today_told
from mpos.contract.console import readable

DEFAULT_TERMINALS = 20
"""Those that somebody should look at come first."""
PLACES = {
    "on_device": "On terminals, as far as known",
    "for_approval": "At the office, for approval",
    "to_post": "At the office, to be posted",
    "in_pscloud": "In PSCloud",
    "refused": "Refused, for a person",
    "refunded": "Refused and given back",
    "voided": "Voided",
}
app = typer.Typer(add_completion=False)


@app.command()
def today(
    terminals: Annotated[
        int, typer.Option(min=0, help="How many terminals to list, those first that want a look.")
    ] = DEFAULT_TERMINALS,
) -> None:
    """Is the download complete, where is each peso, and what waits for a person."""
    with this_bridge(Permission.SEE) as bridge:
        content = today_told(bridge, look(bridge, actor()))
    show(content, lambda: _say(content, terminals))


def _say(content: dict[str, Any], terminals: int) -> None:
    print(f"{content['business_date']}, as of {readable(content['as_of'])}")
    _say_download(content["download"])
    _say_payments(content)
    _say_waiting(content["waiting"])
    _say_terminals(content["terminals"], terminals)
    rows = [(each["label"], each["soas"], each["amount_due"]) for each in content["ageing"]]
    table(("Overdue", "SOAs", "Amount due"), rows)


def _say_download(download: dict[str, Any]) -> None:
    verdict = download["verdict"].replace("_", " ")
    at = f", {readable(download['completed_at'])}" if download["completed_at"] else ""
    print(f"Download: {verdict}{at}.")
    if download["reason"]:
        print(download["reason"])
    if download["differences"]:
        names = ("soa_no", "collector_code", "kind", "reason")
        table(("SOA", "Code", "What", "Why"), [[each[name] for name in names] for each in download["differences"]])


def _say_payments(content: dict[str, Any]) -> None:
    today, earlier = content["payments"], content["earlier"]
    rows = [
        (
            label,
            today[name]["payments"],
            today[name]["amount"],
            *(_open(earlier[name]) if name in earlier else (None, None)),
        )
        for name, label in PLACES.items()
    ]
    table(("Today", "Count", "Amount", "Earlier days", "Amount open"), rows)


def _open(earlier: dict[str, Any]) -> tuple[int | None, str | None]:
    return (earlier["payments"], earlier["amount"]) if earlier["payments"] else (None, None)


def _say_waiting(waiting: dict[str, Any]) -> None:
    rows = []
    for name, each in waiting.items():
        count, amount = (each["payments"], each["amount"]) if isinstance(each, dict) else (each, None)
        if count:
            rows.append((name.replace("_", " "), count, amount))
    if rows:
        table(("Waiting", "Count", "Amount"), rows)
    else:
        print("Nothing waits for a person.")


def _say_terminals(terminals: dict[str, Any], limit: int) -> None:
    print(
        f"{terminals['count']} terminals: {terminals['open_days']} with an open day, {terminals['with_unsent']} with "
        f"entries that have not come in, {readable(terminals['cash_in_hand'])} cash in hand."
    )
    items = terminals["items"][:limit]
    if items:
        headings = ("Terminal", "Last contact", "Day", "Unsent", "Oldest unsent", "Cash in hand", "Slips waiting")
        told = ("Printer", "Battery", "Our clock ahead by", "Version")
        table((*headings, *told), [_terminal_row(each) for each in items])


def _terminal_row(item: dict[str, Any]) -> list[object]:
    battery, skew = item["battery_percent"], item["skew_ms"]
    return [
        item["terminal_id"],
        item["last_contact_at"] or "never",
        f"{item['day']} {item['business_date'] or ''}".strip(),
        item["pending_entries"],
        item["oldest_pending_at"],
        item["cash_in_hand"],
        item["unprinted_slips"],
        item["printer"],
        None if battery is None else f"{battery} %",
        None if skew is None else f"{skew / 1000:+.1f} s",
        item["version"],
    ]
