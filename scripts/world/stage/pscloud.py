"""PSCloud's stand-in with a memory of everything that it ever recorded: what the rules hold us against."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import httpx

from scripts.pscloud_sandbox import ConnectionDropped, ListedInvoice, PSCloudWorld, StateFile
from scripts.pscloud_sandbox import make_app as make_pscloud_app
from scripts.pscloud_sandbox.books import Record
from scripts.pscloud_sandbox.records import Applied, Posting, PostingStatus, Soa
from scripts.world.clock import WorldClock
from scripts.world.in_process import InProcess

API_KEY = "the-key-of-this-world"
PATIENCE_S = 40
"""The bridge's pscloud_timeout_s."""


class TooSlow(Exception):
    """The answer takes longer than the bridge waits."""


class Taken(NamedTuple):
    """How PSCloud took a payment: from which SOA version on its amounts hold it, and from which its void."""

    soa_no: str | None
    from_version: int | None
    applied: tuple[Applied, ...]
    is_voided: bool = False
    void_version: int | None = None


class Memory(StateFile):
    """Every version of every SOA, every payment, and which payments changed since they were looked at."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, int], Soa] = {}
        self.taken: dict[str, Taken] = {}
        self.changed: list[Posting] = []

    def save(self, records: Iterable[Record]) -> None:
        for record in records:
            if isinstance(record, Soa):
                self.versions[record.soa_no, record.version] = record
            elif isinstance(record, Posting):
                self._note(record)
                self.changed.append(record)

    def load(self) -> list[Record]:
        return []

    def _note(self, posting: Posting) -> None:
        known = self.taken.get(posting.payment_id)
        if posting.status is PostingStatus.POSTED:
            self.taken[posting.payment_id] = Taken(posting.soa_no, posting.soa_version, posting.applied)
        elif known is not None:
            self.taken[posting.payment_id] = known._replace(is_voided=True, void_version=posting.soa_version)


class PSCloud:
    """PSCloud, and the network that leads to it."""

    def __init__(self, clock: WorldClock, listed: tuple[ListedInvoice, ...], first_day: date) -> None:
        self.memory = Memory()
        self.world = PSCloudWorld(clock.now, penalty_basis_points=200, state_file=self.memory)
        self.world.load(listed, first_day)
        self._sleep = clock.sleep
        app = make_pscloud_app(self.world, API_KEY, sleep=self._think)
        self.network = InProcess(app, {ConnectionDropped: httpx.ReadError, TooSlow: httpx.ReadTimeout})

    def active(self) -> dict[str, Soa]:
        """The SOAs that take payments."""
        return {no: soa for no, soa in self.world.books.soas.items() if soa.status == "active"}

    async def _think(self, seconds: float) -> None:
        self._sleep(min(seconds, PATIENCE_S))
        await asyncio.sleep(0)
        if seconds > PATIENCE_S:
            raise TooSlow
