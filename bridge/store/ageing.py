"""How long what is due has been due, as PSCloud stated it last."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from .branch_scope import Branches, branch_within
from .engine import Connection
from .schema import soa
from .soas import ACTIVE


class Age(NamedTuple):
    """SOAs that have been overdue for between so many days (None: no end), and what they owe in minor units."""

    label: str
    first_day: int
    last_day: int | None
    soas: int = 0
    amount_due_minor: int = 0


AGES = (
    Age("Current", 0, 0),
    Age("1 to 30 days", 1, 30),
    Age("31 to 60 days", 31, 60),
    Age("61 to 90 days", 61, 90),
    Age("Over 90 days", 91, None),
)


def ageing(conn: Connection, today: date, branches: Branches) -> list[Age]:
    """The active SOAs by how long they are overdue on that day; of each age one."""
    statement = (
        select(soa.c.due_date, func.count(), func.sum(soa.c.amount_due_minor))
        .where(soa.c.status == ACTIVE, branch_within(soa.c.branch, branches))
        .group_by(soa.c.due_date)
    )
    found = list(AGES)
    for due_date, count, amount_minor in conn.execute(statement):
        place = _place((today - date.fromisoformat(due_date)).days)
        age = found[place]
        found[place] = age._replace(soas=age.soas + count, amount_due_minor=age.amount_due_minor + int(amount_minor))
    return found


def _place(days: int) -> int:
    return next(at for at, age in enumerate(AGES) if age.last_day is None or days <= age.last_day)
