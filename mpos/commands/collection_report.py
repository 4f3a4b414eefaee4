"""mpos collection-report: the day's list, by customer and by method."""

from typing import Annotated, Any

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import lines, show, table
from mpos.commands.slip_options import NoPrint, Preview
from mpos.commands.taking import not_printed
from mpos.commands.typed import read_day
from mpos.contract.money import format_money, print_money
from mpos.services import reporting
from mpos.services.printing import as_text
from mpos.services.reporting import Report

app = typer.Typer(add_completion=False)


@app.command("collection-report")
def collection_report(
    date: Annotated[str | None, typer.Option(metavar="D", help="The business day; else the newest one.")] = None,
    no_print: NoPrint = False,
    preview: Preview = False,
) -> int:
    """List a day's payments by customer and by method, and print the report."""
    day = read_day("--date", date).isoformat() if date is not None else None
    with this_terminal() as terminal:
        report = reporting.collection_report(terminal, day, to_print=not (no_print or preview))
        text = as_text(terminal, report.slip) if preview else None
    problem = not_printed(report.printed, f"The collection report of {report.business_date}")
    content = {**_content(report), **({} if text is None else {"text": text})}
    return show(content, lambda: _show_report(report) if text is None else print(text), problem)


def _content(report: Report) -> dict[str, Any]:
    totals = report.totals
    return {
        "business_date": report.business_date,
        "items": [
            {
                "receipt_no": line.receipt_no,
                "soa_no": line.soa_no,
                "customer_name": line.customer_name,
                "amount": format_money(line.amount_minor),
                "methods": list(line.method_names),
                "manual_or_no": line.manual_or_no,
                "voided": line.void_no is not None,
            }
            for line in report.lines
        ],
        "held_checks": [
            {
                "ack_no": check.ack_no,
                "customer_name": check.customer_name,
                "check_date": check.check_date,
                "amount": format_money(check.amount_minor),
            }
            for check in report.held_checks
        ],
        "totals": {
            "count": totals.receipts,
            "gross": format_money(totals.gross_minor),
            "voided": format_money(totals.voided_minor),
            "net": format_money(totals.net_minor),
            "by_method": {method: format_money(minor) for method, minor in totals.by_method},
        },
        "printed": report.printed.on_paper,
    }


def _show_report(report: Report) -> None:
    table(
        ("Receipt", "Customer", "Amount", "Methods", "Remark"),
        (
            (
                line.receipt_no,
                line.customer_name,
                print_money(line.amount_minor),
                ", ".join(line.method_names),
                "voided" if line.void_no else (f"OR {line.manual_or_no}" if line.manual_or_no else ""),
            )
            for line in report.lines
        ),
        frozenset({"Amount"}),
    )
    totals = report.totals
    paid = [(method.replace("_", " "), print_money(minor)) for method, minor in totals.by_method if minor]
    lines(
        ("Gross", print_money(totals.gross_minor)),
        ("Voided", print_money(totals.voided_minor)),
        ("Net", print_money(totals.net_minor)),
        *paid,
    )
