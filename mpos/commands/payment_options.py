"""The options that collect and or-entry share, as Typer declares them."""

from typing import Annotated

import typer

Amount = Annotated[str | None, typer.Option(help="What is paid, if it is not all that is due.")]
Cash = Annotated[str | None, typer.Option(help="Cash handed over; the change is worked out.")]
Check = Annotated[list[str] | None, typer.Option(metavar="A:BANK:NO:DATE", help="A check. May be repeated.")]
Card = Annotated[list[str] | None, typer.Option(metavar="A:APPROVAL:LAST4", help="A card. May be repeated.")]
Ewallet = Annotated[list[str] | None, typer.Option(metavar="A:REF", help="An e-wallet. May be repeated.")]
QrPh = Annotated[
    list[str] | None,
    typer.Option("--qr-ph", metavar="A:REF", help="QR Ph, to be confirmed by the office. May be repeated."),
]
BankTransfer = Annotated[list[str] | None, typer.Option(metavar="A:REF", help="A bank transfer. May be repeated.")]
Withholding = Annotated[
    list[str] | None, typer.Option(metavar="A:FORM_NO", help="Tax withheld (form 2307). May be repeated.")
]
Pay = Annotated[list[str] | None, typer.Option(metavar="INVOICE=A", help="So much for this invoice. May be repeated.")]
Advance = Annotated[bool, typer.Option("--advance", help="Keep what is more than due as the customer's credit.")]
Remarks = Annotated[str | None, typer.Option(help="A note for the receipt and the office.")]
Copy = Annotated[bool, typer.Option("--copy", help="Print the collector's copy, too.")]
