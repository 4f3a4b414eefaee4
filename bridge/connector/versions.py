"""Versions of SOAs of a back office that states none.

The same content keeps its version; other content gets a higher one. Where records say when they were changed, an older
record that comes late (a page read before the change) gets a lower one and is passed over, as PSCloud's would be.
Versions are as high as the milliseconds since 1970, so that they stay above those that a lost database had given.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bridge.pscloud.shapes import Malformed, Statement, Translated, read_statement
from mpos.contract.clock import Clock, read_instant
from mpos.contract.soa import Soa

Memory = Callable[[Sequence[str]], Mapping[str, tuple[Soa, str]]]
"""Which SOAs of these numbers are held, each with its status."""
GONE = "gone"


class Versions:
    """Numbers records. `tells_changes`: whether they say when they were changed."""

    def __init__(self, memory: Memory, clock: Clock, *, tells_changes: bool) -> None:
        self._memory = memory
        self._clock = clock
        self._tells_changes = tells_changes

    def number(self, records: Sequence[Translated]) -> None:
        """Gives each record that is sound its version; the others are found malformed by whoever reads them."""
        stated = [(record, statement) for record in records if (statement := _sound(record))]
        known = dict(self._memory([statement.soa.soa_no for _, statement in stated]))
        for record, (soa, status) in stated:
            version, updated_at = self._place(soa, status, known.get(soa.soa_no))
            record |= {"version": version, "updated_at": updated_at}
            before = known.get(soa.soa_no)
            if before is None or version >= before[0].version:
                known[soa.soa_no] = (soa._replace(version=version, updated_at=updated_at), status)

    def _place(self, soa: Soa, status: str, held: tuple[Soa, str] | None) -> tuple[int, str]:
        stamp = _milliseconds(read_instant(soa.updated_at) if self._tells_changes else self._clock.now())
        if held is None:
            return stamp, soa.updated_at
        before, held_status = held
        if held_status in (status, GONE) and self._content(soa) == self._content(before):
            return before.version, before.updated_at
        if self._tells_changes and soa.updated_at < before.updated_at:
            return max(0, before.version - 1), soa.updated_at
        return max(before.version + 1, stamp), soa.updated_at

    def _content(self, soa: Soa) -> Soa:
        return soa._replace(version=0, updated_at=soa.updated_at if self._tells_changes else "")


def _sound(record: Translated) -> Statement | None:
    try:
        return read_statement(record)
    except Malformed:
        return None


def _milliseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
