"""Bad days, ordered in advance: what shall go wrong, how often and where."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from threading import Lock

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

BAD_STATUSES = frozenset({401, 429, 500, 502, 503, 504})
MAX_TIMES = 1_000_000
"""As good as for ever, for any test."""
MAX_DELAY_S = 60
"""Twice the 30 seconds that PSCloud is known to take."""


class FaultKind(StrEnum):
    """What can go wrong. All of these have been seen of PSCloud."""

    STATUS = "status"
    DROP_BEFORE = "drop_before"
    DROP_AFTER_ACCEPT = "drop_after_accept"
    SLOW = "slow"
    REPEAT_RECORDS = "repeat_records"
    NEWER_VERSION_IN_PAGE = "newer_version_in_page"
    EXPIRE_CURSOR = "expire_cursor"
    MALFORMED_RECORD = "malformed_record"
    HOSTILE_NAMES = "hostile_names"
    ROTATE_KEY = "rotate_key"


class Defect(StrEnum):
    """How a record can be malformed."""

    MISSING_DUE_DATE = "missing_due_date"
    NEGATIVE_BALANCE = "negative_balance"
    AMOUNT_NO_NUMBER = "amount_no_number"
    INVOICES_DO_NOT_ADD_UP = "invoices_do_not_add_up"


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Fault:
    """One thing that goes wrong `times` times, after `skip` chances were let pass.

    `path` is below /api/v1: "/payments" stands for /payments and all below it, "" for every path; `method` "" for
    every method. HOSTILE_NAMES and ROTATE_KEY take effect at once, and once. Of the others, STATUS reads `status` and
    `retry_after_s` (sent as an HTTP date when `retry_after_as_date`); SLOW `delay_s`; REPEAT_RECORDS `records`;
    MALFORMED_RECORD `defect`; ROTATE_KEY `key`. `soa_no` names the record meant; "" stands for the first at hand.
    """

    kind: FaultKind
    times: int = 1
    skip: int = 0
    path: str = ""
    method: str = ""
    status: int = 503
    retry_after_s: int | None = None
    retry_after_as_date: bool = False
    delay_s: float = 0
    records: int = 3
    defect: Defect = Defect.MISSING_DUE_DATE
    soa_no: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MAX_TIMES or self.skip < 0 or self.records < 1:
            raise ValueError(f"times is 1 to {MAX_TIMES}, skip not negative, records at least 1")
        if self.status not in BAD_STATUSES:
            raise ValueError(f"status is one of {sorted(BAD_STATUSES)}")
        if not 0 <= self.delay_s <= MAX_DELAY_S or (self.retry_after_s or 0) < 0:
            raise ValueError(f"delay_s is 0 to {MAX_DELAY_S}, retry_after_s not negative")
        if self.kind is FaultKind.ROTATE_KEY and not self.key:
            raise ValueError("rotate_key needs the new key")

    def concerns(self, path: str, method: str) -> bool:
        """Whether a request is of those that this fault is for."""
        below = not self.path or path == self.path or path.startswith(f"{self.path.rstrip('/')}/")
        return below and self.method.upper() in ("", method.upper())


class FaultQueue:
    """The faults still to come, taken one at a time; safe between threads."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []
        self._lock = Lock()

    def put(self, fault: Fault) -> None:
        """Orders a fault."""
        with self._lock:
            self._pending.append(fault)

    def clear(self) -> None:
        """Calls off whatever was ordered and has not happened."""
        with self._lock:
            self._pending.clear()

    def pending(self) -> tuple[Fault, ...]:
        """What is still to come."""
        with self._lock:
            return tuple(self._pending)

    def take(
        self, kind: FaultKind, path: str, method: str, *, fits: Callable[[Fault], bool] = lambda _: True
    ) -> Fault | None:
        """The first pending fault of that kind for such a request, counted down; None when there is nothing to do."""
        with self._lock:
            for index, fault in enumerate(self._pending):
                if fault.kind is kind and fault.concerns(path, method) and fits(fault):
                    return self._count_down(index, fault)
        return None

    def _count_down(self, index: int, fault: Fault) -> Fault | None:
        if fault.skip:
            self._pending[index] = replace(fault, skip=fault.skip - 1)
            return None
        if fault.times > 1:
            self._pending[index] = replace(fault, times=fault.times - 1)
        else:
            del self._pending[index]
        return fault
