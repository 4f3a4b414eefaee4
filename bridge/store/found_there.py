"""What a person found at a back office that can't be asked: a payment or void whose answer was lost is there."""

from sqlalchemy import select, update

from .engine import Connection
from .postings import ANSWER_LOST, COMPLETED, DONE, FAILED, POST, REFUSED, VOID, tell_terminal
from .schema import payment, posting, void
from .soas import version_after

NO_VOIDS = "no_voids"
"""The code of a void that a person is to make at the back office, which takes none from outside."""


def found_there(conn: Connection, payment_id: str, payment_no: str) -> bool:
    """Completes what waited; False when nothing waited for that. Its SOA's next version holds it."""
    code, on_soa = conn.execute(
        select(payment.c.code, payment.c.on_soa).where(payment.c.payment_id == payment_id)
    ).one()
    if code not in (ANSWER_LOST, NO_VOIDS):
        return False
    version = None if on_soa is None else version_after(conn, on_soa)
    if _end(conn, payment_id, POST):
        completed = {"payment_no": payment_no, "soa_version": version}
    elif _end(conn, payment_id, VOID):
        conn.execute(update(void).where(void.c.payment_id == payment_id).values(soa_version=version))
        completed = {}
    else:
        return False
    failed = update(payment).where(payment.c.payment_id == payment_id, payment.c.status == FAILED)
    conn.execute(failed.values(status=COMPLETED, code=None, detail=None, **completed))
    tell_terminal(conn, payment_id)
    return True


def _end(conn: Connection, payment_id: str, action: str) -> bool:
    mine = (posting.c.payment_id == payment_id) & (posting.c.action == action) & (posting.c.state == REFUSED)
    return conn.execute(update(posting).where(mine).values(state=DONE)).rowcount == 1
