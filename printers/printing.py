"""From a document to paper in one call."""

from mpos.light.paths import Path
from printers.document import Document
from printers.encode import encode
from printers.profiles import PrinterProfile
from printers.transport import DEADLINE_S, NoPrinter, Outcome, open_transport, send


def print_document(
    document: Document,
    address: str,
    profile: PrinterProfile,
    columns: int,
    cache_dir: Path | None = None,
    deadline_s: float = DEADLINE_S,
) -> Outcome:
    """Encodes the document, sends it and asks the printer; see `send` for what the outcome means and how long it takes.

    Raises BadAddress before anything is encoded. Whatever the printer does is an outcome, never an exception.
    """
    transport = open_transport(address)
    # Loading the encoder is the expensive part, and pointless where nothing can be printed.
    slip = b"" if isinstance(transport, NoPrinter) else encode(document, columns, profile, cache_dir)
    return send(transport, slip, deadline_s)
