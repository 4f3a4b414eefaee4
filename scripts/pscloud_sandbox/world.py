"""The world of PSCloud: its books, its clock, its calendar and its bad days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from threading import RLock

from scripts.pscloud_sandbox import statement
from scripts.pscloud_sandbox.books import Books, StateFile
from scripts.pscloud_sandbox.faults import Fault, FaultKind, FaultQueue
from scripts.pscloud_sandbox.loading import ListedInvoice
from scripts.pscloud_sandbox.names import collector_named_for, hostile_name
from scripts.pscloud_sandbox.records import Calendar, Collector, Soa

ONE_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
"""The smallest step between two changes, so that no two happen at one instant."""


class DayInThePast(ValueError):
    """The sandbox stands at a later day already; it only goes forward."""


class PSCloudWorld:
    """All that PSCloud knows. Hold `lock` while reading or changing more than one record.

    `clock` returns the present instant with an offset. `penalty_basis_points` is the penalty a month on overdue
    balances (200 = 2 %), charged on each 1st. With a `state_file` a new world continues where the last one ended.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        penalty_basis_points: int = 0,
        state_file: StateFile | None = None,
    ) -> None:
        self.lock = RLock()
        self.clock = clock
        self.books = Books(state_file)
        self.faults = FaultQueue()
        self.rotated_key: str | None = None
        self._penalty_basis_points = penalty_basis_points
        self._listed: dict[date, list[ListedInvoice]] = {}
        self._latest = self.books.latest_instant()

    @property
    def collectors(self) -> list[Collector]:
        """The collector codes of all invoices, also of those still to come."""
        with self.lock:
            codes = {listed.collector_code for appearing in self._listed.values() for listed in appearing}
            codes |= {soa.collector_code for soa in self.books.soas.values()}
        return [collector_named_for(code) for code in sorted(codes)]

    def load(self, listed: Sequence[ListedInvoice], as_of: date) -> None:
        """Brings the invoices up to `as_of`, those settled before that day as already paid elsewhere.

        Books that continue from a state file keep what they hold, and go forward when `as_of` is later than their day.
        """
        with self.lock:
            if self.books.day is None:
                self._listed = _by_day(_as_they_stood(invoice, as_of) for invoice in listed)
                self._bring(min(self._listed, default=as_of) - ONE_DAY, as_of)
            else:
                self._listed = _by_day(listed)
                self.advance_to(max(as_of, self.books.day))

    def advance_to(self, day: date) -> None:
        """Brings the invoices, and the penalties, of the days up to and including `day`; raises DayInThePast."""
        with self.lock:
            today = self.books.day or day
            if day < today:
                raise DayInThePast(f"the sandbox stands at {today}; give that day or a later one")
            self._bring(today, day)

    def cancel_soa(self, soa_no: str) -> None:
        """Withdraws an SOA; KeyError when there is none."""
        with self.lock:
            self.books.record(statement.cancelled(self.books.soas[soa_no], self.next_instant()))

    def touch(self, soa_no: str) -> None:
        """Raises an SOA's version and changes nothing else; KeyError when there is none."""
        with self.lock:
            self.books.record(statement.touched(self.books.soas[soa_no], self.next_instant()))

    def inject(self, fault: Fault) -> None:
        """Orders a bad day. New names and a new key take effect at once."""
        match fault.kind:
            case FaultKind.HOSTILE_NAMES:
                self._give_hostile_names(fault.soa_no)
            case FaultKind.ROTATE_KEY:
                self.rotated_key = fault.key
            case _:
                self.faults.put(fault)

    def next_instant(self) -> datetime:
        """The instant of a change: now, or just after the last instant that was given out."""
        with self.lock:
            now = self.clock()
            self._latest = now if self._latest is None else max(now, self._latest + TICK)
            return self._latest

    def as_of(self) -> datetime:
        """The instant of a reading: every change so far is at or before it, every later change after it."""
        with self.lock:
            now = self.clock()
            self._latest = now if self._latest is None else max(now, self._latest)
            return self._latest

    def _bring(self, after: date, until: date) -> None:
        changed: dict[str, Soa] = {}
        day = after
        while day < until:
            day += ONE_DAY
            if day.day == 1 and self._penalty_basis_points:
                self._charge_penalties(changed, day)
            for listed in self._listed.get(day, ()):
                self._state(changed, listed)
        self.books.record(*changed.values(), Calendar(until))

    def _state(self, changed: dict[str, Soa], listed: ListedInvoice) -> None:
        soa_no = statement.soa_no_of(listed.customer_no)
        soa = changed.get(soa_no) or self.books.soas.get(soa_no)
        at = self.next_instant()
        changed[soa_no] = statement.with_invoice(soa, listed.invoice, at) if soa else statement.opened(listed, at)

    def _charge_penalties(self, changed: dict[str, Soa], first_of_month: date) -> None:
        for soa in (self.books.soas | changed).values():
            charged = statement.with_penalties(soa, first_of_month, self._penalty_basis_points, self.next_instant())
            if charged is not soa:
                changed[soa.soa_no] = charged

    def _give_hostile_names(self, soa_no: str) -> None:
        with self.lock:
            soas = [self.books.soas[soa_no]] if soa_no else list(self.books.soas.values())
            self.books.record(*(self._renamed(soa) for soa in soas))

    def _renamed(self, soa: Soa) -> Soa:
        customer = replace(soa.customer, name=hostile_name(soa.customer.customer_no))
        return statement.with_customer(soa, customer, self.next_instant())


def _by_day(listed: Iterable[ListedInvoice]) -> dict[date, list[ListedInvoice]]:
    days = groupby(sorted(listed, key=_appearance), key=_appearance)
    return {day: list(appearing) for day, appearing in days}


def _appearance(listed: ListedInvoice) -> date:
    return listed.invoice.invoice_date


def _as_they_stood(listed: ListedInvoice, as_of: date) -> ListedInvoice:
    already_paid = listed.invoice.invoice_date <= as_of and listed.settled_on < as_of
    return listed.paid_elsewhere() if already_paid else listed
