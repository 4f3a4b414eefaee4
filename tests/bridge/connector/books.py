"""What stands in the books of an invented back office, whatever its API looks like."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


class AnswerLost(Exception):
    """The connection drops before the answer arrives."""


@dataclass
class Line:
    """An invoice; centavos."""

    number: str
    amount: int
    balance: int


@dataclass
class Account:
    """A SOA."""

    number: str
    customer: str
    name: str
    code: str
    lines: list[Line]
    changed_at: datetime
    revision: int = 1
    closed: bool = False

    @property
    def due(self) -> int:
        return sum(line.balance for line in self.lines)


@dataclass
class Entry:
    """A payment in the books."""

    entry_no: str
    reference: str
    receipt: str
    account: str | None
    amount: int
    at: datetime
    parts: list[tuple[str, int]]
    reversed: bool = False


@dataclass
class Books:
    """Accounts and entries. `lose_answers`: how many answers to postings are still to be lost once they are booked."""

    now: Callable[[], datetime]
    accounts: dict[str, Account] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    lose_answers: int = 0
    lose_requests: int = 0
    requests: list[str] = field(default_factory=list)

    def open(self, number: str, customer: str, name: str, code: str, *lines: tuple[str, int]) -> None:
        self.accounts[number] = Account(
            number, customer, name, code, [Line(no, amount, amount) for no, amount in lines], self.now()
        )

    def book(
        self, reference: str, receipt: str, account: str | None, amount: int, parts: list[tuple[str, int]]
    ) -> Entry:
        entry = Entry(f"E{len(self.entries) + 1}", reference, receipt, account, amount, self.now(), parts)
        self.entries.append(entry)
        self._apply(entry, -1)
        return entry

    def reverse(self, entry: Entry) -> None:
        if not entry.reversed:
            entry.reversed = True
            self._apply(entry, 1)

    def find(self, reference: str) -> Entry | None:
        return next((entry for entry in self.entries if reference in (entry.reference, entry.entry_no)), None)

    def charge(self, number: str, line_no: str, amount: int) -> None:
        """Something else changes on an account."""
        account = self.accounts[number]
        account.lines.append(Line(line_no, amount, amount))
        self._touch(account)

    def close(self, number: str) -> None:
        account = self.accounts[number]
        account.closed = True
        self._touch(account)

    def ask(self) -> None:
        """Called when a posting comes in."""
        if self.lose_requests:
            self.lose_requests -= 1
            raise AnswerLost

    def answer(self) -> None:
        """Called when an answer to a posting is about to go out."""
        if self.lose_answers:
            self.lose_answers -= 1
            raise AnswerLost

    def _apply(self, entry: Entry, sign: int) -> None:
        if entry.account is None:
            return
        account = self.accounts[entry.account]
        for number, part in entry.parts:
            line = next(line for line in account.lines if line.number == number)
            line.balance += sign * part
        self._touch(account)

    def _touch(self, account: Account) -> None:
        account.revision += 1
        account.changed_at = self.now()
