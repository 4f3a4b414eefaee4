"""A first download: the ready file beside the limit of JSON (curl, orjson, executemany), and the memory it takes.

Both ways begin at the same small HTTP server, with the same SOAs, packed, and end with a list on disk. Ours is checked
for its seal and for every value, made searchable and swapped in.
"""

import functools
import gzip
import http.server
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from statistics import median

import httpx
import orjson

from mpos.contract.seal import Signer
from mpos.contract.sealed_file import SOA_LIST, check_sealed, write_sealed
from mpos.contract.soa import Soa
from mpos.store.list_draft import drafted
from mpos.store.soas import LIST_FILE
from scripts.benchmarks.big_list import open_big_office
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.measuring import peak_memory
from scripts.benchmarks.soa_list_bytes import about, list_of, soas_of
from scripts.demo_day.office import Office

SOAS, SHORT_SOAS = 50_000, 10_000
ROUNDS, SHORT_ROUNDS = 5, 3
MOST_OF_JSON, MOST_MIB = 0.5, 80
SHORT_OFFICE = 2_000
"""SOAs that come to a terminal through PSCloud and bridge, which takes its time."""
SEALED, AS_JSON = "list.sealed", "list.json"
"""Names at the server; the second is packed, and says so."""


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The file beside JSON, then the memory of the real commands."""
    count = SHORT_SOAS if short else SOAS
    yield from _beside_json(scratch, count, SHORT_ROUNDS if short else ROUNDS)
    yield from _memory(scratch / "office", SHORT_OFFICE if short else count)


def _beside_json(scratch: Path, count: int, rounds: int) -> Iterator[Figure]:
    signer = Signer.at(scratch / "key")
    served = scratch / "served"
    served.mkdir()
    (served / SEALED).write_bytes(write_sealed(SOA_LIST, about(count), list_of(count), signer))
    (served / AS_JSON).write_bytes(gzip.compress(orjson.dumps([_wire(soa) for soa in soas_of(count)]), 6))
    ours, limit = [], []
    with _serving(served) as url:
        for _ in range(rounds):
            ours.append(_seconds(lambda: _take_in(url, signer.public_key, scratch)))
            limit.append(_seconds(lambda: _load_json(url, scratch)))
    what = f"first download of {count:,} SOAs, {3 * count:,} invoices"
    yield at_most(f"{what}: of the JSON limit", MOST_OF_JSON, median(ours) / median(limit))
    sizes = [(served / name).stat().st_size for name in (SEALED, AS_JSON)]
    yield Figure(f"{what}: bytes, and those of packed JSON", "", " / ".join(f"{size:,}" for size in sizes), "")


def _memory(place: Path, count: int) -> Iterator[Figure]:
    place.mkdir()
    with Office(place) as office:
        office.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        open_big_office(office, count)
        for path in Path(office.environ["MPOS_HOME"]).glob(f"{LIST_FILE}*"):
            path.unlink()
        for words in (("mpos", "download-soa"), ("mpos", "soa", "list"), ("mpos", "soa", "list", "--json")):
            mebibytes = peak_memory(words, office.environ) / 1024
            yield at_most(f"memory: {' '.join(words)}, {count:,} SOAs, MiB", MOST_MIB, mebibytes, f"{mebibytes:.0f}")


def _take_in(url: str, public_key: str, home: Path) -> None:
    blob = httpx.get(f"{url}/{SEALED}").content
    arrived = BytesIO(blob)
    check_sealed(arrived, SOA_LIST, public_key)
    with drafted(home, arrived):
        pass


def _load_json(url: str, folder: Path) -> None:
    path = folder / "json.sqlite3"
    path.unlink(missing_ok=True)
    fetched = subprocess.run(["curl", "-s", "--compressed", f"{url}/{AS_JSON}"], capture_output=True, check=True)
    soas = orjson.loads(fetched.stdout)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"CREATE TABLE soa ({', '.join(soas[0]['soa'])}, PRIMARY KEY (soa_no))")
        connection.execute(f"CREATE TABLE invoice (soa_no, line, {', '.join(soas[0]['invoices'][0])})")
        connection.execute("BEGIN")
        marks = ", ".join("?" * len(soas[0]["soa"]))
        connection.executemany(f"INSERT INTO soa VALUES ({marks})", (tuple(each["soa"].values()) for each in soas))  # noqa: S608
        marks = ", ".join("?" * (len(soas[0]["invoices"][0]) + 2))
        rows = (
            (each["soa"]["soa_no"], line, *invoice.values())
            for each in soas
            for line, invoice in enumerate(each["invoices"])
        )
        connection.executemany(f"INSERT INTO invoice VALUES ({marks})", rows)  # noqa: S608
        connection.execute("CREATE INDEX by_soa ON invoice (soa_no, line)")
        connection.execute("COMMIT")


def _wire(soa: Soa) -> dict[str, object]:
    content = soa._asdict()
    invoices = [invoice._asdict() for invoice in content.pop("invoices")]
    return {"soa": content, "invoices": invoices}


def _seconds(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


class _Server(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        if self.path.endswith(AS_JSON):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(folder)))
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()
