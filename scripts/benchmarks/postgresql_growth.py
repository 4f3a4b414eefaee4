"""What the office's work on PostgreSQL costs while its journal grows, and what several processes bring.

    python -m scripts.benchmarks.postgresql_growth --entries 1 3 10
    python -m scripts.benchmarks.postgresql_growth --processes 1 2 4

Entries in millions. Minutes lie between the columns, and machines are not quiet. So each piece of work is measured as a
multiple of one that does not depend on the history, in the same moment: the list of terminals with their last contact.
What counts is the ratio to the first column.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from multiprocessing import get_context
from statistics import median
from typing import NamedTuple

from sqlalchemy import bindparam, text

from bridge.app import Bridge, init_home, opened
from bridge.intake.journals import take
from bridge.reconcile.chains import verify_chain
from bridge.reconcile.days import check_days
from bridge.reconcile.receipts import check_receipts
from bridge.store import day_sums, evidence
from bridge.store.derived import fates_after, find_payment
from bridge.store.engine import Connection, reading, writing
from bridge.store.postings import due
from bridge.store.terminals import Terminal, add_terminal, list_terminals
from bridge.unpacking import unpack
from mpos.contract.canonical import read_json
from mpos.contract.wire import MAX_REQUEST_BYTES, Upload, read_upload
from scripts.benchmarks.postgresql_journal import ENTRIES_A_DAY, FIRST_DAY, add_terminals, fill
from scripts.evening_rush.days import make_day, series_of, signer_of
from scripts.postgresql_server import running

MILLION = 1_000_000
CONTROL = "control: terminals with their last contact"
ROUNDS = 9
APPENDED, AUDITED = 50, 300
"""Payments of an upload, and of the journal that is audited."""
UPLOADS = 40
"""For each process, of a terminal of its own each."""
SEED = 7
SETTINGS = ("shared_buffers=1GB", "max_wal_size=4GB", "maintenance_work_mem=512MB", "max_connections=200")


class Probe(NamedTuple):
    """A terminal with real keys, and its uploads that are still to be sent."""

    terminal: Terminal
    uploads: list[Upload]


def main(argv: Sequence[str] | None = None) -> None:
    """Prints a table in Markdown."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--entries", type=float, nargs="+", metavar="MILLIONS")
    asked.add_argument("--processes", type=int, nargs="+", metavar="N")
    options = asked.parse_args(argv)
    with running(*SETTINGS) as server, tempfile.TemporaryDirectory() as scratch:
        environ = {
            "MPOS_BRIDGE_HOME": f"{scratch}/home",
            "MPOS_BRIDGE_DATABASE_URL": server.new_database(),
            "MPOS_BRIDGE_PSCLOUD_KEY": "a-key",
        }
        init_home(environ, "admin", "a-password-for-tests")
        if options.entries:
            _show_growth(environ, [round(size * MILLION / ENTRIES_A_DAY) for size in sorted(options.entries)])
        if options.processes:
            _show_processes(environ, options.processes)


def _show_growth(environ: dict[str, str], sizes_in_days: Sequence[int]) -> None:
    columns: list[dict[str, float]] = []
    with opened(environ) as bridge:
        with writing(bridge.engine) as conn:
            add_terminals(conn)
        probes = [_probe(bridge, number, AUDITED if number == 0 else APPENDED) for number in range(200)]
        take(bridge, probes[0].terminal, probes[0].uploads[0])
        for upload in probes[0].uploads[1:]:
            take(bridge, probes[0].terminal, upload)
        filled = 0
        for days in sizes_in_days:
            began_s = time.monotonic()
            fill(bridge.engine, filled, days)
            filled = days
            columns.append(_measure(bridge, probes, days))
            print(f"\n{days * ENTRIES_A_DAY:,} entries, filled and measured in {time.monotonic() - began_s:.0f} s")
            heads = [f"{size * ENTRIES_A_DAY / MILLION:.1f} M" for size in sizes_in_days[: len(columns)]]
            # A machine may not have the time or the disk for the next one.
            print("\n".join(_table(heads, columns)), flush=True)


def _measure(bridge: Bridge, probes: list[Probe], days: int) -> dict[str, float]:
    today = (date.fromisoformat(FIRST_DAY) + timedelta(days=days - 1)).isoformat()
    two_weeks = (date.fromisoformat(today) - timedelta(days=13)).isoformat()
    with reading(bridge.engine) as conn:
        size = conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        of_today = text("SELECT payment_id FROM payment WHERE business_date = :day")
        ids = list(conn.execute(of_today, {"day": today}).scalars())
    audited = probes[0].terminal
    asked: dict[str, Callable[[], object]] = {
        "audit of one terminal (600 entries)": lambda: _audit(bridge, audited),
        "today's payments by status": lambda: _read(bridge, lambda c: day_sums.by_status(c, today, None)),
        "two weeks by day": lambda: _read(bridge, lambda c: day_sums.by_day(c, two_weeks, today, None)),
        "payment by id": lambda: _read(bridge, lambda c: find_payment(c, ids.pop())),
        "fates of a terminal's payments": lambda: _read(bridge, lambda c: fates_after(c, "F7", (days - 1) * 100_000)),
        "what is due to be posted": lambda: _read(bridge, lambda c: due(c, bridge.clock.now())),
        CONTROL: lambda: _read(bridge, list_terminals),
    }
    appending = {"append of 50 payments (100 entries, checked)": lambda: _append(bridge, probes)}
    appended = _rounds(appending, asked[CONTROL])
    _settle(bridge)
    return appended | _rounds(asked, asked[CONTROL]) | {"database, GB": size / 1e9}


def _rounds(asked: Mapping[str, Callable[[], object]], control: Callable[[], object]) -> dict[str, float]:
    """Each work as a multiple of the control, which is done in the same round."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        control_ms = _timed(control)
        for name, work in asked.items():
            found[name].append(_timed(work) / control_ms)
    return {name: median(ratios) for name, ratios in found.items()}


def _append(bridge: Bridge, probes: list[Probe]) -> None:
    probe = probes.pop()
    for upload in probe.uploads:
        take(bridge, probe.terminal, upload)


def _audit(bridge: Bridge, terminal: Terminal) -> None:
    with reading(bridge.engine) as conn:
        assert not verify_chain(conn, terminal).problems
        assert not check_receipts(evidence.receipts_of(conn, terminal.terminal_id), []).problems
        check_days(conn, terminal.terminal_id)


def _read(bridge: Bridge, work: Callable[[Connection], object]) -> None:
    with reading(bridge.engine) as conn:
        work(conn)


def _settle(bridge: Bridge) -> None:
    """Of what the probes have brought only one upload waits: what is measured is the history, not a backlog."""
    backlog = "UPDATE posting SET state = 'done' WHERE state = 'waiting' AND idempotency_key NOT IN :some"
    with writing(bridge.engine) as conn:
        some = conn.execute(text("SELECT idempotency_key FROM posting WHERE state = 'waiting' LIMIT 50")).scalars()
        conn.execute(text(backlog).bindparams(bindparam("some", list(some), expanding=True)))


def _timed(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1000


def _table(heads: Sequence[str], columns: Sequence[dict[str, float]]) -> Iterator[str]:
    yield f"| multiples of the control (ratio to {heads[0]}) | {' | '.join(heads)} |"
    yield f"| --- |{' --- |' * len(heads)}"
    for name, first in columns[0].items():
        cells = [f"{column[name]:.2g} ({column[name] / first:.2f})" for column in columns]
        yield f"| {name} | {' | '.join(cells)} |"


def _show_processes(environ: dict[str, str], counts: Sequence[int]) -> None:
    numbers = iter(range(10_000, 20_000))
    print("| processes | uploads of 50 payments a second | ratio |\n| --- | --- | --- |")
    first = None
    with opened(environ) as bridge:
        for count in counts:
            work = [[_probe(bridge, next(numbers), APPENDED) for _ in range(UPLOADS)] for _ in range(count)]
            rate = _rate(environ, work)
            first = first or rate
            print(f"| {count} | {rate:.1f} | {rate / first:.2f} |", flush=True)


def _rate(environ: dict[str, str], work: list[list[Probe]]) -> float:
    """Uploads a second of all processes, each with a bridge of its own, once all of them are ready."""
    context = get_context("spawn")
    ready, go = context.Barrier(len(work) + 1), context.Barrier(len(work) + 1)
    processes = [context.Process(target=_work, args=(environ, probes, ready, go)) for probes in work]
    for process in processes:
        process.start()
    ready.wait()
    began_s = time.perf_counter()
    go.wait()
    for process in processes:
        process.join()
    taken_s = time.perf_counter() - began_s
    assert all(process.exitcode == 0 for process in processes)
    return sum(map(len, work)) / taken_s


def _work(environ: dict[str, str], probes: list[Probe], ready: object, go: object) -> None:
    with opened(environ) as bridge:
        ready.wait()  # type: ignore[attr-defined]
        go.wait()  # type: ignore[attr-defined]
        while probes:
            _append(bridge, probes)


def _probe(bridge: Bridge, number: int, payments: int) -> Probe:
    with writing(bridge.engine) as conn:
        terminal = add_terminal(conn, series_of(number), signer_of(SEED, number).public_key, bridge.clock.now())
    day = make_day(SEED, number, terminal.terminal_id, payments)
    return Probe(terminal, [_unpacked(packed) for packed in day.uploads])


def _unpacked(packed: bytes) -> Upload:
    return read_upload(read_json(unpack(packed, MAX_REQUEST_BYTES)))


if __name__ == "__main__":
    main()
