"""mpos soa: the list, and one SOA with its invoices and earlier transactions."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import lines, local, show, table
from mpos.commands.soa_listing import Wanted, list_soas
from mpos.commands.transactions import transaction_content
from mpos.contract.due import Due
from mpos.contract.money import format_money, print_money
from mpos.services.known_soas import known_soas
from mpos.services.transactions import transactions_on_soa
from mpos.store.payments import Recorded

app = typer.Typer(add_completion=False)


@app.command("list")
def list_(
    search: Annotated[str | None, typer.Option(metavar="T", help="Words of a name, number or address.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what was due before today.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
) -> int:
    """List the SOAs of your codes, earliest due first, with what is due now."""
    return list_soas(Wanted(search, overdue, limit))


@app.command("show")
def show_one(soa_no: Annotated[str, typer.Argument(help="The SOA, or the customer's number.")]) -> int:
    """Show one SOA with its invoices and what was recorded on it here."""
    with this_terminal() as terminal:
        soas = known_soas(terminal, terminal.collector)
        due = soas.due_of(soa_no)
        earlier = transactions_on_soa(terminal, due.soa.soa_no)
        as_of = soas.about.as_of
        shown_as_of = local(terminal, as_of)
    return show(_due_content(due, earlier, as_of), lambda: _show_due(due, earlier, shown_as_of))


def _due_content(due: Due, earlier: Sequence[Recorded], as_of: str | None) -> dict[str, Any]:
    soa = due.soa
    return {
        "soa_no": soa.soa_no,
        "version": soa.version,
        "customer_no": soa.customer_no,
        "name": soa.name,
        "address": soa.address,
        "collector_code": soa.collector_code,
        "statement_date": soa.statement_date,
        "due_date": soa.due_date,
        "currency": soa.currency,
        "amount_due": format_money(due.amount_minor),
        "penalty": format_money(due.penalty_minor),
        "as_of": as_of,
        "invoices": [
            {
                "invoice_no": line.invoice.invoice_no,
                "invoice_date": line.invoice.invoice_date,
                "due_date": line.invoice.due_date,
                "amount": format_money(line.invoice.amount_minor),
                "balance": format_money(line.balance_minor),
                "penalty": format_money(line.penalty_minor),
                "vat_type": line.invoice.vat_type,
                "disputed": line.invoice.disputed,
            }
            for line in due.invoices
        ],
        "transactions": [transaction_content(row) for row in earlier],
    }


def _show_due(due: Due, earlier: Sequence[Recorded], as_of: str) -> None:
    soa = due.soa
    lines(
        ("SOA", soa.soa_no),
        ("Customer", f"{soa.name} ({soa.customer_no})"),
        ("Address", soa.address),
        ("Due", f"{soa.currency} {print_money(due.amount_minor)}, of it penalty {print_money(due.penalty_minor)}"),
        ("As of", as_of),
    )
    table(
        ("Invoice", "Due date", "Balance", "Penalty", "Remark"),
        (
            (
                line.invoice.invoice_no,
                line.invoice.due_date,
                print_money(line.balance_minor),
                print_money(line.penalty_minor),
                "disputed" if line.invoice.disputed else "",
            )
            for line in due.invoices
            if line.amount_minor
        ),
        frozenset({"Balance", "Penalty"}),
    )
    for row in earlier:
        state = "voided" if row.void_no else row.state or "on device"
        print(f"{row.business_date} {row.receipt_no} {print_money(row.amount_minor)} {state}")
