"""What is still out on terminals, as far as they have said: their days, their cash, what they have not sent."""

from typing import Any, NamedTuple

from bridge.store.at_terminals import receipts_here, terminals_within
from bridge.store.branch_scope import Branches
from bridge.store.day_sums import Sum
from bridge.store.engine import Connection
from bridge.store.terminals import Terminal
from mpos.contract.money import parse_money

from .whereabouts import OnDevice, on_device

NO_DAY, OPEN_DAY, CLOSED_DAY = "none", "open", "closed"
"""What a terminal calls its day when there is none yet, while it may collect, and after its Z-reading."""


class TerminalState(NamedTuple):
    """One terminal as it was at its last contact. Amounts in minor units; None is what it has not said.

    `skew_ms` is how far our clock was ahead of its own. `still_there` is what it has not sent, as far as is known.
    """

    terminal_id: str
    series_prefix: str
    last_contact_at: str | None
    revoked_at: str | None
    collector: str | None
    business_date: str | None
    day: str
    pending_entries: int
    oldest_pending_at: str | None
    still_there: OnDevice
    cash_in_hand_minor: int
    unprinted_slips: int
    printer: str | None
    battery_percent: int | None
    skew_ms: int | None
    version: str | None

    @property
    def has_unsent(self) -> bool:
        """Whether something is recorded there that has not come in."""
        unsent = self.still_there.place
        return self.still_there.is_lost or self.pending_entries > 0 or (unsent is not None and unsent.payments > 0)

    @property
    def is_open(self) -> bool:
        """Whether a business day is at work there, or counted and not closed."""
        return self.day not in (NO_DAY, CLOSED_DAY)


class OutThere(NamedTuple):
    """All terminals, those first that somebody should look at; and what they add up to."""

    terminals: list[TerminalState]
    on_device: Sum

    @property
    def open_days(self) -> int:
        """Terminals whose day is not closed."""
        return sum(each.is_open for each in self.terminals)

    @property
    def with_unsent(self) -> int:
        """Terminals that have not sent everything."""
        return sum(each.has_unsent for each in self.terminals)

    @property
    def unheard(self) -> int:
        """Terminals that have never said anything."""
        return sum(each.last_contact_at is None for each in self.terminals)

    @property
    def cash_in_hand_minor(self) -> int:
        """The cash that collectors hold."""
        return sum(each.cash_in_hand_minor for each in self.terminals)


def out_there(conn: Connection, branches: Branches) -> OutThere:
    """Every terminal that is not locked out, and those locked out that still have something."""
    every = terminals_within(conn, branches)
    last = [str(said["last_receipt_no"]) for each in every if (said := each.contact) and said.get("last_receipt_no")]
    here = receipts_here(conn, last)
    states = [_state(each, here) for each in every]
    shown = [each for each in states if each.revoked_at is None or each.has_unsent]
    places = [each.still_there.place for each in shown if each.still_there.place]
    unsent = Sum(sum(place.payments for place in places), sum(place.amount_minor for place in places))
    return OutThere(sorted(shown, key=_urgency), unsent)


def _urgency(state: TerminalState) -> tuple[bool, str, bool, str]:
    """What has waited longest comes first, then open days, then those not heard of for long."""
    return (
        not state.has_unsent,
        state.oldest_pending_at or "9" if state.has_unsent else "",
        not state.is_open,
        state.last_contact_at or "",
    )


def _state(terminal: Terminal, receipts: set[str]) -> TerminalState:
    said: dict[str, Any] = terminal.contact or {}
    return TerminalState(
        terminal_id=terminal.terminal_id,
        series_prefix=terminal.series_prefix,
        last_contact_at=terminal.last_contact_at,
        revoked_at=terminal.revoked_at,
        collector=said.get("collector"),
        business_date=said.get("business_date"),
        day=said.get("day", NO_DAY),
        pending_entries=said.get("pending_entries", 0),
        oldest_pending_at=said.get("oldest_pending_at"),
        still_there=on_device(terminal, receipts),
        cash_in_hand_minor=parse_money(said.get("cash_in_hand", "0.00")),
        unprinted_slips=said.get("unprinted_slips", 0),
        printer=said.get("printer"),
        battery_percent=said.get("battery_percent"),
        skew_ms=terminal.skew_ms,
        version=said.get("version"),
    )
