"""The rules' own books: every entry that any device ever committed, and what must follow from them by plain arithmetic.

Kept apart from the product's rows on purpose: from the journals' bodies alone, read past the program.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mpos.contract import kinds
from mpos.contract.journal import EMPTY, Break, Entry, Head, find_break
from mpos.contract.money import parse_money
from scripts.world.stage.outside import entries_after, hash_at, terminal_id_of


class Share(NamedTuple):
    """What of a payment goes to one invoice, in minor units."""

    invoice_no: str
    balance_minor: int
    penalty_minor: int


class Paid(NamedTuple):
    """A committed payment. Amounts in minor units."""

    payment_id: str
    receipt_no: str
    soa_no: str | None
    customer_no: str
    amount_minor: int
    cash_minor: int
    shares: tuple[Share, ...]
    entry: Entry


@dataclass
class Day:
    """A registry session as its entries tell it."""

    business_date: str
    collector: str
    opened_seq: int
    change_fund_minor: int
    state: str = "open"
    receipts: list[Paid] = field(default_factory=list)
    counted_minor: int | None = None
    remitted_minor: int = 0
    """Handed over before the newest count."""
    remitted_after_minor: int = 0


@dataclass
class Branch:
    """The journal of one home. `fresh` are the entries that the last look found."""

    store: Path
    head: Head = EMPTY
    terminal_id: str | None = None
    fresh: list[Entry] = field(default_factory=list)
    broken: Break | None = None
    rewritten: str | None = None
    day: Day | None = None
    last_day: Day | None = None
    """The same, and after its Z-reading, too: its cash is in hand until it is handed over."""
    last_date: str = ""
    z_counter: int = 0
    grand_total_minor: int = 0
    payments: dict[str, Paid] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    out_of_day: set[str] = field(default_factory=set)
    readings: list[tuple[Entry, dict[str, Any]]] = field(default_factory=list)
    """Fresh readings, each with what it has to say."""


class Ledger:
    """All branches, and all that was committed on any of them, whether its home is still there or not."""

    def __init__(self) -> None:
        self.branches: dict[str, Branch] = {}
        self.hashes: set[str] = set()
        self.payments: dict[str, Paid] = {}
        self.voids: defaultdict[str, list[Entry]] = defaultdict(list)
        """By payment id: more than one when a device and its copy have each voided it."""
        self.numbers: dict[str, str] = {}
        """The numbers of all documents, with the hash of the entry that has it."""
        self.last_numbers: dict[str, int] = {}
        """The last number of each series."""

    def look(self, name: str, store: Path) -> Branch:
        """Takes in what was committed in this home since the last look."""
        branch = self.branches.setdefault(name, Branch(store))
        branch.fresh, branch.readings = [], []
        branch.terminal_id = branch.terminal_id or terminal_id_of(store)
        if branch.terminal_id is None:
            return branch
        if branch.head.seq and hash_at(store, branch.head.seq) != branch.head.hash:
            branch.rewritten = f"entry {branch.head.seq} is not the one that was there"
            return branch
        branch.fresh = entries_after(store, branch.terminal_id, branch.head.seq)
        branch.broken = find_break(branch.fresh, branch.head)
        for entry in branch.fresh:
            self._take(branch, entry)
        return branch

    def forget(self, name: str) -> None:
        """This home is another one from now on: it is read anew from its first entry."""
        self.branches.pop(name, None)

    def alive(self, names: Iterable[str]) -> set[str]:
        """The hashes of all entries that at least one of these homes still has."""
        return {each for name in names if name in self.branches for each in self.branches[name].hashes}

    def _take(self, branch: Branch, entry: Entry) -> None:
        is_new = entry.hash not in self.hashes
        branch.head = entry.head
        branch.hashes.add(entry.hash)
        self.hashes.add(entry.hash)
        match entry.kind:
            case kinds.PAYMENT_RECORDED:
                self._take_payment(branch, entry)
            case kinds.PAYMENT_VOIDED:
                branch.voided.add(entry.body["payment_id"])
                if is_new:
                    self.voids[entry.body["payment_id"]].append(entry)
            case kinds.CASH_REMITTED if branch.last_day:
                _take_remittance(branch.last_day, parse_money(entry.body["amount"]))
            case kinds.REGISTRY_OPENED | kinds.REGISTRY_CLOSED | kinds.X_READING | kinds.Z_READING:
                _take_day(branch, entry)

    def _take_payment(self, branch: Branch, entry: Entry) -> None:
        paid = _paid(entry)
        branch.payments[paid.payment_id] = paid
        self.payments.setdefault(paid.payment_id, paid)
        if branch.day is not None and branch.day.state == "open":
            branch.day.receipts.append(paid)
        else:
            branch.out_of_day.add(entry.hash)


def _paid(entry: Entry) -> Paid:
    body = entry.body
    cash = sum(parse_money(tender["amount"]) for tender in body["tenders"] if tender["method"] == "cash")
    shares = tuple(
        Share(each["invoice_no"], parse_money(each["amount"]), parse_money(each["penalty"]))
        for each in body["allocations"]
    )
    return Paid(
        body["payment_id"],
        body["receipt_no"],
        body["soa_no"],
        body["customer_no"],
        parse_money(body["amount"]),
        cash,
        shares,
        entry,
    )


def _take_remittance(day: Day, amount_minor: int) -> None:
    if day.counted_minor is None:
        day.remitted_minor += amount_minor
    else:
        day.remitted_after_minor += amount_minor


def _take_day(branch: Branch, entry: Entry) -> None:
    match entry.kind:
        case kinds.REGISTRY_OPENED:
            assert entry.business_date is not None
            assert entry.collector is not None
            fund = parse_money(entry.body["change_fund"])
            branch.day = branch.last_day = Day(entry.business_date, entry.collector, entry.seq, fund)
            branch.last_date = entry.business_date
        case kinds.REGISTRY_CLOSED if branch.day:
            branch.day.state = "counted"
            branch.day.counted_minor = parse_money(entry.body["counted_cash"])
            branch.day.remitted_minor += branch.day.remitted_after_minor
            branch.day.remitted_after_minor = 0
        case kinds.X_READING if branch.day:
            branch.readings.append((entry, _reading(branch, branch.day)))
        case kinds.Z_READING if branch.day:
            expected = _reading(branch, branch.day)
            branch.readings.append((entry, expected | {"z_counter": branch.z_counter + 1}))
            branch.z_counter = entry.body["z_counter"]
            branch.grand_total_minor = parse_money(entry.body["present_grand_total"])
            branch.day = None


def _reading(branch: Branch, day: Day) -> dict[str, Any]:
    """What a reading taken now has to say, amounts in minor units."""
    voided = [paid for paid in day.receipts if paid.payment_id in branch.voided]
    gross = sum(paid.amount_minor for paid in day.receipts)
    cash = sum(paid.cash_minor for paid in day.receipts if paid.payment_id not in branch.voided)
    return {
        "business_date": day.business_date,
        "z_counter": branch.z_counter,
        "receipts": len(day.receipts),
        "gross": gross,
        "voided": sum(paid.amount_minor for paid in voided),
        "net": gross - sum(paid.amount_minor for paid in voided),
        "previous_grand_total": branch.grand_total_minor,
        "present_grand_total": branch.grand_total_minor + gross,
        "remitted": day.remitted_minor,
        "remitted_after_count": day.remitted_after_minor,
        "expected_cash": day.change_fund_minor + cash - day.remitted_minor,
        "counted_cash": day.counted_minor,
    }
