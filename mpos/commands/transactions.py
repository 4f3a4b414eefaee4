"""mpos transactions: what was recorded on a business day."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show, table
from mpos.commands.typed import read_day
from mpos.contract.money import format_money, print_money
from mpos.services.transactions import transactions_on
from mpos.store.payments import Recorded

app = typer.Typer(add_completion=False)


@app.command()
def transactions(
    date: Annotated[str | None, typer.Option(metavar="D", help="The business day; else the newest one.")] = None,
) -> int:
    """List what was recorded on a business day, and where each payment is now."""
    named = read_day("--date", date).isoformat() if date is not None else None
    with this_terminal() as terminal:
        found = transactions_on(terminal, named)
    content = {"business_date": found.business_date, "items": [transaction_content(row) for row in found.rows]}
    return show(content, lambda: _show_rows(found.rows))


def transaction_content(row: Recorded) -> dict[str, Any]:
    """One payment as --json prints it; state is on_device, at_office, in_pscloud or refused."""
    return {
        "payment_id": row.payment_id,
        "receipt_no": row.receipt_no,
        "source": row.source,
        "soa_no": row.soa_no,
        "customer_no": row.customer_no,
        "customer_name": row.customer_name,
        "business_date": row.business_date,
        "paid_at": row.paid_at,
        "amount": format_money(row.amount_minor),
        "voided": row.void_no is not None,
        "void_no": row.void_no,
        "state": row.state or "on_device",
    }


def _show_rows(rows: Sequence[Recorded]) -> None:
    table(
        ("Receipt", "SOA", "Customer", "Amount", "State"),
        (
            (
                row.receipt_no,
                row.soa_no or "",
                row.customer_name,
                print_money(row.amount_minor),
                "voided" if row.void_no else (row.state or "on device").replace("_", " "),
            )
            for row in rows
        ),
        frozenset({"Amount"}),
    )
