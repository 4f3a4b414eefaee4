"""A replay: invoices appear on their day, one collector a code collects each on the day it was settled.

Every day of the span is opened, uploaded and closed with a Z. At the end, to the centavo: what PSCloud posted = the
amounts of the invoices plus the penalties collected = the sum of the grand totals; every SOA that was paid is settled;
receipt numbers run without gap; the bridge's audit agrees.
"""

import sys
import time as stopwatch
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer

from bridge.reconcile.audit import audit
from mpos.contract.money import print_money
from mpos.domain.allocation import Wish
from mpos.services.known_soas import known_soas
from scripts.pscloud_sandbox import ListedInvoice, load_invoices
from scripts.world.field import Field, Handheld

SAMPLE = Path(__file__).parents[1] / "sample" / "receivables.csv"


class Outcome(NamedTuple):
    """What a replay came to, in minor units, and what does not add up."""

    days: int
    payments: int
    invoices_minor: int
    penalties_minor: int
    posted_minor: int
    grand_totals_minor: int
    open_soas: int
    findings: tuple[str, ...]


class Span(NamedTuple):
    """The days of a replay, both ends included."""

    first: date
    last: date

    @classmethod
    def of(cls, invoices: tuple[ListedInvoice, ...], first: date | None, days: int | None) -> "Span":
        """From the first invoice (or the day named) to the day on which the last is settled (or so many days)."""
        begin = first or min(listed.invoice.invoice_date for listed in invoices)
        return cls(begin, begin + timedelta(days=days - 1) if days else max(listed.settled_on for listed in invoices))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Each of them."""
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def replay(folder: Path, invoices: tuple[ListedInvoice, ...], span: Span, penalty_basis_points: int) -> Outcome:
    """Runs the days and adds up."""
    plan = plan_of(invoices, span)
    with Field(folder, invoices, span.first, penalty_basis_points=penalty_basis_points) as field:
        codes = sorted({listed.collector_code for listed in invoices})
        hands = [field.handheld(f"collector-{code.lower()}", code) for code in codes]
        collected = [collect_day(field, hands, day, plan.get(day, {})) for day in span.days()]
        field.sync()
        return _add_up(field, hands, collected, _Wanted.of(invoices, span, plan))


class _Day(NamedTuple):
    payments: int
    invoices_minor: int
    penalties_minor: int


Plan = dict[date, dict[str, list[str]]]
"""What is collected: on which day, from which customer, which invoices."""


def plan_of(invoices: tuple[ListedInvoice, ...], span: Span) -> Plan:
    """What is collected on each day of the span: each invoice on the day on which it was settled."""
    plan: defaultdict[date, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for listed in invoices:
        if listed.settled_on in span:
            plan[listed.settled_on][listed.customer_no].append(listed.invoice.invoice_no)
    return {day: dict(customers) for day, customers in plan.items()}


def collect_day(field: Field, hands: list[Handheld], day: date, customers: dict[str, list[str]]) -> _Day:
    """One day of all of them, from the download to the Z."""
    field.clock.set_to(day)
    field.pscloud.advance_to(day)
    field.sync()
    results = [_work(field, hand, day, customers) for hand in hands]
    field.sync(download=False)
    return _Day(*map(sum, zip(*results, strict=True)))


def _work(field: Field, hand: Handheld, day: date, customers: dict[str, list[str]]) -> _Day:
    hand.open_day(day, change_fund_minor=50_000)
    hand.download()
    taken = _Day(0, 0, 0)
    for soa_no, wishes in visits_of(hand, customers):
        field.clock.advance(timedelta(minutes=5))
        payment = hand.collect_invoices(soa_no, wishes).payment
        balances = sum(allocation.balance_minor for allocation in payment.allocations)
        penalties = sum(allocation.penalty_minor for allocation in payment.allocations)
        taken = _Day(taken.payments + 1, taken.invoices_minor + balances, taken.penalties_minor + penalties)
    hand.upload()
    hand.close_day()
    hand.upload()
    return taken


def visits_of(hand: Handheld, customers: dict[str, list[str]]) -> list[tuple[str, tuple[Wish, ...]]]:
    """The SOAs of this collector that pay today, with what the named invoices owe, penalties included."""
    visits = []
    soas = known_soas(hand.terminal, hand.terminal.collector)
    for item in soas.items(None, None, None):
        wanted = customers.get(item.listed.customer_no)
        if wanted:
            due = soas.due_of(item.listed.soa_no)
            owed = {line.invoice.invoice_no: line.amount_minor for line in due.invoices}
            visits.append((item.listed.soa_no, tuple(Wish(number, owed[number]) for number in wanted)))
    return visits


class _Wanted(NamedTuple):
    """What the plan says must have come of it."""

    payments: int
    open_customers: frozenset[str]

    @classmethod
    def of(cls, invoices: tuple[ListedInvoice, ...], span: Span, plan: Plan) -> "_Wanted":
        unpaid = (
            listed for listed in invoices if listed.invoice.invoice_date <= span.last and listed.settled_on > span.last
        )
        return cls(sum(map(len, plan.values())), frozenset(listed.customer_no for listed in unpaid))


def _add_up(field: Field, hands: list[Handheld], collected: list[_Day], wanted: _Wanted) -> Outcome:
    total = _Day(*map(sum, zip(*collected, strict=True)))
    postings = field.pscloud.books.postings.values()
    posted = sum(posting.amount_minor for posting in postings)
    grand_totals = sum(hand.grand_total_minor() for hand in hands)
    audited = audit(field.bridge)
    open_customers = {soa.customer.customer_no for soa in field.pscloud.books.soas.values() if soa.status == "active"}
    facts = {
        "the SOAs still open are not those that nobody was to collect": open_customers == wanted.open_customers,
        f"{wanted.payments} visits were planned, {total.payments} payments taken": wanted.payments == total.payments,
        "PSCloud posted another number of payments": len(postings) == total.payments,
        "PSCloud posted another sum": posted == total.invoices_minor + total.penalties_minor,
        "the grand totals are another sum": grand_totals == posted,
        **{f"audit: {problem}": False for problem in audited.problems},
    }
    findings = tuple(what for what, holds in facts.items() if not holds)
    return Outcome(len(collected), *total, posted, grand_totals, len(open_customers), findings)


def run(
    csv: Annotated[Path, typer.Option(help="Invoices, in the columns of the sample.")] = SAMPLE,
    first_day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Begin on this day.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Only so many days.")] = None,
    penalty_basis_points: Annotated[int, typer.Option(help="A month's penalty on what is overdue.")] = 200,
) -> None:
    """Replay invoices day by day through the whole field, and prove that every centavo arrives."""
    began = stopwatch.monotonic()
    invoices = load_invoices(csv)
    span = Span.of(invoices, first_day.date() if first_day else None, days)
    with TemporaryDirectory() as folder:
        outcome = replay(Path(folder), invoices, span, penalty_basis_points)
    rows = {
        "Days, each opened and closed with a Z": str(outcome.days),
        "Payments": str(outcome.payments),
        "Invoices collected": print_money(outcome.invoices_minor),
        "Penalties collected": print_money(outcome.penalties_minor),
        "Posted in PSCloud": print_money(outcome.posted_minor),
        "Sum of the grand totals": print_money(outcome.grand_totals_minor),
        "SOAs still open": str(outcome.open_soas),
        "Seconds": f"{stopwatch.monotonic() - began:.0f}",
    }
    for label, value in rows.items():
        print(f"{label:40} {value:>20}")
    for finding in outcome.findings:
        print(f"WRONG: {finding}", file=sys.stderr)
    print("Every centavo is where it should be." if not outcome.findings else "It does not add up.")
    raise typer.Exit(bool(outcome.findings))


def main() -> None:
    """The command line."""
    typer.run(run)


if __name__ == "__main__":
    main()
