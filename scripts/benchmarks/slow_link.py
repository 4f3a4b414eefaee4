"""A collector's day over a link of 2 kB/s that answers after 800 ms and loses one connection in twenty.

The real commands against the real bridge, through a line that is all that (slow_line.py). A day has few connections, so
there is a second one on which each kind of transfer is surely cut once, in its middle. A command that gives up is run
again, as a collector would. In short, the line is ten times as fast.
"""

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from mpos.contract.wire import HEALTH, JOURNAL, SOA_LIST, SOA_LIST_CHANGES
from mpos.store.database import STORE_FILE
from mpos.store.soas import LIST_FILE
from scripts.benchmarks.big_list import open_big_office, take_payments
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.slow_line import Cut, Line, drawn
from scripts.demo_day.office import Office

SOAS, PAYMENTS = 300, 120
BYTES_EACH_S, DELAY_S, CUT = 2_000, 0.8, 0.05
FASTER_IN_SHORT = 10
TRIES = 10
UNCHANGED_REQUESTS, UNCHANGED_BYTES = 3, 2_000
CUTS = {
    "list": [Cut(HEALTH, 100), Cut(SOA_LIST, 10_000, of_answer=True)],
    "upload": [Cut(JOURNAL, 10_000), Cut(JOURNAL, 800, of_answer=True)],
    "changes": [Cut(SOA_LIST_CHANGES, 3_000, of_answer=True)],
}


class _Day(NamedTuple):
    office: Office
    line: Line
    cuts: dict[str, list[Cut]]

    def told(self, what: str, name: str, command: str) -> Figure:
        """Runs the command until it ends well; what went over the line."""
        self.line.forget()
        self.line.sure = list(self.cuts.get(name, ()))
        tries, took_s = _until_done(self.office, command)
        line = self.line
        like = f"{line.bytes_each_s / 1000:g} kB/s, {line.delay_s * 1000:.0f} ms, {line.cut:.0%} cut"
        also = ", and each transfer once" if self.cuts else ""
        spent = f"{line.up + line.down:,} bytes in {took_s:.0f} s; {line.connections} connections, {line.cuts} cut"
        return Figure(f"{what} at {like}{also}", "done", f"{spent}, {tries} tries", "yes" if tries else "NO")


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """What a download costs that brings nothing new, and then the days."""
    faster = FASTER_IN_SHORT if short else 1
    slow = Line(BYTES_EACH_S * faster, DELAY_S / faster, CUT)
    with Office(scratch) as office:
        soa_numbers = open_big_office(office, SOAS)
        yield from _unchanged(office)
        with drawn(slow, office.bridge_url) as url:
            lead_through(office, url)
            yield from _day(_Day(office, slow, {}), soa_numbers[:PAYMENTS])
            yield from _day(_Day(office, slow, CUTS), soa_numbers[-PAYMENTS:])


def _day(day: _Day, soa_numbers: list[str]) -> Iterator[Figure]:
    for path in Path(day.office.environ["MPOS_HOME"]).glob(f"{LIST_FILE}*"):
        path.unlink()
    yield day.told(f"{SOAS} SOAs down", "list", "download-soa")
    take_payments(day.office, soa_numbers)
    yield day.told(f"{PAYMENTS} payments up", "upload", "upload")
    day.office.run("mpos-bridge", "sync")
    yield day.told(f"{PAYMENTS} changed SOAs down", "changes", "download-soa")


def _unchanged(office: Office) -> Iterator[Figure]:
    line = Line()
    with drawn(line, office.bridge_url) as url:
        lead_through(office, url)
        office.run("mpos", "download-soa")
        line.forget()
        office.run("mpos", "download-soa")
    yield at_most("requests of a download without changes", UNCHANGED_REQUESTS, line.requests, str(line.requests))
    found = line.up + line.down
    yield at_most("bytes of it, both ways", UNCHANGED_BYTES, found, f"{found:,} ({line.up:,} up, {line.down:,} down)")


def lead_through(office: Office, url: str) -> None:
    """Has the terminal speak to its bridge by way of this address."""
    with closing(sqlite3.connect(Path(office.environ["MPOS_HOME"]) / STORE_FILE, isolation_level=None)) as store:
        store.execute("UPDATE identity SET bridge_url = ?", (url,))


def _until_done(office: Office, command: str) -> tuple[int, float]:
    """Tries, and seconds; no tries when it never ended well."""
    began = time.monotonic()
    for tries in range(1, TRIES + 1):
        ended = subprocess.run(["mpos", command], env=office.environ, capture_output=True)
        if ended.returncode == 0:
            return tries, time.monotonic() - began
    return 0, time.monotonic() - began
