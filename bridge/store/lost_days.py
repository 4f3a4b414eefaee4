"""What an office that was brought back from a backup does not know: its terminals tell it how far it had come before.

Payments of the lost days may be in PSCloud already. One that was voided before anybody approved it anew has to be sent
there with its void: under its own key, whatever PSCloud has of it becomes right.
"""

from sqlalchemy import and_, select, update

from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.journal import read_head
from mpos.contract.kinds import OFFICE_WENT_BACK

from .derived import VOIDED_BEFORE_APPROVAL
from .engine import Connection
from .postings import APPROVED, COMPLETED
from .schema import journal, payment, void


def lost_up_to(conn: Connection, terminal_id: str) -> int:
    """Up to which entry of this terminal we once knew its journal and then lost some of it; 0 for never."""
    told = select(journal.c.body).where(journal.c.terminal_id == terminal_id, journal.c.kind == OFFICE_WENT_BACK)
    return max((_had(body) for body in conn.execute(told).scalars()), default=0)


def reopen_voided(conn: Connection, terminal_id: str, up_to: int) -> list[tuple[str, str]]:
    """Payments up to this entry that were settled by a void before their approval: to be posted, then voided.

    Gives payment_id and void_id of each, once.
    """
    is_settled = and_(
        payment.c.terminal_id == terminal_id,
        payment.c.seq <= up_to,
        payment.c.status == COMPLETED,
        payment.c.detail == VOIDED_BEFORE_APPROVAL,
    )
    found = conn.execute(select(payment.c.payment_id, void.c.void_id).join(void).where(is_settled)).all()
    conn.execute(update(payment).where(is_settled).values(status=APPROVED, detail=None))
    return [(row.payment_id, row.void_id) for row in found]


def _had(body: object) -> int:
    try:
        return read_head(Fields(body, "entry").object("had")).seq
    except BadContent:
        return 0
