"""What the next download brings and takes at each terminal when people's and terminals' codes change."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from bridge.store.engine import Connection
from bridge.store.serving import Codes, Serving
from bridge.store.soa_totals import Sum, sums_of
from bridge.store.terminals import Terminal, list_terminals
from bridge.store.underway import Underway, underway_in
from mpos.contract.canonical import write_canonical

_NO_SOAS, _NO_PAYMENTS = Sum(0, 0), Underway()


class Change(NamedTuple):
    """One collector's next download at one terminal: codes and their SOAs that come, and that go.

    `unsent_payments` and `unsent_amount` are what the terminal still had to send at its last contact, on whichever
    SOAs, None when it did not say; they stay there and are sent all the same. `underway` are payments of this terminal
    on the SOAs that go, which are here and not in PSCloud yet.
    """

    terminal_id: str
    login: str
    codes_before: Codes
    codes_after: Codes
    comes: Sum
    goes: Sum
    underway: Underway
    unsent_payments: int | None
    unsent_amount: str | None
    last_contact_at: str | None

    @property
    def codes_come(self) -> Codes:
        """Codes that are served there from now on."""
        return tuple(sorted(set(self.codes_after) - set(self.codes_before)))

    @property
    def codes_go(self) -> Codes:
        """Codes that are served there no longer."""
        return tuple(sorted(set(self.codes_before) - set(self.codes_after)))

    @property
    def is_left_without(self) -> bool:
        """Whether this collector can collect nothing there any more."""
        return bool(self.codes_before) and not self.codes_after


class Preview(NamedTuple):
    """The terminals at which anything changes, in the order of their numbers; `mark` stands for just this preview."""

    changes: tuple[Change, ...]

    @property
    def mark(self) -> str:
        """The same for the same codes coming and going; amounts may move meanwhile."""
        said: list[Any] = [
            [each.terminal_id, each.login, list(each.codes_before), list(each.codes_after)] for each in self.changes
        ]
        return sha256(write_canonical(said).encode()).hexdigest()


def preview(conn: Connection, before: Serving, after: Serving) -> Preview:
    """The difference that the rule makes, SOAs as PSCloud states them and payments as they stand now."""
    served = {place: (before.codes(*place), after.codes(*place)) for place in {*before.places(), *after.places()}}
    moved = {place: both for place, both in served.items() if both[0] != both[1]}
    codes = {code for old, new in moved.values() for code in {*old} ^ {*new}}
    sums, underway = sums_of(conn, codes), underway_in(conn, codes)
    devices = {each.terminal_id: each for each in list_terminals(conn)} if moved else {}
    in_order = sorted(moved, key=lambda place: (len(place[0]), *place))
    return Preview(tuple(_change(devices[place[0]], place[1], *moved[place], sums, underway) for place in in_order))


def _change(
    device: Terminal,
    login: str,
    old: Codes,
    new: Codes,
    sums: Mapping[str, Sum],
    underway: Mapping[tuple[str, str], Underway],
) -> Change:
    going = set(old) - set(new)
    waiting = [underway.get((device.terminal_id, code), _NO_PAYMENTS) for code in going]
    said = device.contact or {}
    return Change(
        terminal_id=device.terminal_id,
        login=login,
        codes_before=old,
        codes_after=new,
        comes=_sum(sums, set(new) - set(old)),
        goes=_sum(sums, going),
        underway=Underway(sum(each.payments for each in waiting), sum(each.amount_minor for each in waiting)),
        unsent_payments=said.get("pending_payments"),
        unsent_amount=said.get("pending_amount"),
        last_contact_at=device.last_contact_at,
    )


def _sum(sums: Mapping[str, Sum], codes: Iterable[str]) -> Sum:
    found = [sums.get(code, _NO_SOAS) for code in codes]
    return Sum(sum(each.soas for each in found), sum(each.amount_due_minor for each in found))
