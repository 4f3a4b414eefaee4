"""mpos or-entry: records a payment taken on a paper receipt, or from a customer who is not on the list."""

from typing import Annotated

import typer

from mpos.commands.calling import current
from mpos.commands.payment_options import (
    Advance,
    Amount,
    BankTransfer,
    Card,
    Cash,
    Check,
    Copy,
    Ewallet,
    Pay,
    QrPh,
    Remarks,
    Withholding,
)
from mpos.commands.payment_words import PaymentWords
from mpos.commands.slip_options import NoPrint
from mpos.commands.taking import take_manual
from mpos.commands.typed import read_paid_at, read_short
from mpos.contract.problems import BadUsage
from mpos.services.collecting import ManualReceipt

app = typer.Typer(add_completion=False)


@app.command()
def or_entry(
    manual_or: Annotated[str, typer.Option(help="The number on the paper receipt.")],
    customer_no: Annotated[str, typer.Option(help="The customer's number.")],
    name: Annotated[str | None, typer.Option(help="The customer's name.")] = None,
    soa: Annotated[str | None, typer.Option(metavar="SOA_NO", help="The SOA that is paid, if it is known.")] = None,
    paid_at: Annotated[str | None, typer.Option(help="When it was paid: 2026-11-22 or 2026-11-22T14:30.")] = None,
    amount: Amount = None,
    cash: Cash = None,
    check: Check = None,
    card: Card = None,
    ewallet: Ewallet = None,
    qr_ph: QrPh = None,
    bank_transfer: BankTransfer = None,
    withholding: Withholding = None,
    pay: Pay = None,
    advance: Advance = False,
    remarks: Remarks = None,
    no_print: NoPrint = False,
    copy: Copy = False,
) -> int:
    """Record a payment that was receipted on paper. Without --soa all of it is kept as the customer's credit."""
    if pay and soa is None:
        raise BadUsage(detail="--pay names an invoice of a SOA; add --soa SOA_NO.")
    manual = ManualReceipt(
        manual_or_no=read_short("--manual-or", manual_or, 40),
        customer_no=read_short("--customer-no", customer_no, 60),
        name=read_short("--name", name, 120) if name is not None else None,
        soa_no=soa,
        paid_at=read_paid_at(paid_at, current()),
    )
    words = PaymentWords(
        soa or "",
        amount,
        cash,
        check or (),
        card or (),
        ewallet or (),
        qr_ph or (),
        bank_transfer or (),
        withholding or (),
        pay or (),
        advance,
        remarks,
        no_print,
        copy,
    )
    return take_manual(manual, words)
