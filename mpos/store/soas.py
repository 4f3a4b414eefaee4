"""The SOA list on this device: a file the bridge made ready, swapped in whole, then changed by revision.

Prices of a search: an exact number is one index look-up; words go to the full-text index, whose hits are taken as
they come (ordering them by rank would cost two hundred times as much).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mpos.contract.lasting import sync_names
from mpos.contract.paths import Path
from mpos.contract.plain_json import dumps, loads
from mpos.contract.problems import StoreDamaged
from mpos.contract.soa import Effect, Invoice, Soa
from mpos.contract.soa_list import FORMAT, Taken
from mpos.contract.typing import Any, NamedTuple

from .database import problem_of, translated
from .soa_keys import IN_ORDER, JOINED, WITH_KEYS, add_index, add_soas, has_keys, number_as_typed, words_as_typed
from .sqlite import sqlite3

LIST_FILE = "soas.sqlite3"
_SOA_COLUMNS = """soa_no, version, customer_no, name, address, collector_code, branch, statement_date, due_date,
    currency, updated_at"""
_LISTED = "soa_no, customer_no, name, due_date, collector_code, amount_due_minor, penalty_minor"
_SHOWN = ", ".join(f"soa.{column}" for column in _LISTED.split(", "))
FOUND_BY_WORDS = "soa_search CROSS JOIN soa ON soa.id = soa_search.rowid"
"""The index leads: its first hits are shown, whatever their number."""
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
        return self._listed(_Where().codes(codes).overdue(overdue_on), "ORDER BY due_date, soa_no", limit)

    def search(self, text: str, codes: Sequence[str], limit: int | None, overdue_on: str | None = None) -> list[Listed]:
        """The SOAs whose number, customer number, name or address has all these words, or words beginning so."""
        words = _search_words(text)
        if not words:
            return []
        found = self._listed(_Where().words(words).codes(codes).overdue(overdue_on), "", limit, FOUND_BY_WORDS)
        return sorted(found, key=lambda row: (row.due_date, row.soa_no))

    def by_keys(self, digits: str, codes: Sequence[str], limit: int) -> list[Listed]:
        """The SOAs of which a word of name or number begins with what was typed on phone keys (contract/phone_keys).

        A 0 may also stand for the space between words, which then must all be there. SOAs whose whole number or
        customer number it is come first, then earliest due. The work is bounded by `limit`, not by how many there are,
        as long as these codes have their share of the list.
        """
        exact = self._keyed(number_as_typed(digits), codes, limit)
        found = self._keyed(words_as_typed(digits), codes, limit)
        return list(dict.fromkeys([*exact, *found]))[:limit]

    def by_number(self, number: str, codes: Sequence[str]) -> str | None:
        """The SOA with this number, or earliest due of the customer with it, in either case and punctuated or not."""
        from mpos.contract.phone_keys import keys_of_number

        # Several numbers may have the same keys; it takes the letters to tell them apart.
        alike = self._keyed(number_as_typed(keys_of_number(number)), codes, MAX_ALIKE)
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
                add_soas(self._connection, added)
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
        with _translated():
            return self._connection.execute(query, values).fetchall()

    def _listed(self, where: "_Where", order: str, limit: int | None, source: str = "soa") -> list[Listed]:
        query = f"SELECT {_SHOWN} FROM {source} WHERE {where.text} {order} LIMIT ?"  # noqa: S608 -- placeholders only
        return [Listed(*row) for row in self._read(query, [*where.values, -1 if limit is None else limit])]

    def _keyed(self, query: str | None, codes: Sequence[str], limit: int) -> list[Listed]:
        return [Listed(*row) for row in self._hits(_LISTED, query, codes, limit)]

    def _hits(self, columns: str, query: str | None, codes: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
        """Of the phone keys' index, earliest due first; no query finds nothing."""
        if query is None:
            return []
        with _translated():
            # A list that came before there was such an index gets it with the first search.
            if not has_keys(self._connection):
                add_index(self._connection)
        where = _Where().keys(query).codes(codes)
        select = f"SELECT {columns} FROM {JOINED} WHERE {where.text} {IN_ORDER} LIMIT ?"  # noqa: S608 - placeholders
        return self._read(select, [*where.values, limit])

    def _invoices(self, soa_no: str) -> tuple[Invoice, ...]:
        query = f"SELECT {_INVOICE_COLUMNS} FROM invoice WHERE soa_no = ? ORDER BY line"  # noqa: S608 - constant columns
        rows = self._read(query, [soa_no])
        return tuple(Invoice._make([*row[:-1], bool(row[-1])]) for row in rows)

    def _remove(self, soa_no: str) -> None:
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
        problem = problem_of(error)
        raise (ListDamaged(detail=error) if isinstance(problem, StoreDamaged) else problem) from error


def open_list(home: Path) -> SoaList | None:
    """The list on this device, or None before the first download (or when its format is not ours: download again)."""
    path = home / LIST_FILE
    if not path.exists():
        return None
    with _translated():
        connection = sqlite3.connect(path, isolation_level=None)
        # A customer who leaves the list leaves the file, too: SQLite would keep the bytes in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA user_version").fetchone()[0] in (FORMAT, WITH_KEYS):
            return SoaList(connection)
        connection.close()
    return None


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

    def words(self, words: str) -> "_Where":
        return self._and("soa_search MATCH ?", words)

    def keys(self, query: str) -> "_Where":
        return self._and("soa_keys MATCH ?", query)

    def _and(self, condition: str, *values: Any) -> "_Where":
        return _Where((*self.conditions, condition), (*self.values, *values))


def _unpunctuated(number: str) -> str:
    return "".join(filter(str.isalnum, number)).casefold()


def _search_words(text: str) -> str:
    """Each word quoted, so that nothing in it is read as full-text syntax, and open at its end."""
    words = [word for word in text.replace('"', " ").split() if any(letter.isalnum() for letter in word)]
    return " ".join(f'"{word}"*' for word in words)
