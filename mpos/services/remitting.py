"""Handing over cash: to the cashier, the branch or the bank, during the day or when it is over."""

from mpos.contract import kinds
from mpos.contract.money import print_money
from mpos.contract.remittance import HandedPieces, Remittance, remittance_body
from mpos.domain.business_day import BusinessDay
from mpos.domain.counting import Pieces, merged, total
from mpos.domain.numbering import remittance_no
from mpos.domain.refusals import CountDiffers, MoreThanInHand, RegistryClosed, RegistryOfAnother
from mpos.light.typing import NamedTuple
from mpos.slips.remittance import remittance_slip
from mpos.store import days, series

from .cash_box import cash_in_hand, is_to_be_counted_blind
from .deed import deed
from .printing import Printed, print_waiting
from .terminal import Terminal


class RemittanceRequest(NamedTuple):
    """What is handed over: an amount in minor units, notes and coins, or both, which must agree."""

    amount_minor: int | None = None
    pieces: tuple[Pieces, ...] = ()
    handed_to: str | None = None
    reference: str | None = None
    print: bool = True


class Remitted(NamedTuple):
    """A remittance that is on disk, the day whose cash it is, what is still in hand, and how its slip fared.

    `left_minor` is None where nobody is to know before a blind count what should be in the box.
    """

    remittance: Remittance
    business_date: str
    left_minor: int | None
    printed: Printed


def remit(terminal: Terminal, request: RemittanceRequest) -> Remitted:
    """Hands over cash of the newest business day. Raises a refusal with nothing recorded, or returns once durable.

    Before the count it leaves the box that is counted; after it, also after the Z-reading, it is part of what was found
    and changes neither count nor reading. A revoked device may still bring its cash in.
    """
    person = terminal.collector
    amount = _amount(request)
    with deed(terminal, person.login) as doing:
        day = _day_of(days.last_day(doing.connection), person.login)
        left = cash_in_hand(terminal) - amount
        if left < 0:
            raise MoreThanInHand(amount=print_money(amount))
        number = series.next_number(doing.connection, series.REMITTANCES, doing.identity.epoch)
        remittance = Remittance(
            remittance_no=remittance_no(doing.identity.series, number),
            amount_minor=amount,
            pieces=tuple(HandedPieces(*heap) for heap in merged(request.pieces)),
            handed_to=request.handed_to,
            reference=request.reference,
            remitted_at=doing.instant,
        )
        body = {**remittance_body(remittance), "number": number}
        entry = doing.record(kinds.CASH_REMITTED, body, day.business_date)
        if request.print and terminal.paper.connected:
            slip = remittance_slip(remittance, terminal.issuer, day.business_date, person.name, entry.seq)
            doing.print("remittance", slip)
    shown = None if is_to_be_counted_blind(terminal) else left
    return Remitted(remittance, day.business_date, shown, print_waiting(terminal, request.print))


def _amount(request: RemittanceRequest) -> int:
    counted = total(request.pieces)
    if request.amount_minor is None or not request.pieces:
        return counted if request.amount_minor is None else request.amount_minor
    if request.amount_minor != counted:
        raise CountDiffers(counted=print_money(counted), amount=print_money(request.amount_minor))
    return counted


def _day_of(last: BusinessDay | None, collector: str) -> BusinessDay:
    """The newest day, whatever its state: cash is in hand until it is handed over."""
    if last is None:
        raise RegistryClosed
    if last.collector != collector:
        raise RegistryOfAnother(business_date=last.business_date, collector=last.collector)
    return last
