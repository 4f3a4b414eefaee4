"""The test slip: everything that slips are made of, for a look at whether this printer is set up right."""

from printers.document import Align, Blank, Cut, Document, Pair, Qr, Rule, Text

CENTER: Align = "center"
LETTERS = "ÑñÁÉÍÓÚÜáéíóúü"
AMOUNT = "₱1,234,567.89"


def trial_slip(printed_at: str, address: str, profile: str, columns: int) -> Document:
    """The slip. Its first line is as wide as the paper: digits that wrap show columns that are set wrong."""
    return Document(
        (
            Text(_ruler(columns)),
            Text("PRINTER TEST", CENTER, bold=True, large=True),
            Text("NOT A RECEIPT", CENTER, bold=True),
            Rule(),
            Pair("Printed", printed_at),
            Pair("Address", address),
            Pair("Profile", profile),
            Pair("Columns", str(columns)),
            Rule(),
            Text(f"Letters {LETTERS}"),
            Pair("Amount", AMOUNT),
            Pair("Amount in bold", AMOUNT, bold=True),
            Pair("Large", "1,234.50", large=True),
            Blank(),
            Qr("MPOS printer test", "Scan: MPOS printer test"),
            Rule(),
            Text("End of the test", CENTER),
            Cut(),
        )
    )


def _ruler(columns: int) -> str:
    """1234567890123... to the last column."""
    return "".join(str(column % 10) for column in range(1, columns + 1))
