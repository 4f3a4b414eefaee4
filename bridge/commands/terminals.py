"""mpos-bridge terminals: the devices."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.commands.plans import Preview, say_plan
from bridge.commands.terminal_shown import say_terminal
from bridge.deeds import terminals as deeds
from bridge.deeds.assigning import Plan, carry_out, preview_plan
from bridge.deeds.reach import reachable_terminal
from bridge.items.previews import plan_item
from bridge.items.terminal_details import branches_told, clock_told, conflicts_told, seconds
from bridge.items.terminals import terminal_items
from bridge.store.at_terminals import terminals_within
from bridge.store.engine import reading
from mpos.contract.clock import write_instant
from mpos.contract.problems import BadUsage

app = typer.Typer(add_completion=False, help="Terminals: enrol, list, show, keep to codes, revoke, readmit.")
TerminalId = Annotated[str, typer.Argument(help="As in the list: T001")]


@app.command()
def enroll(
    series_prefix: Annotated[
        str | None, typer.Option(help="What its receipt numbers begin with; else the next free letter.")
    ] = None,
) -> None:
    """Make a one-time code that lets one terminal in. It holds for 24 hours."""
    with this_bridge(Permission.TERMINALS) as bridge:
        offered = deeds.offer_enrolment(bridge, actor(), series_prefix)
    expires_at = write_instant(offered.expires_at.astimezone(bridge.settings.zone))
    show(
        {"code": offered.code, "series_prefix": offered.series_prefix, "expires_at": expires_at},
        lambda: print(f"Code {offered.code} for one terminal, series {offered.series_prefix}, until {expires_at}"),
    )


@app.command("list")
def list_command() -> None:
    """What each terminal last said of itself."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = terminal_items(bridge, conn, terminals_within(conn, actor().branches), actor().branches)
    show({"items": items}, lambda: _table(items))


@app.command("show")
def show_command(terminal_id: TerminalId) -> None:
    """Show one terminal: where its journal forked, how its clock goes, and entries that came in conflict."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = reachable_terminal(conn, actor(), terminal_id)
        content = {
            **terminal_items(bridge, conn, [found], actor().branches)[0],
            "tree": branches_told(bridge, conn, terminal_id),
            "clock": clock_told(bridge, conn, terminal_id),
            "conflicts": conflicts_told(bridge, conn, terminal_id),
        }
    show(content, lambda: say_terminal(content))


@app.command("keep")
def keep_command(
    terminal_id: TerminalId,
    code: Annotated[list[str] | None, typer.Option("--code", help="A code; may be given more than once.")] = None,
    to_nothing: Annotated[
        bool, typer.Option("--to-nothing", help="It is served all codes of its collectors again.")
    ] = False,
    preview: Preview = False,
) -> None:
    """Keep a terminal to exactly these codes: of its collectors' codes it is served only those among them."""
    if bool(code) == to_nothing:
        raise BadUsage(detail="Say which codes with --code, or --to-nothing.")
    plan = Plan(terminals={terminal_id: code or ()})
    with this_bridge(Permission.CODES) as bridge:
        done = preview_plan(bridge, actor(), plan) if preview else carry_out(bridge, actor(), plan)
        content = plan_item(bridge, done, saved=not preview)
    show(content, lambda: say_plan(content))


@app.command("revoke")
def revoke_command(
    terminal_id: TerminalId,
    reason: Annotated[str, typer.Option(help="Why: lost, stolen, broken …")],
) -> None:
    """Lock a terminal out. What it recorded can still be uploaded."""
    with this_bridge(Permission.TERMINALS) as bridge:
        deeds.revoke(bridge, actor(), terminal_id, reason)
        revoked_at = bridge.now_text()
    show(
        {"terminal_id": terminal_id, "revoked_at": revoked_at, "reason": reason},
        lambda: print(f"{terminal_id} is revoked. What it recorded can still be uploaded."),
    )


@app.command("readmit")
def readmit_command(
    terminal_id: TerminalId,
    reason: Annotated[str, typer.Option(help="Why: found, revoked by mistake …")],
) -> None:
    """Let a revoked terminal work again, from its next contact on."""
    with this_bridge(Permission.TERMINALS) as bridge:
        deeds.readmit(bridge, actor(), terminal_id, reason)
    show(
        {"terminal_id": terminal_id, "revoked_at": None, "reason": reason},
        lambda: print(f"{terminal_id} may work again. It hears of it at its next upload, and then downloads its SOAs."),
    )


def _table(items: list[dict[str, Any]]) -> None:
    names = ("terminal_id", "series_prefix", "last_contact_at", "pending_entries", "cash_in_hand", "last_receipt_no")
    rows = [
        [
            *(item[name] for name in names),
            item["epochs"],
            None if item["skew_ms"] is None else seconds(item["skew_ms"]),
            ", ".join(item["codes"]) or "none",
            ", ".join(item["kept_to"]),
            item["revoked_at"],
        ]
        for item in items
    ]
    headings = ("Terminal", "Series", "Last contact", "Pending", "Cash in hand", "Last receipt")
    table((*headings, "Epochs", "Our clock ahead by", "Codes", "Kept to", "Revoked"), rows)
