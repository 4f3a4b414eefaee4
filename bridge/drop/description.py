"""How the columns of dropped files are to be read: the connector file of an office with a drop folder."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from bridge.connector.description import (
    Expression,
    InvoiceFields,
    Maybe,
    Part,
    SoaFields,
    Spelling,
    bad_connector,
    read_toml,
)

ROWS = "_rows"
"""Under this name the rows of a SOA stand in its first row, which is what [soa] looks at."""


class DroppedSoa(SoaFields):
    """[soa]: our words in the first row of a SOA. What is left out has the column of its own name."""

    soa_no: Expression = "soa_no"
    customer_no: Expression = "customer_no"
    name: Expression = "name"
    collector_code: Expression = "collector_code"
    due_date: Expression = "due_date"
    invoices: Expression = ROWS
    version: Maybe = None
    status: Maybe = "status"
    address: Maybe = "address"
    city: Maybe = "city"
    postal_code: Maybe = "postal_code"
    branch: Maybe = "branch"
    statement_date: Maybe = "statement_date"
    currency: Maybe = "currency"


class DroppedInvoice(InvoiceFields):
    """[invoice]: our words in each row."""

    invoice_no: Expression = "invoice_no || soa_no"
    balance: Expression = "balance"
    invoice_date: Maybe = "invoice_date"
    due_date: Maybe = "invoice_due_date || due_date"
    description: Maybe = "description"
    amount: Maybe = "amount || balance"
    penalty: Maybe = "penalty"


class Dropped(Part):
    """[files]: whether a list has all SOAs or those that changed. One that changed comes with all its rows."""

    lists: Literal["whole", "changes"] = "whole"


class DropDescription(Part):
    """The whole file; all of it may be left out."""

    name: Annotated[str, Field(min_length=1, max_length=60)] = "the back office"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "PHP"
    formats: Spelling = Spelling()
    files: Dropped = Dropped()
    soa: DroppedSoa = DroppedSoa()
    invoice: DroppedInvoice = DroppedInvoice()


def read_drop_description(path: Path | None) -> DropDescription:
    """What a file says of dropped lists; without one, columns have our own names. BadConnector."""
    if path is None:
        return DropDescription()
    try:
        return DropDescription.model_validate(read_toml(path))
    except ValidationError as error:
        raise bad_connector(path, error) from error
