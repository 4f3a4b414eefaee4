"""Post-dated checks: taken in keeping, collected when their day has come, given back."""

from collections.abc import Mapping
from datetime import date, timedelta

from mpos.contract import kinds
from mpos.contract.payment import CHECK, Tender
from mpos.contract.problems import Problem
from mpos.domain.refusals import MoreThanDue, NothingDue, UnknownSoa
from mpos.services import holding_checks
from mpos.services.known_soas import known_soas
from mpos.services.terminal import Terminal
from mpos.store import days
from scripts.world.deeds.collecting import claim_of
from scripts.world.deeds.turn import Deed, Turn
from scripts.world.happening import NOTHING, Claim, Claims

MUCH_MINOR = 500_00


def hold(turn: Turn) -> Claims:
    """A customer hands over a check of one of the next days."""
    with turn.device.opened() as terminal:
        soas = known_soas(terminal, terminal.collector)
        items = list(soas.items(None, None, None))
        day = days.last_day(terminal.connection)
        if not items or day is None:
            return NOTHING
        dated = date.fromisoformat(day.business_date) + timedelta(days=turn.dice.randint(1, 2))
        number = f"{turn.dice.randint(1, 10**9)}"
        tender = Tender(CHECK, turn.dice.randint(1, MUCH_MINOR), number, "RURAL BANK", dated.isoformat())
        soa_no = turn.dice.choice(sorted(item.listed.soa_no for item in items))
        held = holding_checks.hold_check(terminal, soa_no, tender, to_print=turn.dice.random() < 0.5)
    return (Claim(kinds.CHECK_HELD, {"ack_no": held.check.ack_no, "check_date": held.check.check_date}),)


def collect_check(turn: Turn) -> Claims:
    """A check whose day has come becomes a payment, or is given back."""
    with turn.device.opened() as terminal:
        due = holding_checks.checks_in_keeping(terminal, due_only=True)
        if not due:
            return NOTHING
        check = turn.dice.choice(due)
        if turn.dice.random() < 0.2:
            returned = holding_checks.return_check(terminal, check.ack_no, "the customer pays cash")
            return (Claim(kinds.CHECK_RETURNED, {"ack_no": returned.ack_no}),)
        advance = turn.dice.random() < 0.8
        turn.stage.excuses = _excuses(terminal, check.soa_no, advance)
        taken = holding_checks.collect_check(terminal, check.ack_no, advance=advance, to_print=turn.dice.random() < 0.5)
    return (claim_of(taken),)


def _excuses(terminal: Terminal, soa_no: str, advance: bool) -> set[type[Problem]]:
    """The SOA may have left the list, or been paid by others, since the check was taken in keeping."""
    soas = known_soas(terminal, terminal.collector)
    if soa_no not in {item.listed.soa_no for item in soas.items(None, None, None)}:
        return {UnknownSoa}
    return set() if advance else {MoreThanDue, NothingDue}


DEEDS: Mapping[str, Deed] = {"hold": hold, "collect_check": collect_check}
