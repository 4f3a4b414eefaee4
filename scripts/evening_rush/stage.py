"""The office before the rush: its home, thousands of terminals enrolled in it, their SOAs, and the daemon at work."""

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from bridge.app import init_home, opened
from bridge.store.engine import Connection, writing
from bridge.store.statements import take_in
from bridge.store.terminals import add_terminal
from mpos.contract.soa import Invoice, Soa
from scripts.evening_rush.days import Brought, keep_days, make_day, series_of, signer_of, soa_no_of

PROGRAMS = Path(sys.executable).parent
ADMIN, PASSWORD = "office", "a password of the office"
SOAS_AT_ONCE = 5_000
START_WITHIN_S = 60
STOP_WITHIN_S = 30


class Terminal(NamedTuple):
    """A terminal of the crowd."""

    number: int
    terminal_id: str


def environment(home: Path) -> dict[str, str]:
    """What the bridge is told. PSCloud is out of reach: what is measured is what comes in."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MPOS_")}
    return {
        **inherited,
        "MPOS_BRIDGE_HOME": str(home),
        "MPOS_BRIDGE_PSCLOUD_URL": "http://127.0.0.1:9/api/v1",
        "MPOS_BRIDGE_PSCLOUD_KEY": "a-key",
        "MPOS_BRIDGE_POLL_SECONDS": "3600",
    }


def prepare(home: Path, seed: int, terminals: int, payments: int) -> list[Terminal]:
    """Makes the office, enrols the terminals, and gives each its SOAs."""
    environ = environment(home)
    init_home(environ, ADMIN, PASSWORD)
    with opened(environ) as bridge:
        now = bridge.clock.now()
        with writing(bridge.engine) as conn:
            crowd = [_enrol(conn, seed, number, now) for number in range(terminals)]
        pending: list[tuple[Soa, str]] = []
        for number in range(terminals):
            pending += [(_soa(number, visit), "active") for visit in range(payments)]
            if len(pending) >= SOAS_AT_ONCE or number == terminals - 1:
                with writing(bridge.engine) as conn:
                    take_in(conn, pending, now)
                pending = []
    return crowd


def make_days(folder: Path, seed: int, crowd: Sequence[Terminal], payments: int) -> Iterator[Brought]:
    """What each terminal brings back, made on all cores and kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = ((folder, seed, terminal, payments) for terminal in crowd)
    with Pool() as pool:
        yield from pool.imap_unordered(_make_and_keep, wanted, chunksize=8)


@contextmanager
def serving(home: Path) -> Iterator[tuple[str, int]]:
    """`mpos-bridge serve` on a free port of this machine; its address and its process."""
    words = [str(PROGRAMS / "mpos-bridge"), "serve", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(words, env=environment(home), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            assert selector.select(START_WITHIN_S), "the bridge did not start"
        yield process.stdout.readline().split()[-1], process.pid
    finally:
        process.terminate()
        process.wait(STOP_WITHIN_S)


def _enrol(conn: Connection, seed: int, number: int, now: datetime) -> Terminal:
    public_key = signer_of(seed, number).public_key
    return Terminal(number, add_terminal(conn, series_of(number), public_key, now).terminal_id)


def _make_and_keep(wanted: tuple[Path, int, Terminal, int]) -> Brought:
    folder, seed, terminal, payments = wanted
    brought = make_day(seed, terminal.number, terminal.terminal_id, payments)
    keep_days(folder, brought)
    return brought._replace(uploads=())


def _soa(number: int, visit: int) -> Soa:
    soa_no = soa_no_of(number, visit)
    due_minor = 300_000
    return Soa(
        soa_no=soa_no,
        version=1,
        customer_no=soa_no.removeprefix("SOA-"),
        name=f"Customer {number} of route {visit}",
        address="1 Rizal St",
        collector_code=f"R{number:05}",
        branch="",
        statement_date="2026-11-01",
        due_date="2026-11-30",
        currency="PHP",
        updated_at="2026-11-01T00:00:00.000+00:00",
        invoices=(Invoice(f"{soa_no}-1", "2026-11-01", "2026-11-30", due_minor, due_minor, 0),),
    )
