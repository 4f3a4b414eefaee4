"""A remittance: cash handed to the cashier, the branch or the bank, and the journal body that tells of it."""

from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .money import format_money

MAX_NAME = 120
MAX_REFERENCE = 60
MAX_DENOMINATIONS = 100


class HandedPieces(NamedTuple):
    """So many notes or coins of one denomination."""

    denomination_minor: int
    pieces: int


class Remittance(NamedTuple):
    """Cash that left a collector's hands. `pieces` is empty when the notes and coins were not counted one by one."""

    remittance_no: str
    amount_minor: int
    pieces: tuple[HandedPieces, ...]
    handed_to: str | None
    reference: str | None
    remitted_at: str


def remittance_body(remittance: Remittance) -> dict[str, Any]:
    """The body of a cash_remitted entry."""
    return {
        "remittance_no": remittance.remittance_no,
        "amount": format_money(remittance.amount_minor),
        "count": [
            {"denomination": format_money(row.denomination_minor), "pieces": row.pieces} for row in remittance.pieces
        ],
        "handed_to": remittance.handed_to,
        "reference": remittance.reference,
        "remitted_at": remittance.remitted_at,
    }


def read_remittance(body: object) -> Remittance:
    """The remittance in a cash_remitted body; BadContent names what is wrong."""
    fields = Fields(body, "remittance")
    remittance = Remittance(
        remittance_no=fields.text("remittance_no", limit=40),
        amount_minor=fields.money("amount"),
        pieces=tuple(_read_pieces(item) for item in fields.items("count", MAX_DENOMINATIONS)),
        handed_to=fields.optional_text("handed_to", limit=MAX_NAME),
        reference=fields.optional_text("reference", limit=MAX_REFERENCE),
        remitted_at=fields.instant("remitted_at"),
    )
    counted = sum(row.denomination_minor * row.pieces for row in remittance.pieces)
    if remittance.amount_minor <= 0 or (remittance.pieces and counted != remittance.amount_minor):
        raise BadContent("remittance: the count does not add up to an amount above zero")
    return remittance


def _read_pieces(content: object) -> HandedPieces:
    fields = Fields(content, "denomination")
    return HandedPieces(fields.money("denomination"), fields.integer("pieces"))
