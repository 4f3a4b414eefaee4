"""mpos-bridge terminals: the devices."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.output import show, table
from bridge.problems import NotFound
from bridge.store.collectors import list_collectors
from bridge.store.engine import Connection, reading, writing
from bridge.store.enrolments import offer
from bridge.store.office_users import record_deed
from bridge.store.terminals import Terminal, collectors_at, list_terminals, revoke
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.problems import Refused

FROM_COMMAND_LINE = "command line"
app = typer.Typer(add_completion=False, help="Terminals: enrol, list, revoke.")


class RevokedAlready(Refused):
    """{terminal_id} was revoked before."""

    hint = "Nothing was changed."


@app.command()
def enroll(
    series_prefix: Annotated[
        str | None, typer.Option(help="What its receipt numbers begin with; else the next free letter.")
    ] = None,
) -> None:
    """Make a one-time code that lets one terminal in. It holds for 24 hours."""
    with this_bridge() as bridge, writing(bridge.engine) as conn:
        now = bridge.clock.now()
        offered = offer(conn, series_prefix, now)
        record_deed(conn, FROM_COMMAND_LINE, "enrolment code made", {"series_prefix": offered.series_prefix}, now)
    expires_at = _shown(bridge, offered.expires_at)
    show(
        {"code": offered.code, "series_prefix": offered.series_prefix, "expires_at": expires_at},
        lambda: print(f"Code {offered.code} for one terminal, series {offered.series_prefix}, until {expires_at}"),
    )


@app.command("list")
def list_command() -> None:
    """What each terminal last said of itself."""
    with this_bridge() as bridge, reading(bridge.engine) as conn:
        codes_of = {person.login: person.codes for person in list_collectors(conn) if person.active}
        items = [_item(bridge, conn, terminal, codes_of) for terminal in list_terminals(conn)]
    show({"items": items}, lambda: _table(items))


@app.command("revoke")
def revoke_command(
    terminal_id: Annotated[str, typer.Argument(help="As in the list: T001")],
    reason: Annotated[str, typer.Option(help="Why: lost, stolen, broken …")],
) -> None:
    """Lock a terminal out. What it recorded can still be uploaded."""
    with this_bridge() as bridge, writing(bridge.engine) as conn:
        now = bridge.clock.now()
        if terminal_id not in {terminal.terminal_id for terminal in list_terminals(conn)}:
            raise NotFound(what=f"terminal {terminal_id}")
        if not revoke(conn, terminal_id, reason, now):
            raise RevokedAlready(terminal_id=terminal_id)
        record_deed(conn, FROM_COMMAND_LINE, "terminal revoked", {"terminal_id": terminal_id, "reason": reason}, now)
    show(
        {"terminal_id": terminal_id, "revoked_at": _shown(bridge, now), "reason": reason},
        lambda: print(f"{terminal_id} is revoked. What it recorded can still be uploaded."),
    )


def _item(bridge: Bridge, conn: Connection, terminal: Terminal, codes_of: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    said = terminal.contact or {}
    collectors = [login for login in collectors_at(conn, terminal.terminal_id) if login in codes_of]
    return {
        "terminal_id": terminal.terminal_id,
        "series_prefix": terminal.series_prefix,
        "enrolled_at": _shown(bridge, terminal.enrolled_at),
        "revoked_at": _shown(bridge, terminal.revoked_at),
        "last_contact_at": _shown(bridge, terminal.last_contact_at),
        "skew_ms": terminal.skew_ms,
        **{name: said.get(name) for name in ("pending_entries", "oldest_pending_at", "last_receipt_no")},
        **{name: said.get(name) for name in ("cash_in_hand", "business_date", "day", "unprinted_slips", "version")},
        "collectors": collectors,
        "codes": sorted({code for login in collectors for code in codes_of[login]}),
    }


def _table(items: list[dict[str, Any]]) -> None:
    names = ("terminal_id", "series_prefix", "last_contact_at", "pending_entries", "cash_in_hand", "last_receipt_no")
    rows = [[*(item[name] for name in names), ", ".join(item["codes"]) or "none", item["revoked_at"]] for item in items]
    headings = ("Terminal", "Series", "Last contact", "Pending", "Cash in hand", "Last receipt", "Codes", "Revoked")
    table(headings, rows)


def _shown(bridge: Bridge, instant: str | datetime | None) -> str | None:
    if instant is None:
        return None
    moment = read_instant(instant) if isinstance(instant, str) else instant
    return write_instant(moment.astimezone(bridge.settings.zone))
