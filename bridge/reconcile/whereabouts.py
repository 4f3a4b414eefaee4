"""Where each peso is: out on a device, at the office, in PSCloud, or in front of a person. The places add up."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from bridge.store.astray import SET_ASIDE, Astray
from bridge.store.evidence import Standing
from bridge.store.postings import COMPLETED, FAILED, PENDING
from bridge.store.terminals import Terminal
from mpos.contract.money import parse_money


class Place(NamedTuple):
    """Payments at one place, and what they come to in minor units."""

    payments: int = 0
    amount_minor: int = 0

    def plus(self, other: "Place") -> "Place":
        """Both together."""
        return Place(self.payments + other.payments, self.amount_minor + other.amount_minor)


class Whereabouts(NamedTuple):
    """Every payment in exactly one place.

    on_device: not uploaded, as far as terminals have said. for_approval and to_post: at the office. voided: taken
    back, wherever it had come by then. refunded: refused, and given back by the office. set_aside and in_conflict:
    recorded, on no list, for a person to look at.
    """

    on_device: Place
    for_approval: Place
    to_post: Place
    in_pscloud: Place
    refused: Place
    refunded: Place
    set_aside: Place
    in_conflict: Place
    voided: Place

    @property
    def total(self) -> Place:
        """All places together."""
        return _together(self)


class OnDevice(NamedTuple):
    """What a terminal still has for itself; None where it has not said, and `is_lost` where what it said can't be."""

    place: Place | None
    is_lost: bool = False


def whereabouts(payments: Sequence[Standing], astray: Iterable[Astray], devices: Iterable[OnDevice]) -> Whereabouts:
    """The places of these payments, of those astray, and of what devices say they still have."""
    places = dict.fromkeys(Whereabouts._fields, Place())
    for payment in payments:
        name = _place_of(payment)
        places[name] = places[name].plus(Place(1, payment.amount_minor))
    for each in astray:
        name = "set_aside" if each.place == SET_ASIDE else "in_conflict"
        places[name] = places[name].plus(Place(1, each.amount_minor))
    places["on_device"] = _together(device.place for device in devices if device.place)
    return Whereabouts(**places)


def on_device(terminal: Terminal, receipts_here: Collection[str]) -> OnDevice:
    """What the terminal's last contact and the receipts that have come in since tell together.

    A journal comes in its order: with the receipt that was its last, all before it are here, too.
    """
    said = terminal.contact
    if said is None:
        return OnDevice(None)
    last = said.get("last_receipt_no")
    if last is None or last in receipts_here:
        return OnDevice(Place())
    if said.get("pending_entries") == 0:
        return OnDevice(None, is_lost=True)
    payments, amount = said.get("pending_payments"), said.get("pending_amount")
    return OnDevice(None if payments is None or amount is None else Place(payments, parse_money(amount)))


def _place_of(payment: Standing) -> str:
    if payment.is_voided:
        return "voided"
    if payment.refunded:
        return "refunded"
    return {COMPLETED: "in_pscloud", FAILED: "refused", PENDING: "for_approval"}.get(payment.status, "to_post")


def _together(places: Iterable[Place]) -> Place:
    total = Place()
    for place in places:
        total = total.plus(place)
    return total
