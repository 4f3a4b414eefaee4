"""Post-dated checks that are in keeping: finding one, and taking none a second time."""

from mpos.contract.payment import Tender
from mpos.domain.refusals import CheckHeldAlready, CheckNotHeld, UnknownHeldCheck
from mpos.store import held_checks
from mpos.store.database import Connection
from mpos.store.held_checks import KeptCheck


def find_held(connection: Connection, ack_no: str) -> KeptCheck:
    """The check that is in keeping under this number; UnknownHeldCheck or CheckNotHeld when there is none."""
    check = held_checks.find(connection, ack_no)
    if check is None:
        raise UnknownHeldCheck(ack_no=ack_no)
    if check.state != held_checks.HELD:
        raise CheckNotHeld(ack_no=ack_no, outcome=check.state)
    return check


def check_not_in_keeping(connection: Connection, tender: Tender) -> None:
    """Refuses a check that this device has in keeping, however its bank is spelled; CheckHeldAlready."""
    for check in held_checks.in_keeping(connection):
        if check.check_no == tender.reference and check.bank.casefold() == (tender.bank or "").casefold():
            raise CheckHeldAlready(check_no=check.check_no, bank=check.bank, ack_no=check.ack_no)
