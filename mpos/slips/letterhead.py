"""How every slip begins and ends: who collects, by which terminal, and what a regulator wants said of the slip."""

from collections.abc import Iterator

from mpos.contract.office import Business
from printers.document import Blank, Block, Cut, Pair, Rule, Text

END = Cut()


def letterhead(business: Business, terminal_id: str) -> Iterator[Block]:
    """Who collects, in the order of RMO 24-2023; what is not set takes no line."""
    yield Text(business.name, "center", bold=True)
    if business.operated_by:
        yield Text(f"Operated by: {business.operated_by}", "center")
    yield Text(business.address, "center")
    if business.tin:
        yield Text(f"{business.tin_label} {business.tin}", "center")
    yield Text(f"Terminal {terminal_id}", "center")
    yield Rule()


def titled(title: str, label: str, number: str) -> Iterator[Block]:
    """A numbered document's title and its number, which RR 16-2018 wants prominent."""
    yield Text(title, "center", bold=True)
    yield Pair(label, number, bold=True, large=True)


def closing(business: Business, notice: str) -> Iterator[Block]:
    """What must be said of this kind of slip, and under which permit it was made."""
    yield Rule()
    yield Text(notice, "center", bold=True)
    yield Text(business.permit, "center")


def journalled(seq: int) -> Text:
    """Where the journal tells of this slip."""
    return Text(f"Journal entry {seq}", "center")


def signature(whose: str) -> Iterator[Block]:
    """Room to sign."""
    yield Blank(2)
    yield Rule("_")
    yield Text(whose, "center")
