"""mpos remit: hands over cash and prints the remittance slip."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.close_registry import read_heaps
from mpos.commands.output import lines, show
from mpos.commands.payment_words import read_amount
from mpos.commands.slip_options import NoPrint
from mpos.commands.taking import not_printed
from mpos.commands.typed import read_short
from mpos.contract.money import format_money, print_money
from mpos.contract.problems import BadUsage
from mpos.contract.remittance import MAX_NAME, MAX_REFERENCE, remittance_body
from mpos.domain.counting import total
from mpos.services.remitting import RemittanceRequest, Remitted
from mpos.services.remitting import remit as hand_over

app = typer.Typer(add_completion=False)


@app.command()
def remit(
    amount: Annotated[str | None, typer.Option(help="What is handed over.")] = None,
    count: Annotated[
        list[str] | None, typer.Option(metavar="1000x3", help="Notes or coins of one kind. Once for each.")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="NAME", help="Who receives it: cashier, branch or bank.")] = None,
    reference: Annotated[str | None, typer.Option(metavar="T", help="A deposit slip's number or the like.")] = None,
    no_print: NoPrint = False,
) -> int:
    """Hand over cash of the business day and print the remittance slip. Give the amount, the count, or both."""
    if amount is None and not count:
        raise BadUsage(detail="Say how much is handed over: --amount A, or --count 1000x3 for each kind of note.")
    pieces = read_heaps(count or [])
    if count and not total(pieces):
        raise BadUsage(detail="Nothing is handed over: the notes and coins named with --count are none.")
    request = RemittanceRequest(
        amount_minor=None if amount is None else read_amount("--amount", amount),
        pieces=pieces,
        handed_to=None if to is None else read_short("--to", to, MAX_NAME),
        reference=None if reference is None else read_short("--reference", reference, MAX_REFERENCE),
        print=not no_print,
    )
    with this_terminal() as terminal:
        remitted = hand_over(terminal, request)
    return _show(remitted)


def _show(remitted: Remitted) -> int:
    remittance, left = remitted.remittance, remitted.left_minor
    content = {
        **remittance_body(remittance),
        "business_date": remitted.business_date,
        "cash_in_hand": None if left is None else format_money(left),
        "printed": remitted.printed.on_paper,
    }
    return show(
        content,
        lambda: lines(
            ("Remittance", remittance.remittance_no),
            ("Business date", remitted.business_date),
            ("Cash handed over", print_money(remittance.amount_minor)),
            ("Still in hand", None if left is None else print_money(left)),
        ),
        not_printed(remitted.printed, f"Remittance {remittance.remittance_no}"),
    )
