"""mpos-bridge alerts: what somebody should look at."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.alerts.acknowledging import look_after
from bridge.alerts.evaluating import Evaluated, evaluate
from bridge.alerts.problems import NotTold
from bridge.alerts.rules import RULES
from bridge.alerts.telling import tell_due, try_channels
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.items.alerts import alert_item
from bridge.store.alert_notices import untold
from bridge.store.alerts import list_healed, list_open
from bridge.store.engine import reading
from mpos.contract.console import warn
from mpos.contract.problems import BadUsage, PartlyDone

DEFAULT_LIMIT, MAX_LIMIT = 100, 10_000
app = typer.Typer(add_completion=False, help="Alerts: list, acknowledge, check, test.")


@app.command("list")
def list_command(
    healed: Annotated[bool, typer.Option("--healed", help="Those that are over, instead of the open ones.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="The rules, instead of alerts.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many.")] = DEFAULT_LIMIT,
) -> None:
    """The open alerts: those that nobody looks after first, then the newest."""
    with this_bridge(Permission.SEE) as bridge:
        if rules:
            _show_rules(bridge)
            return
        with reading(bridge.engine) as conn:
            found = (list_healed if healed else list_open)(conn, actor().branches, limit)
            failing = untold(conn)
        items = [alert_item(bridge, each) for each in found]
    show({"items": items}, lambda: _table(items))
    for each in failing:
        warn(f"{each.alerts} alerts could not be told by {each.channel} yet: {each.detail}")


@app.command("acknowledge")
def acknowledge_command(alert_id: Annotated[int, typer.Argument(metavar="ID", help="As in the list.")]) -> None:
    """Say that you look after an alert."""
    with this_bridge(Permission.ACKNOWLEDGE) as bridge:
        item = alert_item(bridge, look_after(bridge, actor(), alert_id))
    show(item, lambda: print(f"Alert {alert_id} is looked after by {item['acknowledged_by']}."))


@app.command("check")
def check_command() -> None:
    """Look now, and tell what is due: for cron, where no daemon runs. Exits with 8 while alerts are open."""
    with this_bridge(Permission.SYNC) as bridge:
        found = evaluate(bridge)
        told = tell_due(bridge)
    content = {
        "open": found.open,
        "raised": [{"rule": each.rule, "subject": each.subject, "detail": each.detail} for each in found.raised],
        "healed": [{"rule": rule, "subject": subject} for rule, subject in found.healed],
        "told": told,
        "through": found.is_through,
    }
    show(content, lambda: _say(found))
    if found.open:
        raise typer.Exit(PartlyDone.exit_code)


@app.command("test")
def test_command() -> None:
    """Send a test message through each channel."""
    with this_bridge(Permission.SYNC) as bridge:
        tried = try_channels(bridge)
    if not tried:
        raise BadUsage(detail="No channel is set: give mail_to or webhook_url in [alerts] of config.toml.")
    items = [
        {
            "channel": channel.name,
            "to": channel.address,
            "ok": problem is None,
            "detail": problem.message if problem else None,
        }
        for channel, problem in tried.items()
    ]
    names = ("channel", "to", "ok", "detail")
    show({"items": items}, lambda: table(("Channel", "To", "Well", "Detail"), [[i[n] for n in names] for i in items]))
    if not all(item["ok"] for item in items):
        raise typer.Exit(NotTold.exit_code)


def _show_rules(bridge: Bridge) -> None:
    off = bridge.settings.alerts.rules_off
    items = [
        {"rule": name, "title": rule.title, "advice": rule.advice, "on": name not in off}
        for name, rule in RULES.items()
    ]
    rows = [(each["rule"], each["title"], "yes" if each["on"] else "no", each["advice"]) for each in items]
    show({"items": items}, lambda: table(("Rule", "Name", "On", "Detail"), rows))


def _table(items: list[dict[str, Any]]) -> None:
    if not items:
        print("No alerts.")
        return
    names = ("id", "raised_at", "rule", "subject", "detail", "acknowledged_by", "healed_at")
    headings = ("ID", "Raised", "Rule", "Subject", "Detail", "Looked after by", "Healed")
    table(headings, [[each[name] for name in names] for each in items])


def _say(found: Evaluated) -> None:
    for each in found.raised:
        print(f"Raised: {RULES[each.rule].title}, {each.subject}. {each.detail}")
    for rule, subject in found.healed:
        print(f"Healed: {RULES[rule].title}, {subject}.")
    print(f"{found.open} alerts are open." if found.open else "Nothing to look at.")
    if not found.is_through:
        print("The journals were not looked through to their ends; the next check goes on.")
