"""Writes the SOA list file: the SQLite database that a terminal swaps in whole (contract: mpos.contract.soa_list)."""

import lzma
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from mpos.contract.canonical import write_canonical
from mpos.contract.soa import Effect, Soa
from mpos.contract.soa_list import ROWS, TRAVELS

PRESET = 1
"""Of xz: higher ones take twice and four times the time for two and three bytes in a hundred."""


class SoaListFile:
    """A list file in the making; `finish` gives its bytes, packed.

    It is made in memory: a draft on disk, with names and balances in it, would stay there when we are killed.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        for statement in (*ROWS, "BEGIN"):
            self._db.execute(statement)
        self.count = 0
        self.amount_due_minor = 0

    def add(self, soas: Sequence[Soa], effects: Mapping[str, Iterable[Effect]]) -> None:
        """SOAs with their invoices, and the effects on them."""
        self._db.executemany(_ADD_SOA, map(_soa_row, soas))
        self._db.executemany(_ADD_INVOICE, (row for soa in soas for row in _invoice_rows(soa)))
        self._db.executemany(_ADD_EFFECT, ((no, *effect) for no, each in effects.items() for effect in each))
        self.count += len(soas)
        self.amount_due_minor += sum(soa.amount_due_minor for soa in soas)

    def finish(self, about: Mapping[str, object]) -> bytes:
        """The whole file, with what it says of itself: texts as they are, all else as JSON; None is not said."""
        said = {key: value for key, value in about.items() if value is not None}
        rows = [(key, value if isinstance(value, str) else write_canonical(value)) for key, value in said.items()]
        self._db.executemany(_ADD_ABOUT, rows)
        self._db.execute(f"PRAGMA user_version = {TRAVELS}")
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")
        return lzma.compress(self._db.serialize(), preset=PRESET)

    def close(self) -> None:
        """Throws the draft away."""
        self._db.close()


_ADD_ABOUT = "INSERT INTO about VALUES (?, ?)"
_ADD_SOA = """INSERT INTO soa (soa_no, version, customer_no, name, address, collector_code, branch, statement_date,
    due_date, currency, updated_at, amount_due_minor, penalty_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ADD_INVOICE = "INSERT INTO invoice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_EFFECT = "INSERT INTO effect VALUES (?, ?, ?, ?, ?, ?)"


def _soa_row(soa: Soa) -> tuple[object, ...]:
    return (*soa[:-1], soa.amount_due_minor, soa.penalty_minor)


def _invoice_rows(soa: Soa) -> Iterable[tuple[object, ...]]:
    return ((soa.soa_no, line, *invoice) for line, invoice in enumerate(soa.invoices, start=1))
