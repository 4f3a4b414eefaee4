"""A slip once more, as it was but for its mark."""

from printers.document import Document, Rule, Text

from .issuer import Issuer
from .wording import shown_time


def marked_as_reprint(slip: Document, issuer: Issuer, printed_at: str) -> Document:
    """The slip under the word REPRINT, with the date and time at which that is made (an instant)."""
    mark = Text(f"{issuer.say('REPRINT')} {shown_time(printed_at)}", "center", bold=True)
    return Document((mark, Rule(), *slip.blocks))
