"""mpos collect: takes one payment. A well-formed command line does not come here but through quick.py."""

from typing import Annotated

import typer

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
from mpos.commands.taking import take_payment

app = typer.Typer(add_completion=False)


@app.command()
def collect(
    soa_no: Annotated[str, typer.Argument(help="The SOA, or the customer's number.")],
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
    """Take one payment and print its receipt. Without any amount it pays what is due, in cash."""
    return take_payment(
        PaymentWords(
            soa_no,
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
    )
