"""A collector's day on a handheld, but for the money: logging in, the registry, readings."""

from collections.abc import Mapping

from mpos.contract import kinds
from mpos.contract.money import format_money
from mpos.domain.counting import DENOMINATIONS_MINOR, Pieces
from mpos.domain.refusals import MoreThanInHand, WrongPin
from mpos.services import cash_box, checking, logins, readings, registry, remitting, status
from mpos.services.remitting import RemittanceRequest
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claim, Claims
from scripts.world.stage.office import PIN

WRONG_PIN = "9999"


def login(turn: Turn) -> Claims:
    """Whose handheld it is logs in, now and then a colleague, now and then with a wrong PIN."""
    everybody = sorted({each.collector for each in turn.stage.devices.values()})
    who = turn.dice.choice(everybody) if turn.dice.random() < 0.1 else turn.device.collector
    pin = WRONG_PIN if turn.dice.random() < 0.1 else PIN
    if pin == WRONG_PIN:
        turn.stage.excuses = {WrongPin}
    with turn.device.opened() as terminal:
        logins.log_in(terminal, who, pin)
    return (Claim(kinds.LOGGED_IN, {"login": who}),)


def logout(turn: Turn) -> Claims:
    """The collector logs out."""
    with turn.device.opened() as terminal:
        person = logins.log_out(terminal)
    return (Claim(kinds.LOGGED_OUT, {"login": person.login}),)


def open_registry(turn: Turn) -> Claims:
    """The day begins with its change fund."""
    with turn.device.opened() as terminal:
        registry.open_registry(terminal, turn.dice.choice((0, 50_000, 123_45)), None)
    return (Claim(kinds.REGISTRY_OPENED, {}),)


def count(turn: Turn) -> Claims:
    """The cash is counted, mostly right; who counted before asks for a recount."""
    with turn.device.opened() as terminal:
        should_be = cash_box.cash_in_hand(terminal)
        there_is = (
            should_be if turn.dice.random() < 0.8 else max(0, should_be + turn.dice.choice((-5_000, 25, 100_000)))
        )
        counted = registry.close_registry(terminal, _heaps(there_is), recount=turn.dice.random() < 0.3)
    assert counted.counted_minor == there_is
    return (Claim(kinds.REGISTRY_CLOSED, {}),)


def remit(turn: Turn) -> Claims:
    """Cash is handed over, now and then more than there is."""
    with turn.device.opened() as terminal:
        in_hand = cash_box.cash_in_hand(terminal)
        too_much = turn.dice.random() < 0.1
        amount = in_hand + 1 if too_much else turn.dice.randint(0, in_hand)
        if not amount:
            return NOTHING
        turn.stage.excuses = {MoreThanInHand} if too_much else set()
        request = RemittanceRequest(amount, handed_to="Cashier", print=turn.dice.random() < 0.5)
        handed = remitting.remit(terminal, request)
    remittance = handed.remittance
    return (
        Claim(
            kinds.CASH_REMITTED,
            {"remittance_no": remittance.remittance_no, "amount": format_money(remittance.amount_minor)},
        ),
    )


def x_reading(turn: Turn) -> Claims:
    """Totals so far."""
    with turn.device.opened() as terminal:
        taken = readings.x_reading(terminal, to_print=turn.dice.random() < 0.5)
    return (Claim(kinds.X_READING, taken.body),)


def z_reading(turn: Turn) -> Claims:
    """The day ends."""
    with turn.device.opened() as terminal:
        taken = readings.z_reading(terminal, to_print=turn.dice.random() < 0.5)
    return (Claim(kinds.Z_READING, taken.body),)


def look(turn: Turn) -> Claims:
    """Somebody looks at status and doctor, which change nothing."""
    with turn.device.opened() as terminal:
        status.status(terminal)
        checking.examine(terminal)
    return NOTHING


def _heaps(cash_minor: int) -> tuple[Pieces, ...]:
    heaps = []
    for denomination in DENOMINATIONS_MINOR:
        pieces, cash_minor = divmod(cash_minor, denomination)
        heaps.append(Pieces(denomination, pieces))
    return tuple(heaps)


DEEDS: Mapping[str, Deed] = {
    "login": login,
    "logout": logout,
    "open": open_registry,
    "count": count,
    "remit": remit,
    "x": x_reading,
    "z": z_reading,
    "look": look,
}
