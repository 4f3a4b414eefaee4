"""The proof from end to end: every journal entry is there, every receipt is accounted for, every payment stands."""

from typing import NamedTuple

from bridge.app import Bridge
from bridge.pscloud.client import PSCloud
from bridge.store import evidence
from bridge.store.engine import Connection, reading
from bridge.store.terminals import Terminal, list_terminals

from .chains import Chain, verify_chain
from .receipts import Receipts, check_receipts
from .standing import Amounts, Tally, amounts, check_standing, tally
from .upstream import check_upstream, posted_upstream


class TerminalProof(NamedTuple):
    """One terminal's part."""

    terminal: Terminal
    chain: Chain
    receipts: Receipts

    @property
    def problems(self) -> list[str]:
        """What does not hold, each with the terminal's name."""
        return [f"{self.terminal.terminal_id}: {each}" for each in (*self.chain.problems, *self.receipts.problems)]


class Proof(NamedTuple):
    """The whole audit. Payments that wait are not a problem as long as it is known where."""

    terminals: list[TerminalProof]
    tally: Tally
    amounts: Amounts
    problems: list[str]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems


def audit(bridge: Bridge, business_date: str | None = None, pscloud: PSCloud | None = None) -> Proof:
    """Audits journals and receipts whole, and the payments of all days or of one.

    With `pscloud` its list of payments is held against ours too; raises PscloudUnreachable when it can't be had.
    """
    with reading(bridge.engine) as conn:
        terminals = [_prove(conn, terminal) for terminal in list_terminals(conn)]
        payments = evidence.standings(conn, business_date)
        problems = [each for proof in terminals for each in proof.problems]
        problems += _unfitting(conn)
    problems += check_standing(payments)
    if pscloud is not None:
        problems += check_upstream(payments, posted_upstream(pscloud))
    return Proof(terminals, tally(payments), amounts(payments), problems)


def _prove(conn: Connection, terminal: Terminal) -> TerminalProof:
    receipts = check_receipts(evidence.receipts_of(conn, terminal.terminal_id))
    return TerminalProof(terminal, verify_chain(conn, terminal), receipts)


def _unfitting(conn: Connection) -> list[str]:
    troubles = [
        *evidence.set_aside_entries(conn),
        *evidence.conflicts(conn),
        *evidence.entries_without_rows(conn),
    ]
    return [f"{each.terminal_id}: entry {each.seq}: {each.code}: {each.detail}" for each in troubles]
