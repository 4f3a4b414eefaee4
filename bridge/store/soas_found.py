"""Fills what SOAs are found by, for those that came before there was an index of their words.

Part of the migration to 0004. The tables are written down here as they were then, since a migration outlives them.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import BigInteger, Boolean, Row, Text, bindparam, column, insert, select, table, update

from .batches import batches
from .engine import Connection
from .folding import fold
from .search_index import SOA_WORDS
from .search_words import words_in

AT_ONCE = 1_000
"""SOAs in memory at a time."""


def fill_search(conn: Connection) -> None:
    """Makes the index, and gives each SOA its words, its place in the index, its sort name and its first version."""
    SOA_WORDS.make(conn)
    every = list(conn.execute(select(_soa.c.soa_no).order_by(_soa.c.soa_no)).scalars())
    for first, soa_nos in enumerate(batches(every, AT_ONCE)):
        _fill(conn, soa_nos, first * AT_ONCE)


def _fill(conn: Connection, soa_nos: list[str], before: int) -> None:
    invoices = defaultdict(list)
    for line in conn.execute(select(_invoice).where(_invoice.c.soa_no.in_(soa_nos))):
        invoices[line.soa_no].append(line)
    rows = conn.execute(select(_soa).where(_soa.c.soa_no.in_(soa_nos)).order_by(_soa.c.soa_no)).all()
    found = [_found(row, invoices[row.soa_no], search_id) for search_id, row in enumerate(rows, start=before + 1)]
    conn.execute(_KEEP, found)
    SOA_WORDS.add(conn, [(each["search_id"], each["search"]) for each in found])
    conn.execute(insert(_version), [_first_version(row, len(invoices[row.soa_no])) for row in rows])


def _found(row: Row[*tuple[Any, ...]], invoices: list[Any], search_id: int) -> dict[str, Any]:
    texts = (row.soa_no, row.customer_no, row.name, row.address, row.collector_code, row.branch)
    return {
        "key": row.soa_no,
        "search_id": search_id,
        "search": words_in([*texts, *(line.invoice_no for line in invoices)]),
        "sort_name": fold(row.name),
        "disputed": any(line.disputed for line in invoices),
    }


def _first_version(row: Row[*tuple[Any, ...]], invoices: int) -> dict[str, Any]:
    kept = ("soa_no", "version", "status", "collector_code", "due_date", "amount_due_minor", "penalty_minor")
    return {name: getattr(row, name) for name in kept} | {"invoices": invoices, "came_at": ""}


_soa = table(
    "soa",
    *(column(name, Text) for name in ("soa_no", "status", "customer_no", "name", "address", "search", "sort_name")),
    *(column(name, Text) for name in ("collector_code", "branch", "due_date")),
    *(column(name, BigInteger) for name in ("version", "amount_due_minor", "penalty_minor", "search_id")),
    column("disputed", Boolean),
)
_invoice = table("invoice", column("soa_no", Text), column("invoice_no", Text), column("disputed", Boolean))
_version = table(
    "soa_version",
    *(column(name, Text) for name in ("soa_no", "status", "collector_code", "due_date", "came_at")),
    *(column(name, BigInteger) for name in ("version", "amount_due_minor", "penalty_minor", "invoices")),
)
_KEEP = (
    update(_soa)
    .where(_soa.c.soa_no == bindparam("key"))
    .values({name: bindparam(name) for name in ("search_id", "search", "sort_name", "disputed")})
)
