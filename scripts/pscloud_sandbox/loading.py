"""Reads invoices from a CSV in the form of IBM Watson's public "Accounts Receivable" sample."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scripts.pscloud_sandbox.money import parse_listed_money
from scripts.pscloud_sandbox.records import Invoice

DISPUTED = {"Yes": True, "No": False}


class UnreadableInvoice(ValueError):
    """A line of the CSV is not an invoice; correct that line and start again."""


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """One line: an invoice of a customer, and the day on which it was settled in the sample's own history."""

    collector_code: str
    customer_no: str
    invoice: Invoice
    settled_on: date

    def paid_elsewhere(self) -> "ListedInvoice":
        """The same invoice with nothing left to pay."""
        return replace(self, invoice=replace(self.invoice, balance_minor=0))


def load_invoices(csv_path: Path) -> tuple[ListedInvoice, ...]:
    """All invoices of the file, in its order; raises UnreadableInvoice, which names the line, or OSError."""
    with csv_path.open(newline="", encoding="utf-8-sig") as lines:
        return tuple(_invoices(csv.DictReader(lines)))


def _invoices(lines: "csv.DictReader[str]") -> Iterator[ListedInvoice]:
    seen: set[str] = set()
    for line in lines:
        try:
            listed = _listed(line)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnreadableInvoice(f"line {lines.line_num} is not an invoice ({error})") from error
        if listed.invoice.invoice_no in seen:
            raise UnreadableInvoice(f"line {lines.line_num} repeats invoice {listed.invoice.invoice_no}")
        seen.add(listed.invoice.invoice_no)
        yield listed


def _listed(line: dict[str, str]) -> ListedInvoice:
    amount_minor = parse_listed_money(line["InvoiceAmount"])
    invoice = Invoice(
        invoice_no=line["invoiceNumber"],
        invoice_date=_parse_day(line["InvoiceDate"]),
        due_date=_parse_day(line["DueDate"]),
        amount_minor=amount_minor,
        balance_minor=amount_minor,
        disputed=DISPUTED[line["Disputed"]],
    )
    return ListedInvoice(f"C{line['countryCode']}", line["customerID"], invoice, _parse_day(line["SettledDate"]))


def _parse_day(text: str) -> date:
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))
