"""What has to hold of a journal, entry by entry: its chain, its Z-readings, and what the office has countersigned.

A tail that somebody has cut off shows by what names entries that are gone: a head that the office has signed to hold,
or a Z-reading on paper. It needs no store and no network, and believes no key but the one it is given.
"""

from mpos.contract import kinds
from mpos.contract.journal import EMPTY, Break, Entry, Head, find_break
from mpos.contract.journal_lines import Countersigned
from mpos.contract.seal import countersign_text, holds
from mpos.contract.sealed_runs import head_before
from mpos.light.typing import NamedTuple


class OnPaper(NamedTuple):
    """A head as a printed Z-reading names it: an entry, and the first digits of its hash."""

    seq: int
    digits: str


class Verified(NamedTuple):
    """What was found: entries that hold, how many heads the office has countersigned and up to which entry, the first
    thing that does not hold, and the key of the office that countersignatures were checked with.
    """

    entries: int
    countersigned: int
    countersigned_to: int
    bridge_key: str | None
    first_bad: Break | None


class Proof:
    """A journal under verification. Each step gives the first thing that does not hold, or None."""

    def __init__(
        self, bridge_key: str | None = None, on_paper: OnPaper | None = None, *, is_whole: bool = False
    ) -> None:
        self.head = EMPTY
        self._is_whole = is_whole
        self._bridge_key = bridge_key
        self._on_paper = on_paper
        self._terminal_id: str | None = None
        self._entries = 0
        self._countersigned = 0
        self._countersigned_to = 0

    def verdict(self, bad: Break | None) -> Verified:
        """What holds, with what does not."""
        return Verified(self._entries, self._countersigned, self._countersigned_to, self._bridge_key, bad)

    def take_entry(self, entry: Entry) -> Break | None:
        """The next entry. Unless the journal is to be whole, the first is taken at its word for what came before."""
        before = self.head if self._entries or self._is_whole else head_before(entry)
        bad = (
            self._of_another(entry.terminal_id, entry.seq)
            or find_break([entry], before)
            or _misfit(entry)
            or self._beside_paper(before)
            or self._beside_paper(entry.head)
        )
        if bad is None:
            self.head = entry.head
            self._entries += 1
        return bad

    def take_countersigned(self, line: Countersigned) -> Break | None:
        """A head that the office has countersigned: it must be that of the entry just taken."""
        self._bridge_key = self._bridge_key or line.bridge_key
        place = line.head.seq
        if bad := self._of_another(line.terminal_id, place):
            return bad
        if not holds(self._bridge_key, countersign_text(line.terminal_id, line.head), line.countersignature):
            return Break(place, "its countersignature is not that of the office")
        if place > self.head.seq:
            return Break(self.head.seq + 1, f"the office has countersigned entries up to {place}, which are missing")
        if line.head != self.head:
            return Break(place, "it is not the entry that the office has countersigned")
        self._countersigned += 1
        self._countersigned_to = max(self._countersigned_to, place)
        return None

    def end(self) -> Break | None:
        """What only the end can tell: whether the entry on paper was met."""
        if self._on_paper is None:
            return None
        return Break(self._on_paper.seq, "it is named on paper, and is not here")

    def _of_another(self, terminal_id: str, seq: int) -> Break | None:
        self._terminal_id = self._terminal_id or terminal_id
        return None if terminal_id == self._terminal_id else Break(seq, f"it is of another terminal, {terminal_id}")

    def _beside_paper(self, head: Head) -> Break | None:
        paper = self._on_paper
        if paper is None or head.seq != paper.seq:
            return None
        if not head.hash.startswith(paper.digits):
            return Break(paper.seq, f"paper says {paper.digits}, and its hash is {head.hash[: len(paper.digits)]}")
        self._on_paper = None
        return None


def _misfit(entry: Entry) -> Break | None:
    """A Z-reading names the end of the journal at its time, which is the entry before it."""
    if entry.kind != kinds.Z_READING:
        return None
    fits = (entry.body.get("head_seq"), entry.body.get("head_hash")) == (entry.seq - 1, entry.prev_hash)
    return None if fits else Break(entry.seq, "its Z-reading does not fit the entries before it")
