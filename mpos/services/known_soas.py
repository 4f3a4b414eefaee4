"""The SOAs as this terminal knows them now: the office's list, less what was collected here since."""

from collections.abc import Iterator

from mpos.contract.due import Due, due_now
from mpos.contract.wire import Person
from mpos.domain.refusals import NoCollectorCode, NoSoaList, UnknownSoa
from mpos.light.typing import NamedTuple
from mpos.store import journal, payments
from mpos.store.soas import About, Listed, SoaList

from .forgetting import check_may_show_soas
from .terminal import Terminal


class Item(NamedTuple):
    """One row of the list with what is due now, in minor units."""

    listed: Listed
    amount_due_minor: int
    penalty_minor: int


class KnownSoas:
    """An open list, seen by one collector: only the SOAs of that collector's codes."""

    def __init__(self, terminal: Terminal, soas: SoaList, person: Person) -> None:
        self._connection = terminal.connection
        self._soas = soas
        self._codes = person.codes
        self.about: About = soas.about()
        self._taken_seq = _taken_seq(terminal, self.about)

    def due_of(self, number: str) -> Due:
        """What the SOA with this number (or of this customer) owes now; UnknownSoa when it isn't on the list."""
        soa, effects = self._soas.look_up(number) or (None, [])
        if soa is None or soa.collector_code not in self._codes:
            raise UnknownSoa(soa_no=number)
        return due_now(soa, effects + payments.effects_after(self._connection, soa.soa_no, self._taken_seq))

    def exact(self, code: str) -> Due | None:
        """What the SOA or customer with this number owes, as a barcode may have it: any case, with or without dashes.

        None when it is nobody's on the list of this collector. A SOA's own number goes before a customer's.
        """
        soa_no = self._soas.by_number(code, self._codes)
        return None if soa_no is None else self.due_of(soa_no)

    def by_keys(self, digits: str, limit: int) -> list[Item]:
        """The first `limit` SOAs that phone keys lead to, those with just this number first, then earliest due.

        Fast enough for each key that is pressed. See SoaList.by_keys for what is found.
        """
        return [self._item(row, touched=True) for row in self._soas.by_keys(digits, self._codes, limit)]

    def items(self, search: str | None, overdue_on: str | None, limit: int | None) -> Iterator[Item]:
        """The list or what a search finds in it, with what is due now, one by one."""
        found = (
            self._soas.search(search, self._codes, limit, overdue_on)
            if search
            else self._soas.rows(self._codes, limit, overdue_on)
        )
        touched = self._touched()
        items = (self._item(row, row.soa_no in touched) for row in found)
        return (item for item in items if item.amount_due_minor) if overdue_on else items

    def totals(self) -> tuple[int, int]:
        """How many SOAs there are, and what is due on them now in minor units."""
        count, amount = self._soas.totals(self._codes)
        for soa_no in self._touched():
            soa = self._soas.find(soa_no)
            if soa and soa.collector_code in self._codes:
                amount -= soa.amount_due_minor - self.due_of(soa_no).amount_minor
        return count, amount

    def _touched(self) -> set[str]:
        return self._soas.soas_with_effects() | payments.soas_touched_after(self._connection, self._taken_seq)

    def _item(self, row: Listed, touched: bool) -> Item:
        if not touched:
            return Item(row, row.amount_due_minor, row.penalty_minor)
        due = self.due_of(row.soa_no)
        return Item(row, due.amount_minor, due.penalty_minor)


def known_soas(terminal: Terminal, person: Person) -> KnownSoas:
    """The list as this collector sees it now, to be asked at once: whoever looks again gets it anew.

    NoSoaList when none was downloaded for any of their codes; TerminalRevoked and SoasForgotten once it is no longer
    for this device to show.
    """
    check_may_show_soas(terminal)
    if not person.codes:
        raise NoCollectorCode(collector=person.login)
    soas = terminal.soas
    if soas is None:
        raise NoSoaList(collector=person.login)
    known = KnownSoas(terminal, soas, person)
    if not set(known.about.codes) & set(person.codes):
        raise NoSoaList(collector=person.login)
    return known


def _taken_seq(terminal: Terminal, about: About) -> int:
    """Up to which place of this very journal the list accounts for its payments.

    A list may name positions of other epochs (before a restore): they count only as far as this journal shares them.
    """
    identity = terminal.identity
    own = [taken for taken in about.taken if taken.terminal_id == identity.terminal_id]
    shared = (
        taken.seq
        if taken.epoch == identity.epoch
        else min(taken.seq, journal.last_seq_of_epoch(terminal.connection, taken.epoch))
        for taken in own
    )
    return max(shared, default=0)
