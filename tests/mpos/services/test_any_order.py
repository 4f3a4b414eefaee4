"""Whatever a collector does in whatever order: numbers without gap, readings that add up, a due that never bounces."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mpos.contract.money import format_money, parse_money
from tests.mpos.office_at_work import DAY, DUE, SOA
from tests.mpos.terminal_at_work import Homes, at_work, copied

AWAY = "file:/proc/nowhere"
EXAMPLES, STEPS = 12, 25
FUND_MINOR = COUNTED_MINOR = 10_000


class Paid(NamedTuple):
    """One payment as the model has it; `is_on_soa` if it was paid on the SOA."""

    receipt_no: str
    amount_minor: int
    day: date
    is_on_soa: bool


class AnyOrder(RuleBasedStateMachine):
    """The model is a list of payments and of which are voided, and what was handed over of their cash."""

    homes: Homes

    def __init__(self) -> None:
        super().__init__()
        self._place = Path(tempfile.mkdtemp(prefix="mpos-any-order-"))
        self._work = at_work(copied(self.homes, self._place))
        self.terminal = self._work.__enter__()
        self.terminal.print_to(self._place / "paper")
        self.day = DAY - timedelta(days=1)
        self.state = "closed"
        self.payments: list[Paid] = []
        self.voided: set[str] = set()
        self.printed_code = 0
        self.z_counter = 0
        self.grand_total_minor = 0
        self.remitted: list[str] = []
        self.remitted_minor = self.remitted_after_count_minor = 0

    def teardown(self) -> None:
        self._work.__exit__(None, None, None)
        shutil.rmtree(self._place)

    @property
    def todays(self) -> list[Paid]:
        return [paid for paid in self.payments if paid.day == self.day]

    @precondition(lambda self: self.state == "closed")
    @rule(days=st.integers(1, 3))
    def open_registry(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.terminal.clock.move(days=days)
        self.terminal.ask("open-registry", "--change-fund", "100", "--business-date", self.day.isoformat())
        self.state = "open"
        self.remitted_minor = self.remitted_after_count_minor = 0

    @rule(amount_minor=st.integers(1, 2_000), copy=st.booleans())
    def collect(self, amount_minor: int, copy: bool) -> None:
        words = ["collect", SOA, "--cash", format_money(amount_minor), *(["--copy"] if copy else [])]
        self._pay(words, amount_minor, is_on_soa=True)

    @rule(amount_minor=st.integers(1, 2_000))
    def enter_manual_receipt(self, amount_minor: int) -> None:
        words = ["or-entry", "--manual-or", "7", "--customer-no", "9", "--cash", format_money(amount_minor)]
        self._pay(words, amount_minor, is_on_soa=False)

    def _pay(self, words: list[str], amount_minor: int, *, is_on_soa: bool) -> None:
        if self.state != "open":
            self.terminal.ask(*words, exit_code=4)
            return
        answer = self.terminal.ask(*words, exit_code=self.printed_code)
        self.payments.append(Paid(answer["receipt_no"], amount_minor, self.day, is_on_soa))

    @rule(
        words=st.sampled_from(["--cash 0", "--amount 2000", "--cash 5 --pay Z9=5", "--check 5:BDO:1", "--card 9:A:1"])
    )
    def fail_to_collect(self, words: str) -> None:
        assert self.terminal.run("collect", SOA, *words.split()).exit_code in (2, 4)

    @precondition(lambda self: self.payments)
    @rule(place=st.integers(0, 100))
    def void(self, place: int) -> None:
        paid = self.payments[-1 - place % len(self.payments)]
        is_possible = self.state == "open" and paid.day == self.day and paid.receipt_no not in self.voided
        words = ("void", paid.receipt_no, "--reason", "wrong")
        answer = self.terminal.ask(*words, exit_code=self.printed_code if is_possible else 4)
        if is_possible:
            self.voided.add(paid.receipt_no)
            assert answer["void_no"] == f"A-V{len(self.voided):08}"

    @precondition(lambda self: self.payments)
    @rule()
    def reprint(self) -> None:
        self.terminal.ask("receipt", exit_code=self.printed_code)

    @rule(amount_minor=st.integers(1, 6_000))
    def remit(self, amount_minor: int) -> None:
        is_possible = amount_minor <= self.in_hand_minor
        words = ("remit", "--amount", format_money(amount_minor))
        answer = self.terminal.ask(*words, exit_code=self.printed_code if is_possible else 4)
        if not is_possible:
            return
        self.remitted.append(answer["remittance_no"])
        if self.state == "open":
            self.remitted_minor += amount_minor
        else:
            self.remitted_after_count_minor += amount_minor

    @property
    def expected_minor(self) -> int:
        """What the box should hold before it is counted: all payments are in cash."""
        valid = sum(paid.amount_minor for paid in self.todays if paid.receipt_no not in self.voided)
        return FUND_MINOR + valid - self.remitted_minor

    @property
    def in_hand_minor(self) -> int:
        if self.state == "open":
            return max(0, self.expected_minor)
        return COUNTED_MINOR - self.remitted_after_count_minor if self.day >= DAY else 0

    @invariant()
    def cash_is_in_hand_until_it_is_handed_over(self) -> None:
        assert self.terminal.ask("status")["cash_in_hand"] == format_money(self.in_hand_minor)

    @rule(works=st.booleans())
    def set_printer(self, works: bool) -> None:
        self.terminal.print_to(self._place / "paper" if works else AWAY)
        self.printed_code = 0 if works else 5

    @rule(minutes=st.integers(-90, 90))
    def move_clock(self, minutes: int) -> None:
        self.terminal.clock.move(minutes=minutes)

    @rule(typed=st.sampled_from(["upload", "download-soa"]))
    def meet_the_office(self, typed: str) -> None:
        self.terminal.ask(typed)

    @rule()
    def sync_with_pscloud(self) -> None:
        self.terminal.office.sync()

    @precondition(lambda self: self.state == "open")
    @rule()
    def count(self) -> None:
        self.terminal.ask("close-registry", "--count", "100x1")
        self.state = "counted"

    @precondition(lambda self: self.state == "counted")
    @rule()
    def close_day(self) -> None:
        z = self.terminal.ask("z-reading", exit_code=self.printed_code)
        self.z_counter += 1
        assert (z["z_counter"], z["previous_grand_total"]) == (self.z_counter, format_money(self.grand_total_minor))
        self._adds_up(z)
        self.grand_total_minor += sum(paid.amount_minor for paid in self.todays)
        assert z["present_grand_total"] == format_money(self.grand_total_minor)
        self.state = "closed"

    @invariant()
    def numbers_run_without_gap_or_repeat(self) -> None:
        assert self.remitted == [f"A-R{number:08}" for number in range(1, len(self.remitted) + 1)]
        expected = [f"A{number:08}" for number in range(1, len(self.payments) + 1)]
        assert [paid.receipt_no for paid in self.payments] == expected
        assert [row[0] for row in self.terminal.rows("SELECT receipt_no FROM payment ORDER BY seq")] == expected

    @invariant()
    def the_journal_holds(self) -> None:
        assert self.terminal.ask("journal", "verify")["ok"]

    @invariant()
    def due_is_what_was_downloaded_less_what_was_paid(self) -> None:
        valid = [paid for paid in self.payments if paid.is_on_soa and paid.receipt_no not in self.voided]
        paid_minor = sum(paid.amount_minor for paid in valid)
        assert self.terminal.due() == format_money(parse_money(DUE) - paid_minor)

    @precondition(lambda self: self.state != "closed")
    @invariant()
    def the_x_reading_adds_up(self) -> None:
        self._adds_up(self.terminal.ask("x-reading", "--no-print"))

    def _adds_up(self, reading: dict[str, object]) -> None:
        gross = sum(paid.amount_minor for paid in self.todays)
        voided = sum(paid.amount_minor for paid in self.todays if paid.receipt_no in self.voided)
        told = [reading[name] for name in ("receipts", "gross", "voided", "net")]
        assert told == [len(self.todays), *map(format_money, (gross, voided, gross - voided))]
        cash = [reading[name] for name in ("expected_cash", "remitted", "remitted_after_count")]
        minor = (self.expected_minor, self.remitted_minor, self.remitted_after_count_minor)
        assert cash == list(map(format_money, minor))
        assert reading["missing_numbers"] == 0


def test_any_order_of_commands_keeps_the_books_right(homes: Homes) -> None:
    AnyOrder.homes = homes
    run_state_machine_as_test(
        AnyOrder, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
