"""mpos-bridge payments: Collection and Payments."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import day_given
from bridge.commands.output import show
from bridge.commands.payment_shown import say_payment, say_payments
from bridge.commands.written import write_file
from bridge.deeds import on_payments
from bridge.deeds.confirm_tender import confirm_tender
from bridge.deeds.found_posted import found_posted
from bridge.items.payments import parts_item, payment_detail, payment_item, totals_item
from bridge.store import attachments
from bridge.store.engine import reading
from bridge.store.payment_totals import totals_of
from bridge.store.payments import STATUSES, Filter, Place, list_payments, narrowed, place_of
from mpos.contract.payment import METHODS
from mpos.contract.problems import BadUsage, Refused

DEFAULT_LIMIT, MAX_LIMIT = 1_000, 1_000_000
AS_CREDIT_REASON = "decided at the command line"
"""For scripts of before, that gave no reason with --as-credit."""
app = typer.Typer(add_completion=False, help="Collection and Payments: what came in, and what became of it.")
PaymentArgument = Annotated[str, typer.Argument(metavar="ID", help="A payment's id or receipt number.")]
PaymentArguments = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Ids or receipt numbers.")]


class NoPicture(Refused):
    """There is no signature of receipt {receipt_no} here: {reason}."""

    hint = "Nothing was written. One that was taken comes with an upload of its terminal."


@app.command("list")
def list_command(
    date: Annotated[str | None, typer.Option(help="Of this business day only: 2026-10-15")] = None,
    collector: Annotated[str | None, typer.Option(help="Of this login or collector code only.")] = None,
    status: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATUSES)}.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="From this business day on.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Up to this business day.")] = None,
    code: Annotated[str | None, typer.Option(help="Of this collector code only.")] = None,
    branch: Annotated[str | None, typer.Option(help="Of this branch only.")] = None,
    terminal: Annotated[str | None, typer.Option(help="Of this terminal only.")] = None,
    method: Annotated[str | None, typer.Option(help=f"One of {', '.join(METHODS)}.")] = None,
    voided: Annotated[bool | None, typer.Option("--voided/--not-voided", help="Voided ones only, or no such.")] = None,
    waiting: Annotated[bool, typer.Option("--needs-person", help="Refused ones that nobody has decided on.")] = False,
    search: Annotated[str | None, typer.Option(help="Words of receipt, customer or SOA, or an amount.")] = None,
    behind: Annotated[str | None, typer.Option(metavar="NEXT", help="Behind this page: what `next` said.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """What came in, newest first, with the sums of all that match."""
    _one_of("--status", status, STATUSES)
    _one_of("--method", method, METHODS)
    wanted = Filter(
        business_date=day_given(date, "--date"),
        collector=collector,
        status=status,
        since=day_given(since, "--from"),
        until=day_given(until, "--to"),
        code=code,
        branch=branch,
        terminal_id=terminal,
        method=method,
        voided=voided,
        needs_person=waiting,
        search=search,
    )
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        wanted = narrowed(conn, wanted._replace(branches=actor().branches))
        found = list_payments(conn, wanted, limit + 1, _place(behind))
        items = [payment_item(bridge, payment) for payment in found[:limit]]
        totals = totals_of(conn, wanted)
    following = "~".join(place_of(found[limit - 1])) if len(found) > limit else None
    content = {"items": items, "totals": totals_item(totals), **parts_item(totals), "next": following}
    show(content, lambda: say_payments(content))


@app.command("show")
def show_command(payment: PaymentArgument) -> None:
    """One payment from its journal entry to PSCloud's number: every try, decision and slip."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        item = payment_detail(bridge, conn, on_payments.find_one(conn, actor(), payment))
    show(item, lambda: say_payment(item))


@app.command()
def approve(
    payment: PaymentArguments = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait for approval.")] = False,
) -> None:
    """Let payments go to PSCloud. All of them are approved, or none; --all leaves out what you collected yourself."""
    if everything == bool(payment):
        raise BadUsage(detail="Give the payments to approve, or --all.")
    with this_bridge(Permission.APPROVE) as bridge:
        if everything:
            done = on_payments.approve_all(bridge, actor())
        else:
            done = on_payments.approve(bridge, actor(), payment or ())
    content: dict[str, Any] = {"approved": done.payment_ids}
    if done.left:
        content["left"] = done.left
    left = f" {len(done.left)} that you collected yourself are left to a colleague." if done.left else ""
    show(content, lambda: print(f"Approved {len(done.payment_ids)}.{left}"))


@app.command()
def retry(
    payment: PaymentArgument, reason: Annotated[str, typer.Option(help="Why it should be taken now.")] = ""
) -> None:
    """Send what PSCloud has refused once more, as it is."""
    with this_bridge(Permission.RESOLVE) as bridge:
        payment_id = on_payments.retry(bridge, actor(), payment, reason)
    show({"payment_id": payment_id}, lambda: print("It goes again with the next sync."))


@app.command()
def resolve(
    payment: PaymentArgument,
    as_credit: Annotated[bool, typer.Option("--as-credit", help="Post it as the customer's credit.")] = False,
    attach: Annotated[str | None, typer.Option(metavar="SOA_NO", help="Post it on this SOA, spread anew.")] = None,
    refunded: Annotated[bool, typer.Option("--refunded", help="The customer has it back: never post it.")] = False,
    posted: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The back office has it already, under this number.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; it is kept with your name.")] = None,
) -> None:
    """Settle a refused payment another way, with a reason."""
    if [as_credit, attach is not None, refunded, posted is not None].count(True) != 1:
        raise BadUsage(
            detail="Say how: --as-credit posts it as the customer's credit, --attach SOA_NO on another SOA, "
            "--refunded never; --posted NUMBER says that it is there already."
        )
    if reason is None and not as_credit:
        raise BadUsage(detail="Say why, with --reason.")
    with this_bridge(Permission.RESOLVE) as bridge:
        if attach is not None:
            payment_id = on_payments.attach(bridge, actor(), payment, attach, reason or "")
            told = f"It goes on SOA {attach} with the next sync."
        elif posted is not None:
            payment_id = found_posted(bridge, actor(), payment, posted, reason or "")
            told = "It is kept as posted; nothing is sent again."
        elif refunded:
            payment_id = on_payments.refund(bridge, actor(), payment, reason or "")
            told = "It is kept as refunded, and is never posted."
        else:
            payment_id = on_payments.hold_as_credit(bridge, actor(), payment, reason or AS_CREDIT_REASON)
            told = "It goes as the customer's credit with the next sync."
    show({"payment_id": payment_id}, lambda: print(told))


@app.command()
def confirm(
    payment: PaymentArgument,
    tender: Annotated[int, typer.Option(min=1, help="Which tender of it, counted from 1.")] = 1,
    found: Annotated[
        bool | None, typer.Option("--found/--not-found", help="Whether the money is in the account.")
    ] = None,
    remark: Annotated[str, typer.Option(help="Where you looked, and what you saw.")] = "",
) -> None:
    """Say whether the money of a tender that nobody saw arrive is in the account."""
    if found is None:
        raise BadUsage(detail="Say --found or --not-found.")
    with this_bridge(Permission.APPROVE) as bridge:
        payment_id = confirm_tender(bridge, actor(), payment, tender, found=found, remark=remark)
    show({"payment_id": payment_id, "tender": tender, "found": found}, lambda: print("It is kept."))


@app.command()
def signature(payment: PaymentArgument, file: Annotated[Path, typer.Argument(help="Where to write the PNG.")]) -> None:
    """Write the customer's signature to a file."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        found = on_payments.find_one(conn, actor(), payment)
        signed = attachments.signed_for(conn, found.payment_id)
        picture = attachments.content_of(conn, found.terminal_id, signed.sha256) if signed else None
    if signed is None or picture is None:
        raise NoPicture(receipt_no=found.receipt_no, reason="its terminal still has it" if signed else "nobody signed")
    write_file(file, picture)
    show({"file": str(file), "sha256": signed.sha256, "size": len(picture)}, lambda: print(f"{file}: written."))


def _one_of(option: str, given: str | None, allowed: tuple[str, ...]) -> None:
    if given is not None and given not in allowed:
        raise BadUsage(detail=f"{option}: {given!r} is none of {', '.join(allowed)}.")


def _place(given: str | None) -> Place | None:
    parts = given.split("~") if given else []
    if given and len(parts) != len(Place._fields):
        raise BadUsage(detail="--behind: write what `next` said of the page before.")
    return Place(*parts) if parts else None
