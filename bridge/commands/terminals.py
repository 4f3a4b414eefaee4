"""mpos-bridge terminals: the devices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.commands.terminal_shown import branches_told, clock_told, conflicts_told, say_terminal, seconds
from bridge.problems import NotFound
from bridge.store.collectors import list_collectors
from bridge.store.engine import Connection, reading, writing
from bridge.store.enrolments import offer
from bridge.store.epochs import count_epochs
from bridge.store.office_deeds import record_deed
from bridge.store.terminals import Terminal, collectors_at, find_terminal, list_terminals, readmit, revoke
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.problems import Refused

app = typer.Typer(add_completion=False, help="Terminals: enrol, list, show, revoke, readmit.")


class RevokedAlready(Refused):
    """{terminal_id} was revoked before."""

    hint = "Nothing was changed."


class NotRevoked(Refused):
    """{terminal_id} is not revoked."""

    hint = "Nothing was changed."


@app.command()
def enroll(
    series_prefix: Annotated[
        str | None, typer.Option(help="What its receipt numbers begin with; else the next free letter.")
    ] = None,
) -> None:
    """Make a one-time code that lets one terminal in. It holds for 24 hours."""
    with this_bridge(Permission.TERMINALS) as bridge, writing(bridge.engine) as conn:
        now = bridge.clock.now()
        offered = offer(conn, series_prefix, now)
        record_deed(conn, actor(), "enrolment code made", {"series_prefix": offered.series_prefix}, now)
    expires_at = _shown(bridge, offered.expires_at)
    show(
        {"code": offered.code, "series_prefix": offered.series_prefix, "expires_at": expires_at},
        lambda: print(f"Code {offered.code} for one terminal, series {offered.series_prefix}, until {expires_at}"),
    )


@app.command("list")
def list_command() -> None:
    """What each terminal last said of itself."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = _items(bridge, conn, list_terminals(conn))
    show({"items": items}, lambda: _table(items))


@app.command("show")
def show_command(terminal_id: Annotated[str, typer.Argument(help="As in the list: T001")]) -> None:
    """Show one terminal: where its journal forked, how its clock goes, and entries that came in conflict."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = find_terminal(conn, terminal_id)
        if found is None:
            raise NotFound(what=f"terminal {terminal_id}")
        content = {
            **_items(bridge, conn, [found])[0],
            "tree": branches_told(bridge, conn, terminal_id),
            "clock": clock_told(bridge, conn, terminal_id),
            "conflicts": conflicts_told(bridge, conn, terminal_id),
        }
    show(content, lambda: say_terminal(content))


@app.command("revoke")
def revoke_command(
    terminal_id: Annotated[str, typer.Argument(help="As in the list: T001")],
    reason: Annotated[str, typer.Option(help="Why: lost, stolen, broken …")],
) -> None:
    """Lock a terminal out. What it recorded can still be uploaded."""
    with this_bridge(Permission.TERMINALS) as bridge, writing(bridge.engine) as conn:
        now = bridge.clock.now()
        if terminal_id not in {terminal.terminal_id for terminal in list_terminals(conn)}:
            raise NotFound(what=f"terminal {terminal_id}")
        if not revoke(conn, terminal_id, reason, now):
            raise RevokedAlready(terminal_id=terminal_id)
        record_deed(conn, actor(), "terminal revoked", {"terminal_id": terminal_id, "reason": reason}, now)
    show(
        {"terminal_id": terminal_id, "revoked_at": _shown(bridge, now), "reason": reason},
        lambda: print(f"{terminal_id} is revoked. What it recorded can still be uploaded."),
    )


@app.command("readmit")
def readmit_command(
    terminal_id: Annotated[str, typer.Argument(help="As in the list: T001")],
    reason: Annotated[str, typer.Option(help="Why: found, revoked by mistake …")],
) -> None:
    """Let a revoked terminal work again, from its next contact on."""
    with this_bridge(Permission.TERMINALS) as bridge, writing(bridge.engine) as conn:
        now = bridge.clock.now()
        if terminal_id not in {terminal.terminal_id for terminal in list_terminals(conn)}:
            raise NotFound(what=f"terminal {terminal_id}")
        if not readmit(conn, terminal_id):
            raise NotRevoked(terminal_id=terminal_id)
        record_deed(conn, actor(), "terminal readmitted", {"terminal_id": terminal_id, "reason": reason}, now)
    show(
        {"terminal_id": terminal_id, "revoked_at": None, "reason": reason},
        lambda: print(f"{terminal_id} may work again. It hears of it at its next upload, and then downloads its SOAs."),
    )


def _items(bridge: Bridge, conn: Connection, terminals: Sequence[Terminal]) -> list[dict[str, Any]]:
    codes_of = {person.login: person.codes for person in list_collectors(conn) if person.active}
    epochs = count_epochs(conn)
    items = []
    for each in terminals:
        logins = [login for login in collectors_at(conn, each.terminal_id) if login in codes_of]
        codes = sorted({code for login in logins for code in codes_of[login]})
        counts = {"epochs": epochs.get(each.terminal_id, 0), "collectors": logins, "codes": codes}
        items.append({**_item(bridge, each), **counts})
    return items


def _item(bridge: Bridge, terminal: Terminal) -> dict[str, Any]:
    said = terminal.contact or {}
    return {
        "terminal_id": terminal.terminal_id,
        "series_prefix": terminal.series_prefix,
        "enrolled_at": _shown(bridge, terminal.enrolled_at),
        "revoked_at": _shown(bridge, terminal.revoked_at),
        "last_contact_at": _shown(bridge, terminal.last_contact_at),
        "skew_ms": terminal.skew_ms,
        **{name: said.get(name) for name in ("pending_entries", "oldest_pending_at", "last_receipt_no")},
        **{name: said.get(name) for name in ("pending_payments", "pending_amount")},
        **{name: said.get(name) for name in ("cash_in_hand", "business_date", "day", "unprinted_slips", "version")},
    }


def _table(items: list[dict[str, Any]]) -> None:
    names = ("terminal_id", "series_prefix", "last_contact_at", "pending_entries", "cash_in_hand", "last_receipt_no")
    rows = [
        [
            *(item[name] for name in names),
            item["epochs"],
            None if item["skew_ms"] is None else seconds(item["skew_ms"]),
            ", ".join(item["codes"]) or "none",
            item["revoked_at"],
        ]
        for item in items
    ]
    headings = ("Terminal", "Series", "Last contact", "Pending", "Cash in hand", "Last receipt")
    table((*headings, "Epochs", "Our clock ahead by", "Codes", "Revoked"), rows)


def _shown(bridge: Bridge, instant: str | datetime | None) -> str | None:
    if instant is None:
        return None
    moment = read_instant(instant) if isinstance(instant, str) else instant
    return write_instant(moment.astimezone(bridge.settings.zone))
