"""mpos-bridge payments: Collection and Payments."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import day_given, in_zone
from bridge.commands.output import in_words, show, table
from bridge.commands.written import write_file
from bridge.problems import NotFound
from bridge.store import attachments, payments
from bridge.store.engine import Connection, reading, writing
from bridge.store.office_deeds import record_deed
from bridge.store.outgoing import entry_of
from bridge.store.payments import STATUSES, Filter, Listed, Totals, Try
from mpos.contract.money import format_money
from mpos.contract.payment import read_payment, tender_wire
from mpos.contract.problems import BadUsage, Refused

DEFAULT_LIMIT, MAX_LIMIT = 10_000, 1_000_000
app = typer.Typer(add_completion=False, help="Collection and Payments: what came in, and what became of it.")
PaymentArgument = Annotated[str, typer.Argument(metavar="ID", help="A payment's id or receipt number.")]
PaymentArguments = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Ids or receipt numbers.")]


class NothingToDo(Refused):
    """Receipt {receipt_no} is {status}{reason}."""

    hint = "Nothing was changed. See: mpos-bridge payments show {receipt_no}"


class NoPicture(Refused):
    """There is no signature of receipt {receipt_no} here: {reason}."""

    hint = "Nothing was written. One that was taken comes with an upload of its terminal."


@app.command("list")
def list_command(
    date: Annotated[str | None, typer.Option(help="Of this business day only: 2026-10-15")] = None,
    collector: Annotated[str | None, typer.Option(help="Of this login or collector code only.")] = None,
    status: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATUSES)}.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """What came in, newest first, with the sums of all that match."""
    if status is not None and status not in STATUSES:
        raise BadUsage(detail=f"--status: {status!r} is none of {', '.join(STATUSES)}.")
    wanted = Filter(day_given(date, "--date"), collector, status)
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [_item(bridge, payment) for payment in payments.list_payments(conn, wanted, limit)]
        sums = _sums(payments.totals_of(conn, wanted))
    show({"items": items, "totals": sums}, lambda: _table(items, sums))


@app.command("show")
def show_command(payment: PaymentArgument) -> None:
    """One payment, where it stands in the journal, and every try to post it."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = _find(conn, payment)
        recorded = {"tenders": _tenders(conn, found), "signature": _signature(bridge, conn, found)}
        item = _item(bridge, found) | _place(found) | recorded
        tries = [_try_item(bridge, each) for each in payments.tries_of(conn, found.payment_id)]
    show(item | {"attempts": tries}, lambda: _one(item, tries))


@app.command()
def approve(
    payment: PaymentArguments = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait for approval.")] = False,
) -> None:
    """Let payments go to PSCloud. All of them are approved, or none."""
    if everything == bool(payment):
        raise BadUsage(detail="Give the payments to approve, or --all.")
    with this_bridge(Permission.APPROVE) as bridge, writing(bridge.engine) as conn:
        ids = payments.waiting_for_approval(conn) if everything else list(dict.fromkeys(payment or ()))
        approved = [_decide(bridge, conn, each, "payment approved", _approve) for each in ids]
    show({"approved": approved}, lambda: print(f"Approved {len(approved)}."))


@app.command()
def retry(payment: PaymentArgument) -> None:
    """Send what PSCloud has refused once more, as it is."""
    with this_bridge(Permission.RESOLVE) as bridge, writing(bridge.engine) as conn:
        payment_id = _decide(bridge, conn, payment, "refused payment sent again", payments.retry)
    show({"payment_id": payment_id}, lambda: print("It goes again with the next sync."))


@app.command()
def resolve(
    payment: PaymentArgument,
    as_credit: Annotated[bool, typer.Option("--as-credit", help="Post it as the customer's credit.")] = False,
) -> None:
    """Settle a refused payment another way."""
    if not as_credit:
        raise BadUsage(detail="Say how: --as-credit posts it as the customer's credit.")
    with this_bridge(Permission.RESOLVE) as bridge, writing(bridge.engine) as conn:
        payment_id = _decide(bridge, conn, payment, "refused payment made credit", payments.resolve_as_credit)
    show({"payment_id": payment_id}, lambda: print("It goes as the customer's credit with the next sync."))


@app.command()
def signature(payment: PaymentArgument, file: Annotated[Path, typer.Argument(help="Where to write the PNG.")]) -> None:
    """Write the customer's signature to a file."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = _find(conn, payment)
        signed = attachments.signed_for(conn, found.payment_id)
        picture = attachments.content_of(conn, found.terminal_id, signed.sha256) if signed else None
    if signed is None or picture is None:
        raise NoPicture(receipt_no=found.receipt_no, reason="its terminal still has it" if signed else "nobody signed")
    write_file(file, picture)
    show({"file": str(file), "sha256": signed.sha256, "size": len(picture)}, lambda: print(f"{file}: written."))


def _decide(
    bridge: Bridge, conn: Connection, payment: str, deed: str, act: Callable[[Connection, str, datetime], bool]
) -> str:
    found = _find(conn, payment)
    now = bridge.clock.now()
    if not act(conn, found.payment_id, now):
        voided = " and voided" if found.voided else ""
        raise NothingToDo(receipt_no=found.receipt_no, status=found.status, reason=voided)
    record_deed(conn, actor(), deed, {"payment_id": found.payment_id, "receipt_no": found.receipt_no}, now)
    return found.payment_id


def _approve(conn: Connection, payment_id: str, now: datetime) -> bool:
    return payments.approve(conn, payment_id, actor().name, now)


def _find(conn: Connection, payment: str) -> Listed:
    found = payments.find_payments(conn, payment)
    if not found:
        raise NotFound(what=f"payment {payment}")
    if len(found) > 1:
        raise BadUsage(detail=f"{len(found)} payments have receipt {payment}; give the id instead.")
    return found[0]


def _item(bridge: Bridge, payment: Listed) -> dict[str, Any]:
    return {
        "payment_id": payment.payment_id,
        "receipt_no": payment.receipt_no,
        "soa_no": payment.soa_no,
        "customer_no": payment.customer_no,
        "customer_name": payment.customer_name,
        "collector": payment.collector,
        "collector_code": payment.collector_code,
        "terminal_id": payment.terminal_id,
        "business_date": payment.business_date,
        "paid_at": in_zone(bridge, payment.paid_at),
        "status": payment.status,
        "amount": format_money(payment.amount_minor),
        "advance": format_money(payment.advance_minor),
        "vat": format_money(payment.vat_minor),
        "voided": payment.voided,
        "manual_or_no": payment.manual_or_no,
        "payment_no": payment.payment_no,
        "posted_as_credit": payment.posted_as_credit,
        "code": payment.code,
        "detail": payment.detail,
    }


def _place(payment: Listed) -> dict[str, Any]:
    return {
        "source": payment.source,
        "journal": {"terminal_id": payment.terminal_id, "epoch": payment.epoch, "seq": payment.seq},
        "approved_by": payment.approved_by,
        "soa_version": payment.soa_version,
        "void_reason": payment.void_reason,
    }


def _tenders(conn: Connection, payment: Listed) -> list[dict[str, Any]] | None:
    """How it was paid; one that is for confirmation has to be looked for in the account, by its reference."""
    entry = entry_of(conn, payment.payment_id)
    return None if entry is None else [tender_wire(tender) for tender in read_payment(entry.body).tenders]


def _signature(bridge: Bridge, conn: Connection, payment: Listed) -> dict[str, Any] | None:
    signed = attachments.signed_for(conn, payment.payment_id)
    if signed is None:
        return None
    received_at = in_zone(bridge, signed.received_at) if signed.received_at else None
    return {"sha256": signed.sha256, "taken_at": in_zone(bridge, signed.taken_at), "received_at": received_at}


def _try_item(bridge: Bridge, each: Try) -> dict[str, Any]:
    return each._asdict() | {"tried_at": in_zone(bridge, each.tried_at)}


def _sums(totals: Totals) -> dict[str, Any]:
    return {
        "count": totals.payments,
        "active": format_money(totals.active_minor),
        "synced": format_money(totals.synced_minor),
        "vat": format_money(totals.vat_minor),
        "voided": format_money(totals.voided_minor),
    }


def _table(items: list[dict[str, Any]], sums: dict[str, Any]) -> None:
    names = ("business_date", "receipt_no", "customer_name", "collector", "amount", "status", "payment_no", "detail")
    headings = ("Day", "Receipt", "Customer", "Collector", "Amount", "Status", "PSCloud's no.", "Detail", "Voided")
    table(headings, [[*(item[name] for name in names), "voided" if item["voided"] else ""] for item in items])
    print("{count} payments: active {active}, synced {synced}, VAT {vat}, voided {voided}".format(**in_words(sums)))


def _one(item: dict[str, Any], tries: list[dict[str, Any]]) -> None:
    table(("Field", "Value"), [(name, _on_one_line(value)) for name, value in item.items() if value is not None])
    if tries:
        table([name.replace("_", " ").capitalize() for name in tries[0]], [list(each.values()) for each in tries])


def _on_one_line(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(_on_one_line, value))
    if not isinstance(value, dict):
        return value
    return ", ".join(f"{name} {'not yet' if part is None else part}" for name, part in value.items())
