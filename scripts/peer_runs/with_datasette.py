"""datasette, with a client that keeps what it gets by sqlite-utils (datasette_client.py)."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from scripts.peer_runs.contender import Held
from scripts.peer_runs.counting import Counted, counting
from scripts.peer_runs.processes import client, serving
from scripts.peer_runs.workload import Size, as_rows, soas_of

DATABASE = "office.db"
PAGE = 1_000
"""The most rows that it answers with, unless it is told otherwise."""
PAYMENTS = {"payment_id": str, "receipt_no": str, "soa_no": str, "amount": str, "body": str}
"""The whole of a payment is text in its last column."""


class Datasette:
    """One server; each round has a new database at the client."""

    name = "datasette"

    def __init__(self, python: Path, folder: Path, url: str, counted: Counted) -> None:
        self.counted = counted
        self._program = (str(python), "-P", str(Path(__file__).with_name("datasette_client.py")))
        self._folder = folder
        self._url = f"{url}/{Path(DATABASE).stem}"
        self._own = folder / "client.db"

    def begin(self, number: int) -> None:
        """A database that isn't there yet."""
        self._own = self._folder / f"client-{number}.db"

    def pull(self) -> None:
        """Both tables, page after page, from the highest revision that is held."""
        self._client("pull", self._url, str(self._own))

    def held(self) -> Held:
        """The rows of both tables."""
        return Held(*(_count(self._own, table) for table in ("soas", "invoices")))

    def keep(self, payments: Sequence[dict[str, Any]]) -> None:
        """In a table of the same database."""
        rows = ({**{name: each.get(name) for name in PAYMENTS}, "body": json.dumps(each)} for each in payments)
        with closing(sqlite3.connect(self._own)) as connection:
            sqlite_utils.Database(connection).table("payments").insert_all(rows, pk="payment_id", columns=PAYMENTS)

    def push(self) -> None:
        """Inserts them in batches; what is there already is left as it is."""
        self._client("push", self._url, str(self._own))

    def push_again(self) -> None:
        """It remembers nothing: the same once more."""
        self.push()

    def at_server(self) -> int:
        """The rows of the table."""
        return _count(self._folder / DATABASE, "payments")

    def _client(self, *words: str) -> None:
        client([*self._program, *words])


@contextmanager
def datasette(python: Path, folder: Path, size: Size) -> Iterator[Datasette]:
    """The database with all SOAs, served. Anybody may insert: no token is checked."""
    folder.mkdir()
    database, config = folder / DATABASE, folder / "datasette.json"
    _fill(database, size)
    config.write_text(json.dumps({"permissions": {"insert-row": True}}))
    words = [str(python.with_name("datasette")), "serve", str(database), "--host", "127.0.0.1", "--port", "0"]
    words += ["--config", str(config), "--setting", "max_returned_rows", str(PAGE)]
    with serving(words, folder / "server.log") as url, counting(url) as (near, counted):
        yield Datasette(python, folder, near, counted)


def _fill(path: Path, size: Size) -> None:
    """With an index on what a client asks for, and the journal mode in which readers and writers do not wait."""
    with closing(sqlite3.connect(path)) as connection:
        database = sqlite_utils.Database(connection)
        database.enable_wal()
        rows = [as_rows(soa) for soa in soas_of(size)]
        database.table("soas").insert_all(({**soa, "revision": 1} for soa, _ in rows), pk="soa_no")
        invoices = ({**each, "revision": 1} for _, some in rows for each in some)
        database.table("invoices").insert_all(invoices, pk=("soa_no", "line"))
        for table in ("soas", "invoices"):
            database.table(table).create_index(["revision"])
        database.table("payments").create(PAYMENTS, pk="payment_id")


def _count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
