"""mpos-bridge soa: SOA Customer List."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.instants import day_given
from bridge.commands.output import show, table
from bridge.problems import NotFound
from bridge.store.downloads import open_failures
from bridge.store.effects import effects_on
from bridge.store.engine import reading
from bridge.store.soa_search import Wanted, find_soas, status_of
from bridge.store.soas import load
from mpos.contract.due import Due, due_now, is_reflected
from mpos.contract.money import format_money
from mpos.contract.problems import PartlyDone
from mpos.contract.soa import Effect, Soa

DEFAULT_LIMIT, MAX_LIMIT = 100, 1_000_000
app = typer.Typer(add_completion=False, help="SOA Customer List: search, show, and compare with PSCloud.")


class NoSoa(NotFound):
    """There is no SOA {soa_no} here{reason}."""

    hint = "See whether PSCloud has it: mpos-bridge soa show {soa_no} --live; or name all differences: soa compare"


@app.command("list")
def list_command(
    search: Annotated[str | None, typer.Option(help="Words of number, customer number, name or address.")] = None,
    collector_code: Annotated[str | None, typer.Option(help="Of this code only.")] = None,
    due_before: Annotated[str | None, typer.Option(help="Due before this day: 2026-10-15")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, longest due first.")] = DEFAULT_LIMIT,
) -> None:
    """The active SOAs, with what is due of them now."""
    wanted = Wanted(search, collector_code, day_given(due_before, "--due-before"))
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = find_soas(conn, wanted, limit)
        soas, effects = load(conn, found.soa_nos), effects_on(conn, found.soa_nos)
    items = [_item(soas[soa_no], due_now(soas[soa_no], effects.get(soa_no, ()))) for soa_no in found.soa_nos]
    content = {"items": items, "count": found.soas, "upstream_amount_due": format_money(found.amount_due_minor)}
    show(content, lambda: _table(content))


@app.command("show")
def show_command(
    soa_no: Annotated[str, typer.Argument(metavar="SOA_NO", help="As in the list.")],
    live: Annotated[bool, typer.Option("--live", help="As PSCloud has it at this moment.")] = False,
) -> None:
    """One SOA with its invoices and the payments on it."""
    with this_bridge(Permission.SEE) as bridge:
        content = _live(bridge, soa_no) if live else _kept(bridge, soa_no)
    show(content, lambda: _one(content))


@app.command("compare")
def compare_command() -> None:
    """Hold our SOAs against PSCloud's control totals, down to the SOAs that differ and why."""
    from bridge.commands.comparison import comparison_content, say_comparison
    from bridge.reconcile.compare import compare
    from bridge.connector.opening import open_back_office

    with this_bridge(Permission.SEE) as bridge, open_back_office(bridge) as pscloud:
        content = comparison_content(compare(bridge, pscloud))
    show(content, lambda: say_comparison(content))
    if not content["ok"]:
        raise typer.Exit(PartlyDone.exit_code)


def _kept(bridge: Bridge, soa_no: str) -> dict[str, Any]:
    with reading(bridge.engine) as conn:
        status = status_of(conn, soa_no)
        failure = open_failures(conn).get(soa_no)
        if status is None:
            reason = f": its record could not be taken ({failure.detail})" if failure else ""
            raise NoSoa(soa_no=soa_no, reason=reason)
        soa = load(conn, [soa_no])[soa_no]
        effects = effects_on(conn, [soa_no]).get(soa_no, [])
    failed = None if failure is None else failure.detail
    return _whole(soa, effects) | {"status": status, "live": False, "failure": failed}


def _live(bridge: Bridge, soa_no: str) -> dict[str, Any]:
    from bridge.pscloud.problems import PscloudFailing
    from bridge.pscloud.shapes import Malformed, read_statement
    from bridge.connector.opening import open_back_office

    with open_back_office(bridge) as pscloud:
        record = pscloud.soa(soa_no)
    if record is None:
        raise NotFound(what=f"SOA {soa_no} at PSCloud")
    try:
        stated = read_statement(record)
    except Malformed as error:
        raise PscloudFailing(detail=f"its record of {soa_no} can't be read: {error.detail}") from error
    with reading(bridge.engine) as conn:
        effects = effects_on(conn, [soa_no]).get(soa_no, [])
    return _whole(stated.soa, effects) | {"status": stated.status, "live": True, "failure": None}


def _item(soa: Soa, due: Due) -> dict[str, Any]:
    return {
        "soa_no": soa.soa_no,
        "customer_no": soa.customer_no,
        "name": soa.name,
        "collector_code": soa.collector_code,
        "due_date": soa.due_date,
        "amount_due": format_money(due.amount_minor),
        "penalty": format_money(due.penalty_minor),
        "upstream_amount_due": format_money(soa.amount_due_minor),
        "version": soa.version,
    }


def _whole(soa: Soa, effects: list[Effect]) -> dict[str, Any]:
    due = due_now(soa, effects)
    return _item(soa, due) | {
        "address": soa.address,
        "branch": soa.branch,
        "statement_date": soa.statement_date,
        "currency": soa.currency,
        "updated_at": soa.updated_at,
        "invoices": [
            {
                "invoice_no": line.invoice.invoice_no,
                "invoice_date": line.invoice.invoice_date,
                "due_date": line.invoice.due_date,
                "description": line.invoice.description,
                "amount": format_money(line.invoice.amount_minor),
                "balance": format_money(line.balance_minor),
                "penalty": format_money(line.penalty_minor),
                "disputed": line.invoice.disputed,
            }
            for line in due.invoices
        ],
        "payments": [_effect_item(effect, soa.version) for effect in effects],
    }


def _effect_item(effect: Effect, version: int) -> dict[str, Any]:
    return {
        "payment_id": effect.payment_id,
        "invoice_no": effect.invoice_no,
        "balance": format_money(effect.balance_minor),
        "penalty": format_money(effect.penalty_minor),
        "reflected": is_reflected(effect, version),
    }


def _table(content: dict[str, Any]) -> None:
    names = ("soa_no", "name", "collector_code", "due_date", "amount_due", "penalty")
    table(
        ("SOA", "Name", "Code", "Due date", "Due now", "Penalty"),
        [[i[name] for name in names] for i in content["items"]],
    )
    print("{count} SOAs; PSCloud has {upstream_amount_due} due of them.".format(**content))


def _one(content: dict[str, Any]) -> None:
    shown = {name: value for name, value in content.items() if name not in ("invoices", "payments")}
    table(("Field", "Value"), [(name, value) for name, value in shown.items() if value not in (None, "")])
    for name in ("invoices", "payments"):
        if rows := content[name]:
            table([key.replace("_", " ").capitalize() for key in rows[0]], [list(row.values()) for row in rows])
