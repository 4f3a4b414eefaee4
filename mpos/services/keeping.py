"""Finding a post-dated check that is in keeping."""

from mpos.domain.refusals import CheckNotHeld, UnknownHeldCheck
from mpos.store import held_checks
from mpos.store.database import Connection
from mpos.store.held_checks import Kept


def find_held(connection: Connection, ack_no: str) -> Kept:
    """The check that is in keeping under this number; UnknownHeldCheck or CheckNotHeld when there is none."""
    check = held_checks.find(connection, ack_no)
    if check is None:
        raise UnknownHeldCheck(ack_no=ack_no)
    if check.state != held_checks.HELD:
        raise CheckNotHeld(ack_no=ack_no, outcome=check.state)
    return check
