"""How every slip begins and ends: who collects, by which terminal, and what a regulator wants said of the slip."""

from collections.abc import Callable, Iterator

from mpos.contract import VERSION
from printers.document import Blank, Block, Cut, Pair, Raster, Rule, Text

from .issuer import Issuer

END = Cut()
SOFTWARE = f"MPOS {VERSION}"
Say = Callable[[str], str]
"""`Issuer.say`: a word of ours to the office's."""


def letterhead(issuer: Issuer) -> Iterator[Block]:
    """Who collects, in the order of RR 16-2018 and RMO 24-2023; what is not set takes no line."""
    business = issuer.business
    yield Text(business.name, "center", bold=True)
    if business.operated_by:
        yield Text(f"{issuer.say('Operated by:')} {business.operated_by}", "center")
    yield Text(business.address, "center")
    yield from _labelled(business.tin_label, business.tin)
    yield from _centred(business.header)
    yield from _labelled(business.min_label, issuer.machine_no)
    yield from _labelled(business.serial_label, issuer.serial_no)
    yield Text(SOFTWARE, "center")
    yield Text(f"{issuer.say('Terminal')} {issuer.terminal_id}", "center")
    yield Rule()


def titled(title: str, label: str, number: str) -> Iterator[Block]:
    """A numbered document's title and its number, which RR 16-2018 wants prominent."""
    yield Text(title, "center", bold=True)
    yield Pair(label, number, bold=True, large=True)


def closing(issuer: Issuer, notice: str) -> Iterator[Block]:
    """What must be said of this kind of slip, under which permit it was made, and by whose software."""
    business = issuer.business
    yield Rule()
    yield Text(notice, "center", bold=True)
    yield from _centred((business.permit, business.accreditation, *business.supplier))


def journalled(issuer: Issuer, seq: int) -> Text:
    """Where the journal tells of this slip."""
    return Text(f"{issuer.say('Journal entry')} {seq}", "center")


def signature(whose: str, signed: Raster | None = None) -> Iterator[Block]:
    """Room to sign, or the signature where there is one already."""
    yield signed or Blank(2)
    yield Rule("_")
    yield Text(whose, "center")


def _labelled(label: str, number: str) -> Iterator[Block]:
    if number:
        yield Text(f"{label} {number}", "center")


def _centred(lines: tuple[str, ...]) -> Iterator[Block]:
    for line in lines:
        yield Text(line, "center")
