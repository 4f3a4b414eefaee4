"""The proof from end to end: every journal entry is there, every receipt is accounted for, every payment stands."""

from typing import NamedTuple

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.store import evidence
from bridge.store.astray import Astray, payments_astray
from bridge.store.conflicts import Conflict, conflicts_of
from bridge.store.engine import Connection, reading
from bridge.store.office_deeds import check_deeds
from bridge.store.terminals import Terminal, list_terminals

from .chains import Chain, verify_chain
from .days import Days, check_days
from .forks import Branch, branches
from .receipts import Receipts, check_receipts
from .standing import Amounts, Tally, amounts, check_standing, tally
from .upstream import check_upstream, posted_upstream
from .whereabouts import OnDevice, Whereabouts, on_device, whereabouts


class TerminalProof(NamedTuple):
    """One terminal's part."""

    terminal: Terminal
    chain: Chain
    receipts: Receipts
    days: Days
    branches: list[Branch]
    on_device: OnDevice
    went_back: list[str]

    @property
    def problems(self) -> list[str]:
        """What does not hold, each with the terminal's name."""
        found = [*self.chain.problems, *self.receipts.problems, *self.days.problems]
        found += [_fork(branch) for branch in self.branches if branch.is_beside_another]
        if self.on_device.is_lost:
            last = (self.terminal.contact or {}).get("last_receipt_no")
            found.append(f"it says that nothing waits there, and its last receipt {last} is not here; upload again")
        return self._named(found)

    @property
    def notes(self) -> list[str]:
        """What is worth knowing and is no problem."""
        forks = (branch for branch in self.branches if branch.epoch.parent and not branch.is_beside_another)
        lost = (f"{at}: it found that this office had gone back to a backup, and sent again" for at in self.went_back)
        return self._named([*(_fork(branch) for branch in forks), *lost])

    def _named(self, findings: list[str]) -> list[str]:
        return [f"{self.terminal.terminal_id}: {each}" for each in findings]


class Proof(NamedTuple):
    """The whole audit. Payments that wait are not a problem as long as it is known where."""

    terminals: list[TerminalProof]
    tally: Tally
    amounts: Amounts
    where: Whereabouts
    problems: list[str]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems

    @property
    def notes(self) -> list[str]:
        """What is worth knowing and is no problem."""
        return [each for proof in self.terminals for each in proof.notes]


def audit(bridge: Bridge, business_date: str | None = None, pscloud: BackOffice | None = None) -> Proof:
    """Audits journals, receipts and days whole, and the payments of all days or of one.

    Of one day nobody knows what devices still have: that counts only for all. With `pscloud` its list of payments is
    held against ours too; raises PscloudUnreachable when it can't be had.
    """
    with reading(bridge.engine) as conn:
        every_astray = payments_astray(conn)
        terminals = [_prove(conn, terminal, every_astray) for terminal in list_terminals(conn)]
        payments = evidence.standings(conn, business_date)
        astray = every_astray if business_date is None else payments_astray(conn, business_date)
        problems = [each for proof in terminals for each in proof.problems]
        problems += _unfitting(conn)
        problems += check_deeds(conn)
    problems += check_standing(payments)
    if pscloud is not None:
        problems += check_upstream(payments, posted_upstream(pscloud))
    devices = [proof.on_device for proof in terminals] if business_date is None else []
    where = whereabouts(payments, astray, devices)
    return Proof(terminals, tally(payments), amounts(payments), where, problems)


def _prove(conn: Connection, terminal: Terminal, astray: list[Astray]) -> TerminalProof:
    numbers = evidence.receipts_of(conn, terminal.terminal_id)
    outside = [each.receipt_no for each in astray if each.terminal_id == terminal.terminal_id and each.receipt_no]
    return TerminalProof(
        terminal=terminal,
        chain=verify_chain(conn, terminal),
        receipts=check_receipts(numbers, outside),
        days=check_days(conn, terminal.terminal_id),
        branches=branches(conn, terminal.terminal_id),
        on_device=on_device(terminal, {*numbers, *outside}),
        went_back=evidence.times_we_went_back(conn, terminal.terminal_id),
    )


def _fork(branch: Branch) -> str:
    return f"epoch {branch.epoch.epoch}: {branch.why}. {branch.origin}"


def _unfitting(conn: Connection) -> list[str]:
    troubles = [*evidence.set_aside_entries(conn), *evidence.entries_without_rows(conn)]
    found = [f"{each.terminal_id}: entry {each.seq}: {each.code}: {each.detail}" for each in troubles]
    return found + [_conflict(each) for each in conflicts_of(conn)]


def _conflict(conflict: Conflict) -> str:
    beside = conflict.beside
    what = f"receipt {beside.receipt_no} over {beside.amount}" if beside.amount else f"a {beside.kind} entry"
    place = f"{conflict.terminal_id}: entry {conflict.seq}: journal_conflict"
    return f"{place}: {what} came for a place that another entry has; see: terminals show {conflict.terminal_id}"
