"""What the office asks of its back office, whichever it is: PSCloud, or one that a connector file describes.

Records come in PSCloud's words (shapes.py reads them); what another back office calls things is told nowhere else.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, Self

from mpos.contract.problems import Refused

from .answers import Answer
from .shapes import CollectorCode, ControlTotals


class CantTell(Refused):
    """{who} can't tell {what}."""

    hint = "Nothing was changed. Its connector file has no [{section}]; add it if {who} does offer this."


class Page(NamedTuple):
    """One page of a listing, its records not looked at yet."""

    items: list[object]
    next_cursor: str | None
    as_of: str


class Doubt(NamedTuple):
    """Whether an earlier try of the same posting may have been taken, and when the last was made, if that is known."""

    may_be_there: bool = False
    tried_at: datetime | None = None


NO_DOUBT = Doubt()


class Voided(NamedTuple):
    """The posted payment that a void takes back."""

    payment_id: str
    payment_no: str | None = None
    receipt_no: str = ""
    soa_no: str | None = None
    amount: str = ""


class BackOffice(Protocol):
    """The master of SOAs and invoices. What can't be had raises PscloudUnreachable or CantTell; postings never do."""

    @property
    def who(self) -> str:
        """Its name, for people."""
        ...

    @property
    def lists_changes(self) -> bool:
        """Whether it can list what changed since a moment; else each download is a whole one."""
        ...

    @property
    def looks_up(self) -> bool:
        """Whether it can be asked for one SOA."""
        ...

    @property
    def clock_skew(self) -> timedelta | None:
        """How far our clock is ahead of its clock, by its last answer."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def collector_codes(self) -> list[CollectorCode]:
        """The codes that it assigns accounts to; none when it does not tell."""
        ...

    def soas(self, updated_since: str | None = None, collector_code: str | None = None) -> Iterator[Page]:
        """SOAs page by page: those that changed after that moment, or all active ones. CursorExpired: start again."""
        ...

    def soa(self, soa_no: str) -> Any:
        """The record of one SOA as it stands now, or None when there is none of that number. CantTell."""
        ...

    def control_totals(self) -> ControlTotals:
        """What a complete copy must add up to. CantTell."""
        ...

    def payments(self, posted_since: str | None = None) -> Iterator[Page]:
        """Posted payments page by page. CantTell."""
        ...

    def post(self, key: str, body: Mapping[str, Any], doubt: Doubt = NO_DOUBT, /) -> Answer:
        """Posts a payment, once: the same key is never taken twice, whatever became of an earlier try."""
        ...

    def void(self, voided: Voided, key: str, body: Mapping[str, Any], doubt: Doubt = NO_DOUBT, /) -> Answer:
        """Voids a posted payment, once; as for post."""
        ...
