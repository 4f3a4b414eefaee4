"""The SOA list file: a ready SQLite database that the bridge makes and a terminal swaps in whole.

The contract owns its tables and says what they mean; who writes and reads them has the database. Amounts in minor
units. `about` has one row a key: list_id, revision, codes (JSON list), taken (JSON, see Taken), office (JSON), and
as_of once the office has downloaded.

Rows travel alone, packed by xz: with all that finds them they would be two and a half times as many bytes. A terminal
makes these indexes at once, and what finds words when it is needed (mpos.store.soa_search).
"""

from collections.abc import Iterable

from mpos.light.hashes import sha256
from mpos.light.typing import NamedTuple

TRAVELS = 2
"""The file's user_version while it travels: rows alone."""
FORMAT = 1
"""Its user_version in use, with what finds them. The first version of MPOS had it travel so, packed by gzip."""

ROWS = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE soa (
        id INTEGER PRIMARY KEY, soa_no TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, customer_no TEXT NOT NULL,
        name TEXT NOT NULL, address TEXT NOT NULL, collector_code TEXT NOT NULL, branch TEXT NOT NULL,
        statement_date TEXT NOT NULL, due_date TEXT NOT NULL, currency TEXT NOT NULL, updated_at TEXT NOT NULL,
        amount_due_minor INTEGER NOT NULL, penalty_minor INTEGER NOT NULL)""",
    """CREATE TABLE invoice (
        soa_no TEXT NOT NULL, line INTEGER NOT NULL, invoice_no TEXT NOT NULL, invoice_date TEXT NOT NULL,
        due_date TEXT NOT NULL, amount_minor INTEGER NOT NULL, balance_minor INTEGER NOT NULL,
        penalty_minor INTEGER NOT NULL, description TEXT NOT NULL, vat_type TEXT NOT NULL, disputed INTEGER NOT NULL,
        PRIMARY KEY (soa_no, line)) WITHOUT ROWID""",
    """CREATE TABLE effect (
        soa_no TEXT NOT NULL, payment_id TEXT NOT NULL, invoice_no TEXT NOT NULL, balance_minor INTEGER NOT NULL,
        penalty_minor INTEGER NOT NULL, reflected_from INTEGER)""",
)
FINDING = (
    "CREATE INDEX soa_by_due_date ON soa (due_date, soa_no)",
    "CREATE INDEX soa_by_customer ON soa (customer_no)",
    "CREATE INDEX effect_by_soa ON effect (soa_no)",
)
"""What finds rows, made over all of them at once."""


class Taken(NamedTuple):
    """How far the office had taken in a terminal's journal when it made a list.

    Payments up to here are accounted for by the list (in its amounts or among its effects); the terminal subtracts
    only what it recorded afterwards.
    """

    terminal_id: str
    epoch: int
    seq: int


def list_id(bridge_id: str, codes: Iterable[str]) -> str:
    """Names the list of these codes at this bridge: changes by revision hold within one list only."""
    return sha256("\n".join([bridge_id, *sorted(codes)]).encode()).hexdigest()[:16]
