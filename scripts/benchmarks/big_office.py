"""An office as large as the largest: 500,000 SOAs, 2,000,000 invoices, 1,000 terminals and a month of their payments.

Written straight into the database, from a seed, and kept in a cache directory, so that it is made once for each schema:
    python -m scripts.benchmarks.big_office [--short]
says where it is. Who signs in there is `admin` with PASSWORD; its clock stands at NOW.
"""

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bridge.app import Bridge, init_home, opened
from bridge.settings import DATABASE_NAME
from bridge.store.schema import metadata
from bridge.store.search_index import PAYMENT_WORDS, SOA_WORDS
from mpos.contract.clock import zone_named

MANILA = zone_named("Asia/Manila")
NOW = datetime(2026, 10, 15, 17, 0, tzinfo=MANILA)
TODAY = NOW.date()
ADMIN, PASSWORD = "admin", "a-password-for-benchmarks"
CACHE = "MPOS_BENCH_CACHE"
MAKING = 4
"""Counts up when an office of the same schema would be made otherwise."""


class Size(NamedTuple):
    """How large an office is. Each terminal has a collector with a code of their own."""

    terminals: int
    soas_each: int
    invoices_each: int
    days: int
    payments_a_day: int

    @property
    def soas(self) -> int:
        """In all."""
        return self.terminals * self.soas_each


BIG = Size(terminals=1_000, soas_each=500, invoices_each=4, days=20, payments_a_day=15)
SHORT = Size(terminals=20, soas_each=100, invoices_each=4, days=5, payments_a_day=5)


class StandingClock:
    """The office's clock: it is always NOW there."""

    def now(self) -> datetime:
        """The same instant each time."""
        return NOW


class Filling:
    """A database that is being filled fast: no indexes, no waiting for the disk."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous = OFF", "cache_size = -200000", "foreign_keys = OFF"):
            self._db.execute(f"PRAGMA {pragma}")
        self._indexes = self._db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in self._indexes:
            self._db.execute(f"DROP INDEX {name}")
        self._db.execute("BEGIN")

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Rows of a table; what is not named has its default."""
        places = ", ".join("?" * len(columns))
        self._db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608

    def run(self, statement: str, *values: object) -> None:
        """Any one statement."""
        self._db.execute(statement, values)

    def finish(self) -> None:
        """The indexes, and all on disk."""
        self._db.execute("COMMIT")
        for _, sql in self._indexes:
            self._db.execute(sql)
        for words in (SOA_WORDS.name, PAYMENT_WORDS.name):
            self._db.execute(f"INSERT INTO {words} ({words}) VALUES ('optimize')")  # noqa: S608
        self._db.close()


@contextmanager
def open_big_office(size: Size) -> Iterator[Bridge]:
    """The office, made now when there is none in the cache."""
    home = cached_office(size)
    with opened(environment(home), StandingClock()) as bridge:
        yield bridge


def cached_office(size: Size) -> Path:
    """The home of an office of this size and of the present schema."""
    home = _cache() / f"{size.soas}-{size.terminals}-{_schema()}"
    if not home.exists():
        print(f"Making an office with {size.soas:,} SOAs in {home} ...", file=sys.stderr)
        draft = home.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        _make(draft, size)
        draft.rename(home)
    return home


def environment(home: Path) -> dict[str, str]:
    """What a bridge in this home is told."""
    return {"MPOS_BRIDGE_HOME": os.fspath(home), "MPOS_BRIDGE_PSCLOUD_KEY": "a-key-for-benchmarks"}


def past_days(count: int) -> list[date]:
    """So many days up to today."""
    return [TODAY - timedelta(days=back) for back in reversed(range(count))]


def _make(home: Path, size: Size) -> None:
    from scripts.benchmarks.big_office_days import fill_days
    from scripts.benchmarks.big_office_desk import fill_desk
    from scripts.benchmarks.big_office_soas import fill_soas

    init_home(environment(home), ADMIN, PASSWORD, StandingClock())
    filling = Filling(home / DATABASE_NAME)
    fill_soas(filling, size)
    fill_days(filling, size)
    fill_desk(filling, size)
    filling.finish()


def _cache() -> Path:
    where = os.environ.get(CACHE) or Path.home() / ".cache" / "mpos-benchmarks"
    path = Path(where)
    path.mkdir(parents=True, exist_ok=True)
    return path


def _schema() -> str:
    tables = (f"{table.name} {sorted(column.name for column in table.columns)}" for table in metadata.sorted_tables)
    indexes = (f"{index.name} {index.columns.keys()}" for table in metadata.sorted_tables for index in table.indexes)
    return sha256("\n".join([str(MAKING), *sorted(tables), *sorted(indexes)]).encode()).hexdigest()[:12]


def main() -> int:
    """Makes an office and says where it is."""
    parser = argparse.ArgumentParser(prog="big_office", description="Makes a large office for benchmarks.")
    parser.add_argument("--short", action="store_true", help="a small one, for CI")
    home = cached_office(SHORT if parser.parse_args().short else BIG)
    with closing(sqlite3.connect(home / DATABASE_NAME)) as db:
        for table in ("soa", "invoice", "terminal", "payment", "journal"):
            rows = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            print(f"{table}: {rows:,}", file=sys.stderr)
    print(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
