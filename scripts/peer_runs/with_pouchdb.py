"""PouchDB: its server on Express (pouchdb_server.js), and replication from and to a database on disk."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from scripts.peer_runs.contender import Held
from scripts.peer_runs.counting import Counted, counting
from scripts.peer_runs.processes import client, serving
from scripts.peer_runs.workload import Size, as_document, soas_of

HERE = Path(__file__).parent
ASKED_WITHIN_S = 30


class PouchDB:
    """One server; each round has new databases at the client."""

    name = "PouchDB"

    def __init__(self, words: Sequence[str], folder: Path, urls: tuple[str, str], counted: Counted) -> None:
        self.counted = counted
        self._words = words
        self._folder = folder
        self._own = folder / "client"
        self._near, self._far = urls

    def begin(self, number: int) -> None:
        """A folder for both databases."""
        self._own = self._folder / f"client-{number}"
        self._own.mkdir()

    def pull(self) -> None:
        """Replicates the SOAs here."""
        self._client("pull", self._near)

    def held(self) -> Held:
        """The documents, and the invoices within."""
        return Held(**self._client("held"))

    def keep(self, payments: Sequence[dict[str, Any]]) -> None:
        """As documents."""
        file = self._own / "payments.json"
        file.write_text(json.dumps([{"_id": each["payment_id"], **each} for each in payments]))
        self._client("keep", str(file))

    def push(self) -> None:
        """Replicates the payments there."""
        self._client("push", self._near)

    def push_again(self) -> None:
        """The same without its checkpoint."""
        self._client("push-again", self._near)

    def at_server(self) -> int:
        """The documents of the database."""
        return int(httpx.get(f"{self._far}/payments", timeout=ASKED_WITHIN_S).json()["doc_count"])

    def _client(self, what: str, *words: str) -> dict[str, Any]:
        return client([*self._words, what, str(self._own), *words])


@contextmanager
def pouchdb(modules: Path, folder: Path, size: Size) -> Iterator[PouchDB]:
    """The database with all SOAs, served. Anybody may write: nobody is asked who they are."""
    folder.mkdir()
    file = folder / "soas.jsonl"
    with file.open("w", encoding="utf-8") as soas:
        soas.writelines(f"{json.dumps({'_id': soa.soa_no, **as_document(soa)})}\n" for soa in soas_of(size))
    words = [*_node(modules, "pouchdb_server.js"), str(folder / "server"), str(file)]
    with serving(words, folder / "server.log") as url, counting(url) as (near, counted):
        yield PouchDB(_node(modules, "pouchdb_client.js"), folder, (near, url), counted)


def _node(modules: Path, program: str) -> list[str]:
    """Node looks for packages beside a program, and these are elsewhere: they are named to it."""
    return ["node", str(HERE / program), str(modules)]
