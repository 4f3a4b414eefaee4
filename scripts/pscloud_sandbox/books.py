"""PSCloud's books: everything that must outlive a restart, in memory and, when asked for, in a file."""

import sqlite3
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from pydantic import TypeAdapter

from scripts.pscloud_sandbox.records import Calendar, Posting, PostingStatus, Soa, Verdict

Record = Soa | Posting | Verdict | Calendar

_ADAPTERS: Mapping[str, TypeAdapter[Record]] = {
    record.__name__: TypeAdapter(record) for record in (Calendar, Soa, Posting, Verdict)
}


class UnreadableState(Exception):
    """The state file is not one of the sandbox's; name another or delete it."""


class StateFile:
    """A SQLite file that holds each record as a JSON document; what `save` was given survives a kill.

    Raises UnreadableState for a file of another kind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS record (kind, key, document, PRIMARY KEY (kind, key))")
        except sqlite3.Error as error:
            raise UnreadableState(f"{path} can't be used as a state file: {error}") from error

    def save(self, records: Iterable[Record]) -> None:
        """Writes all records or none."""
        rows = [(type(record).__name__, _key(record), _write(record)) for record in records]
        with closing(self._connect()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)

    def load(self) -> list[Record]:
        """Every record, payments in the order of their numbers."""
        with closing(self._connect()) as connection:
            rows = connection.execute("SELECT kind, document FROM record ORDER BY kind, key").fetchall()
        return [_ADAPTERS[kind].validate_json(document) for kind, document in rows]

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)


class Books:
    """The records by their keys. `record` is the only way in."""

    def __init__(self, state_file: StateFile | None = None) -> None:
        self._state_file = state_file
        self.day: date | None = None
        self.soas: dict[str, Soa] = {}
        self.postings: dict[str, Posting] = {}
        self.receipt_nos: set[str] = set()
        self._soa_nos: list[str] = []
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._used_keys: set[str] = set()
        for record in state_file.load() if state_file else ():
            self._take(record)

    def record(self, *records: Record) -> None:
        """Takes in new records and new versions of known ones, on disk before in memory."""
        if self._state_file:
            self._state_file.save(records)
        for record in records:
            self._take(record)

    def soas_after(self, soa_no: str) -> Iterator[Soa]:
        """The SOAs that follow that number, in the order of their numbers."""
        start = bisect_right(self._soa_nos, soa_no)
        return (self.soas[self._soa_nos[index]] for index in range(start, len(self._soa_nos)))

    def soas_up_to(self, soa_no: str, count: int) -> list[Soa]:
        """The last `count` SOAs before and including that number."""
        end = bisect_right(self._soa_nos, soa_no)
        return [self.soas[known] for known in self._soa_nos[max(0, end - count) : end]]

    def verdict(self, key: str, digest: str) -> Verdict | None:
        """What was answered to this key and body, if it was asked before."""
        return self._verdicts.get((key, digest))

    def is_used(self, key: str) -> bool:
        """Whether something was accepted under this idempotency key."""
        return key in self._used_keys

    def credits_minor(self) -> Counter[str]:
        """Each customer's credit: advances and excesses of the payments that stand."""
        credit_minor: Counter[str] = Counter()
        for posting in self.postings.values():
            if posting.status is PostingStatus.POSTED and posting.credit_minor:
                credit_minor[posting.customer_no] += posting.credit_minor
        return credit_minor

    def latest_instant(self) -> datetime | None:
        """The last instant that the books speak of."""
        instants = [soa.updated_at for soa in self.soas.values()]
        instants += [posting.posted_at for posting in self.postings.values()]
        return max(instants, default=None)

    def _take(self, record: Record) -> None:
        match record:
            case Soa():
                if record.soa_no not in self.soas:
                    insort(self._soa_nos, record.soa_no)
                self.soas[record.soa_no] = record
            case Posting():
                self.postings[record.payment_id] = record
                self.receipt_nos.add(record.receipt_no)
            case Verdict():
                self._verdicts[record.key, record.digest] = record
                if record.accepted:
                    self._used_keys.add(record.key)
            case Calendar():
                self.day = record.day


def _key(record: Record) -> str:
    match record:
        case Soa():
            return record.soa_no
        case Posting():
            return record.payment_no
        case Verdict():
            return f"{record.key} {record.digest}"
        case Calendar():
            return "day"


def _write(record: Record) -> str:
    return _ADAPTERS[type(record).__name__].dump_json(record).decode()
