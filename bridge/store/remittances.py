"""Cash that collectors took, cash that they handed over, and what is still in their hands."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all

from mpos.contract.payment import CASH

from .branch_scope import Branches, code_within
from .engine import Connection
from .schema import collector_assignment, payment, remittance, tender


class RemittanceFilter(NamedTuple):
    """Which business days and collectors; None stands for all."""

    since: str | None = None
    until: str | None = None
    collector: str | None = None
    branches: Branches = None


class Remitted(NamedTuple):
    """One remittance. `pieces`: denomination and how many, when they were counted one by one."""

    remittance_no: str
    terminal_id: str
    collector: str
    business_date: str
    amount_minor: int
    pieces: list[dict[str, Any]]
    handed_to: str | None
    reference: str | None
    remitted_at: str


class InHand(NamedTuple):
    """The cash of one collector and business day: what payments that stand brought, and what was handed over."""

    business_date: str
    collector: str
    collected_minor: int
    remitted_minor: int

    @property
    def in_hand_minor(self) -> int:
        """What is still out; negative when more was handed over, as with the change fund."""
        return self.collected_minor - self.remitted_minor


class Cash(NamedTuple):
    """The cash of some days and collectors, and of all together, that under no day and nobody's name."""

    days: list[InHand]
    totals: InHand


def list_remittances(conn: Connection, wanted: RemittanceFilter, limit: int) -> list[Remitted]:
    """The newest first."""
    columns = [remittance.c[name] for name in Remitted._fields]
    found = select(*columns).where(_of(remittance.c.business_date, remittance.c.collector, wanted), _within(wanted))
    newest_first = found.order_by(remittance.c.business_date.desc(), remittance.c.remitted_at.desc())
    return [Remitted(*row) for row in conn.execute(newest_first.limit(limit))]


def cash_in_hand(conn: Connection, wanted: RemittanceFilter, limit: int) -> Cash:
    """By business day, the newest first, and collector: so many of them, but the totals of all that match.

    The change fund is no part of what was collected.
    """
    both = _both(wanted)
    day, person = both.c.business_date, both.c.collector
    sums = func.sum(both.c.collected), func.sum(both.c.remitted)
    # The same look gives the totals: over all groups, before the limit takes some.
    overall = (func.sum(each).over() for each in sums)
    rows = conn.execute(
        select(day, person, *sums, *overall).group_by(day, person).order_by(day.desc(), person).limit(limit)
    )
    found = rows.all()
    days = [InHand(row[0], row[1], int(row[2]), int(row[3])) for row in found]
    return Cash(days, InHand("", "", *map(int, found[0][4:] if found else (0, 0))))


def _both(wanted: RemittanceFilter) -> Any:
    cash = _collected(wanted, payment.c.amount_minor).where(payment.c.method == CASH)
    part = _collected(wanted, tender.c.amount_minor).join(tender)
    in_part = part.where(payment.c.method.is_(None), tender.c.method == CASH)
    return union_all(cash, in_part, _handed(wanted)).subquery()


def _collected(wanted: RemittanceFilter, amount_minor: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    amount = func.sum(amount_minor).label("collected")
    return (
        select(payment.c.business_date, payment.c.collector, amount, literal(0).label("remitted"))
        .select_from(payment)
        .where(
            payment.c.is_voided.is_(False),
            _of(payment.c.business_date, payment.c.collector, wanted),
            code_within(payment.c.collector_code, wanted.branches),
        )
        .group_by(payment.c.business_date, payment.c.collector)
    )


def _handed(wanted: RemittanceFilter) -> Select[*tuple[Any, ...]]:
    amount = func.sum(remittance.c.amount_minor)
    return (
        select(remittance.c.business_date, remittance.c.collector, literal(0), amount)
        .where(_of(remittance.c.business_date, remittance.c.collector, wanted), _within(wanted))
        .group_by(remittance.c.business_date, remittance.c.collector)
    )


def _of(day: ColumnElement[str], person: ColumnElement[str], wanted: RemittanceFilter) -> ColumnElement[bool]:
    found = [day >= (wanted.since or "")]
    if wanted.until is not None:
        found.append(day <= wanted.until)
    if wanted.collector is not None:
        found.append(person == wanted.collector)
    return and_(*found)


def _within(wanted: RemittanceFilter) -> ColumnElement[bool]:
    """A remittance has no code: whoever works under one of the branches' codes is theirs."""
    theirs = select(collector_assignment.c.login).where(
        code_within(collector_assignment.c.collector_code, wanted.branches)
    )
    return or_(literal(wanted.branches is None), remittance.c.collector.in_(theirs))
