"""The SOA list on this device: a file the bridge made ready, swapped in whole, then changed by revision.

Prices of a search: an exact number is one index look-up; for words and phone keys see soa_query.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mpos.contract.lasting import sync_names
from mpos.contract.problems import Problem, StoreDamaged
from mpos.contract.soa import Effect, Invoice, Soa
from mpos.contract.soa_list import FORMAT, Taken
from mpos.light.paths import Path
from mpos.light.plain_json import dumps, loads
from mpos.light.typing import Any, NamedTuple

from .database import problem_of, translated
from .soa_query import Wanted, keys_wanted, number_wanted, query_for, words_wanted
from .soa_search import (
    BY_KEYS,
    BY_WORDS,
    WITH_EARLIER,
    WITH_SEARCH,
    Index,
    add_index,
    enter_search,
    leave_search,
    ranges_of,
)
from .sqlite import sqlite3

LIST_FILE = "soas.sqlite3"
_SOA_COLUMNS = """soa_no, version, customer_no, name, address, collector_code, branch, statement_date, due_date,
    currency, updated_at"""
_LISTED = "soa_no, customer_no, name, due_date, collector_code, amount_due_minor, penalty_minor"
_INVOICE_COLUMNS = """invoice_no, invoice_date, due_date, amount_minor, balance_minor, penalty_minor, description,
    vat_type, disputed"""

MAX_ALIKE = 100
"""Numbers with the same phone keys that are looked through for the one with the right letters."""


class ListDamaged(StoreDamaged):
    """The SOA list on this device can't be read: {detail}."""

    hint = "What was collected is safe. Bring the list anew: mpos download-soa"


class Listed(NamedTuple):
    """One row of the list, amounts in minor units as downloaded."""

    soa_no: str
    customer_no: str
    name: str
    due_date: str
    collector_code: str
    amount_due_minor: int
    penalty_minor: int


class About(NamedTuple):
    """What the list says of itself: how far it reaches, and how far the office had taken in which journal."""

    list_id: str
    revision: int
    as_of: str | None
    codes: tuple[str, ...]
    taken: tuple[Taken, ...]


class SoaList:
    """An open SOA list."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def about(self) -> About:
        """What the list says of itself."""
        rows = dict(self._read("SELECT key, value FROM about"))
        try:
            return About(
                list_id=rows["list_id"],
                revision=int(rows["revision"]),
                as_of=rows.get("as_of") or None,
                codes=tuple(loads(rows["codes"])),
                taken=tuple(Taken(*row) for row in loads(rows["taken"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ListDamaged(detail="what it says of itself makes no sense") from error

    def find(self, number: str) -> Soa | None:
        """The SOA with this number, or that of the customer with it."""
        for column in ("soa_no", "customer_no"):
            query = f"SELECT {_SOA_COLUMNS} FROM soa WHERE {column} = ? LIMIT 1"  # noqa: S608 - constant columns
            for row in self._read(query, [number]):
                return Soa._make([*row, self._invoices(row[0])])
        return None

    def look_up(self, number: str) -> tuple[Soa, list[Effect]] | None:
        """The same with its effects, all as of one moment, whoever changes the list meanwhile."""
        self._read("BEGIN")
        try:
            soa = self.find(number)
            return (soa, self.effects(soa.soa_no)) if soa else None
        finally:
            if self._connection.in_transaction:
                self._read("ROLLBACK")

    def effects(self, soa_no: str) -> list[Effect]:
        """The payments that the office knew of and this SOA's version does not reflect."""
        rows = self._read(
            "SELECT payment_id, invoice_no, balance_minor, penalty_minor, reflected_from FROM effect WHERE soa_no = ?",
            [soa_no],
        )
        return [Effect(*row) for row in rows]

    def soas_with_effects(self) -> set[str]:
        """The SOAs that the office knew payments of that they don't reflect."""
        return {row[0] for row in self._read("SELECT DISTINCT soa_no FROM effect")}

    def rows(self, codes: Sequence[str], limit: int | None, overdue_on: str | None = None) -> list[Listed]:
        """The list of these codes, earliest due first; with `overdue_on`, only what was due before that date."""
        return self._listed("soa", _Where().codes(codes).overdue(overdue_on), "due_date, soa_no", limit)

    def search(self, text: str, codes: Sequence[str], limit: int | None, overdue_on: str | None = None) -> list[Listed]:
        """The SOAs whose number, customer number, name or address has all these words, or words beginning so.

        Earliest due first. Neither case nor accents count, and all but letters and digits separates words.
        """
        return self._hits(BY_WORDS, words_wanted(text), codes, limit, overdue_on)

    def by_keys(self, digits: str, codes: Sequence[str], limit: int) -> list[Listed]:
        """The SOAs of which a word of name or number begins with what was typed on phone keys (contract/phone_keys).

        A 0 may also stand for the space between words, which then must all be there. SOAs whose whole number or
        customer number it is come first, then earliest due.
        """
        exact = self._hits(BY_KEYS, number_wanted(digits), codes, limit)
        found = self._hits(BY_KEYS, keys_wanted(digits), codes, limit)
        return list(dict.fromkeys([*exact, *found]))[:limit]

    def by_number(self, number: str, codes: Sequence[str]) -> str | None:
        """The SOA with this number, or earliest due of the customer with it, in either case and punctuated or not."""
        from mpos.contract.phone_keys import keys_of_number

        # Several numbers may have the same keys; it takes the letters to tell them apart.
        alike = self._hits(BY_KEYS, number_wanted(keys_of_number(number)), codes, MAX_ALIKE)
        wanted = _unpunctuated(number)
        for column in ("soa_no", "customer_no"):
            for row in alike:
                if _unpunctuated(getattr(row, column)) == wanted:
                    return row.soa_no
        return None

    def totals(self, codes: Sequence[str]) -> tuple[int, int]:
        """How many SOAs these codes have, and what they come to in minor units as downloaded."""
        where = _Where().codes(codes)
        query = f"SELECT count(*), coalesce(sum(amount_due_minor), 0) FROM soa WHERE {where.text}"  # noqa: S608
        [(count, amount)] = self._read(query, where.values)
        return int(count), int(amount)

    def is_sound(self) -> bool:
        """Whether every page of the list can be read; ListDamaged tells of the worst kind of no."""
        return self._read("PRAGMA quick_check(1)") == [("ok",)]

    def apply(
        self, soas: Iterable[tuple[Soa, Sequence[Effect]]], dropped: Iterable[str], about: dict[str, Any]
    ) -> None:
        """Takes in changes whole: all of them and how far they reach, or nothing."""
        with _translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for soa_no in dropped:
                    self._remove(soa_no)
                added = []
                for soa, effects in soas:
                    self._remove(soa.soa_no)
                    self._add(soa, effects)
                    added.append(soa.soa_no)
                enter_search(self._connection, added)
                for key, value in about.items():
                    text = value if isinstance(value, str) else dumps(value)
                    self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, text))
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has SQLite roll back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _problem(error) from error

    def _listed(self, source: str, where: "_Where", order: str, limit: int | None) -> list[Listed]:
        query = f"SELECT {_LISTED} FROM {source} WHERE {where.text} ORDER BY {order} LIMIT ?"  # noqa: S608 -- placeholders only
        return [Listed(*row) for row in self._read(query, [*where.values, -1 if limit is None else limit])]

    def _hits(
        self,
        index: Index,
        wanted: Wanted | None,
        codes: Sequence[str],
        limit: int | None,
        overdue_on: str | None = None,
    ) -> list[Listed]:
        """Of an index, earliest due first; where nothing is wanted, nothing is found."""
        if wanted is None:
            return []
        with _translated():
            # A long list, and one that came before there was such an index, gets it with the first search.
            if not index.is_in(self._connection):
                add_index(self._connection, index)
            query = query_for(self._connection, index, wanted)
        found = []
        for first, last in ranges_of(codes, overdue_on):
            where = _Where().found(index, query, first, last).codes(codes)
            found += self._listed(index.joined, where, f"{index.table}.rowid", limit)
        return sorted(found, key=lambda row: (row.due_date, row.soa_no))[:limit]

    def _invoices(self, soa_no: str) -> tuple[Invoice, ...]:
        query = f"SELECT {_INVOICE_COLUMNS} FROM invoice WHERE soa_no = ? ORDER BY line"  # noqa: S608 - constant columns
        rows = self._read(query, [soa_no])
        return tuple(Invoice._make([*row[:-1], bool(row[-1])]) for row in rows)

    def _remove(self, soa_no: str) -> None:
        leave_search(self._connection, [soa_no])
        for table in ("soa", "invoice", "effect"):
            self._connection.execute(f"DELETE FROM {table} WHERE soa_no = ?", (soa_no,))  # noqa: S608 - constant

    def _add(self, soa: Soa, effects: Sequence[Effect]) -> None:
        values = (*soa[:-1], soa.amount_due_minor, soa.penalty_minor)
        self._connection.execute(
            f"""INSERT INTO soa ({_SOA_COLUMNS}, amount_due_minor, penalty_minor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",  # noqa: S608 - constant columns
            values,
        )
        self._connection.executemany(
            f"INSERT INTO invoice (soa_no, line, {_INVOICE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(soa.soa_no, line, *invoice[:-1], int(invoice.disputed)) for line, invoice in enumerate(soa.invoices)],
        )
        self._connection.executemany(
            """INSERT INTO effect (soa_no, payment_id, invoice_no, balance_minor, penalty_minor, reflected_from)
            VALUES (?, ?, ?, ?, ?, ?)""",
            [(soa.soa_no, *effect) for effect in effects],
        )


@contextmanager
def _translated() -> Iterator[None]:
    """Turns SQLite's complaints about a damaged list into ListDamaged: unlike the store, it can be had anew."""
    try:
        yield
    except sqlite3.Error as error:
        raise _problem(error) from error


def _problem(error: sqlite3.Error) -> Problem:
    problem = problem_of(error)
    return ListDamaged(detail=error) if isinstance(problem, StoreDamaged) else problem


def open_list(home: Path) -> SoaList | None:
    """The list on this device, or None before the first download (or when its format is not ours: download again)."""
    path = home / LIST_FILE
    if not path.exists():
        return None
    with _translated():
        connection = sqlite3.connect(path, isolation_level=None)
        # A customer who leaves the list leaves the file, too: SQLite would keep the bytes in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA user_version").fetchone()[0] in (FORMAT, WITH_EARLIER, WITH_SEARCH):
            return SoaList(connection)
        connection.close()
    return None


def state_of_list(home: Path) -> tuple[int, ...] | None:
    """Differs once another list has taken the place of this one, or it was changed; None where there is none."""
    try:
        found = (home / LIST_FILE).stat()
    except FileNotFoundError:
        return None
    # A file that is put in its place may have the number of one that is gone.
    return found.st_dev, found.st_ino, found.st_ctime_ns


def has_list(home: Path) -> bool:
    """Whether there is a list on this device, or anything that a power cut has left of one."""
    return bool(_files_of_list(home))


def remove_list(home: Path) -> None:
    """Removes the list and what is left of earlier ones, durably."""
    with translated():
        for path in _files_of_list(home):
            path.unlink(missing_ok=True)
        sync_names(home)


def _files_of_list(home: Path) -> list[Path]:
    return [path for path in home.glob(f"{LIST_FILE}*") if path.is_file()]


class _Where(NamedTuple):
    """Conditions with placeholders, and the values that go into them."""

    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    @property
    def text(self) -> str:
        return " AND ".join(self.conditions)

    def codes(self, codes: Sequence[str]) -> "_Where":
        return self._and(f"collector_code IN ({', '.join('?' * len(codes))})", *codes)

    def overdue(self, on: str | None) -> "_Where":
        return self._and("due_date < ?", on) if on else self

    def found(self, index: Index, query: str, first: int, last: int) -> "_Where":
        matching = self._and(f"{index.table} MATCH ?", query)
        return matching._and(f"{index.table}.rowid BETWEEN ? AND ?", first, last)

    def _and(self, condition: str, *values: Any) -> "_Where":
        return _Where((*self.conditions, condition), (*self.values, *values))


def _unpunctuated(number: str) -> str:
    return "".join(filter(str.isalnum, number)).casefold()
