"""What changes in PSCloud without us: new invoices, payments taken elsewhere, SOAs that close or move."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from scripts.pscloud_sandbox import Fault, FaultKind, statement
from scripts.pscloud_sandbox.records import Applied, Soa
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claims
from scripts.world.stage.customers import new_invoice
from scripts.world.stage.stage import Stage


def bill(turn: Turn) -> Claims:
    """A customer gets one more invoice; one whose SOA was settled has dues again."""
    soa = _some_soa(turn.dice, list(turn.stage.pscloud.world.books.soas.values()))
    if soa is not None:
        added = new_invoice(turn.dice, turn.stage.clock.now().date())
        _record(turn.stage, statement.with_invoice(soa, added, turn.stage.pscloud.world.next_instant()))
    return NOTHING


def pay_elsewhere(turn: Turn) -> Claims:
    """A customer pays part of an invoice at the counter."""
    soa = _some_soa(turn.dice, list(turn.stage.pscloud.active().values()))
    if soa is not None:
        invoice = turn.dice.choice([each for each in soa.invoices if each.owed_minor])
        part = Applied(invoice.invoice_no, turn.dice.randint(0, invoice.balance_minor), invoice.penalty_minor)
        _record(turn.stage, statement.paid(soa, [part], turn.stage.pscloud.world.next_instant()))
    return NOTHING


def cancel(turn: Turn) -> Claims:
    """A SOA is withdrawn."""
    soa = _some_soa(turn.dice, list(turn.stage.pscloud.active().values()))
    if soa is not None:
        turn.stage.pscloud.world.cancel_soa(soa.soa_no)
    return NOTHING


def move(turn: Turn) -> Claims:
    """A customer comes under another code."""
    soa = _some_soa(turn.dice, list(turn.stage.pscloud.active().values()))
    if soa is not None:
        moved = replace(soa, collector_code=turn.dice.choice(turn.stage.codes))
        _record(turn.stage, statement.touched(moved, turn.stage.pscloud.world.next_instant()))
    return NOTHING


def touch(turn: Turn) -> Claims:
    """A newer version that says the same, or says a customer's name in unusual signs."""
    soa = _some_soa(turn.dice, list(turn.stage.pscloud.world.books.soas.values()))
    if soa is not None and turn.dice.random() < 0.8:
        turn.stage.pscloud.world.touch(soa.soa_no)
    elif soa is not None:
        turn.stage.pscloud.world.inject(Fault(kind=FaultKind.HOSTILE_NAMES, soa_no=soa.soa_no))
    return NOTHING


def _some_soa(dice: Random, soas: list[Soa]) -> Soa | None:
    return dice.choice(sorted(soas, key=lambda soa: soa.soa_no)) if soas else None


def _record(stage: Stage, soa: Soa) -> None:
    with stage.pscloud.world.lock:
        stage.pscloud.world.books.record(soa)


DEEDS: Mapping[str, Deed] = {
    "bill": bill,
    "pay_elsewhere": pay_elsewhere,
    "cancel": cancel,
    "move": move,
    "touch": touch,
}
