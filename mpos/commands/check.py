"""mpos check: post-dated checks: taken in keeping, listed, collected on their day, given back."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show, table
from mpos.commands.payment_words import FORMATS, read_tender
from mpos.commands.slip_options import NoPrint
from mpos.commands.taking import not_printed, show_collected
from mpos.commands.typed import read_short
from mpos.contract.held_check import MAX_REASON
from mpos.contract.money import format_money, print_money
from mpos.contract.payment import CHECK
from mpos.contract.problems import BadUsage
from mpos.services.holding_checks import Held, checks_in_keeping, collect_check, hold_check, return_check
from mpos.store.held_checks import KeptCheck

app = typer.Typer(add_completion=False)

_FORMAT = next(each for each in FORMATS if each.method == CHECK)


@app.command()
def hold(
    soa_no: Annotated[str, typer.Argument(help="The SOA, or the customer's number.")],
    check: Annotated[str, typer.Argument(metavar="A:BANK:NO:DATE", help="The check, dated after today.")],
    no_print: NoPrint = False,
) -> int:
    """Take a post-dated check in keeping, and print its acknowledgement. Nothing is paid before its date."""
    tender = read_tender(_FORMAT, check)
    if not tender.amount_minor:
        raise BadUsage(detail=f"The check {check!r} needs its amount; write it as {_FORMAT.example}.")
    with this_terminal() as terminal:
        held = hold_check(terminal, soa_no, tender, to_print=not no_print)
    return _show_held(held)


@app.command("list")
def list_checks(
    due: Annotated[bool, typer.Option("--due", help="Only those whose date has come.")] = False,
) -> int:
    """List the checks in keeping, by their dates."""
    with this_terminal() as terminal:
        checks = checks_in_keeping(terminal, due)
    total = sum(check.amount_minor for check in checks)
    content = {"count": len(checks), "amount": format_money(total), "items": [_content(check) for check in checks]}
    return show(content, lambda: _show_list(checks))


@app.command()
def collect(
    ack_no: Annotated[str, typer.Argument(help="The acknowledgement's number.")],
    advance: Annotated[bool, typer.Option("--advance", help="Keep what is more than due as credit.")] = False,
    no_print: NoPrint = False,
) -> int:
    """Take the payment of a check whose date has come, and print its receipt."""
    with this_terminal() as terminal:
        return show_collected(collect_check(terminal, ack_no, advance=advance, to_print=not no_print))


@app.command("return")
def give_back(
    ack_no: Annotated[str, typer.Argument(help="The acknowledgement's number.")],
    reason: Annotated[str, typer.Option(metavar="T", help="Why.")],
) -> int:
    """Give a check back that will be no payment."""
    why = read_short("--reason", reason, MAX_REASON)
    with this_terminal() as terminal:
        returned = return_check(terminal, ack_no, why)
    return show(returned._asdict(), lambda: print(f"The check of {ack_no} is not in keeping any more."))


def _show_held(held: Held) -> int:
    check = held.check
    content = {
        "ack_no": check.ack_no,
        "soa_no": check.soa_no,
        "customer_no": check.customer_no,
        "customer_name": check.customer_name,
        "amount": format_money(check.amount_minor),
        "bank": check.bank,
        "check_no": check.check_no,
        "check_date": check.check_date,
        "held_at": check.held_at,
        "printed": held.printed.on_paper,
    }
    said = f"{check.ack_no}: check {check.check_no} over {print_money(check.amount_minor)} is kept until "
    return show(
        content,
        lambda: print(f"{said}{check.check_date}. Nothing is paid yet."),
        not_printed(held.printed, f"Acknowledgement {check.ack_no}"),
    )


def _content(check: KeptCheck) -> dict[str, Any]:
    return {
        "ack_no": check.ack_no,
        "soa_no": check.soa_no,
        "customer_no": check.customer_no,
        "customer_name": check.customer_name,
        "business_date": check.business_date,
        "amount": format_money(check.amount_minor),
        "bank": check.bank,
        "check_no": check.check_no,
        "check_date": check.check_date,
    }


def _show_list(checks: Sequence[KeptCheck]) -> None:
    rows = [
        (check.ack_no, check.check_date, print_money(check.amount_minor), check.bank, check.check_no, check.soa_no)
        for check in checks
    ]
    table(("Number", "Date", "Amount", "Bank", "Check no", "SOA"), rows, frozenset({"Amount"}))
