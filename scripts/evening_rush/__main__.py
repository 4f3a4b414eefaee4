"""`scripts/evening-rush`: terminals come back all at once; how fast are they served, and is all there they bring?"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bridge.app import opened
from bridge.reconcile.audit import audit
from bridge.settings import DATABASE_NAME
from scripts.evening_rush.crowd import Contacted, rush
from scripts.evening_rush.days import Brought
from scripts.evening_rush.stage import Terminal, environment, make_days, prepare, serving
from scripts.evening_rush.watching import Watcher

SEED = 7
WITHIN_MINUTES = 30


def main() -> int:
    """Runs it; the exit code is 1 when something was refused, lost or does not hold."""
    options = _options()
    with TemporaryDirectory(prefix="mpos-rush-", dir=options.scratch) as scratch:
        home, days = Path(scratch) / "bridge", Path(scratch) / "days"
        _say(f"{options.terminals} terminals are enrolled, with {options.payments} SOAs each ...")
        crowd = prepare(home, options.seed, options.terminals, options.payments)
        _say("Their days are made ...")
        brought = list(make_days(days, options.seed, crowd, options.payments))
        return _rush(options, home, days, crowd, brought)


def _rush(options: argparse.Namespace, home: Path, days: Path, crowd: list[Terminal], brought: list[Brought]) -> int:
    with serving(home) as (url, pid):
        watcher = Watcher(url, pid)
        watcher.start()
        began = time.perf_counter()
        done = _Progress(len(crowd))
        contacts = asyncio.run(rush(url, days, crowd, options.at_once, options.seed, done))
        took_s = time.perf_counter() - began
        watcher.stop()
    _say("The audit ...")
    began = time.perf_counter()
    with opened(environment(home)) as bridge:
        proof = audit(bridge)
    rows = _rows(options, contacts, brought, watcher, took_s)
    rows |= {
        "Database": f"{sum(path.stat().st_size for path in home.glob(f'{DATABASE_NAME}*')) / 1e6:,.0f} MB",
        "Payments at the office": f"{proof.tally.payments:,} over {proof.amounts.collected_minor / 100:,.2f}",
        "Audit": f"{'holds' if proof.ok else proof.problems[:3]} ({time.perf_counter() - began:,.0f} s)",
    }
    for label, shown in rows.items():
        print(f"{label:34} {shown}")
    whole = sum(each.amount_minor for each in brought) == proof.amounts.collected_minor
    refused = [each.problem for each in contacts if each.problem]
    for problem in refused[:5]:
        print(f"REFUSED: {problem}", file=sys.stderr)
    in_time = took_s <= WITHIN_MINUTES * 60
    return 0 if proof.ok and whole and in_time and not refused and not watcher.failures else 1


def _rows(
    options: argparse.Namespace, contacts: list[Contacted], brought: list[Brought], watcher: Watcher, took_s: float
) -> dict[str, str]:
    payments, entries = sum(each.payments for each in brought), sum(each.entries for each in brought)
    uploads_s = sorted(each.upload_s for each in contacts)
    pages = {path: sorted(seconds) for path, seconds in watcher.seconds.items() if seconds}
    return {
        "Terminals, at the same time": f"{len(contacts):,}, {options.at_once}",
        "Payments, journal entries": f"{payments:,}, {entries:,}",
        "Took": f"{took_s:,.0f} s (goal: {WITHIN_MINUTES * 60} s)",
        "Payments a second": f"{payments / took_s:,.0f}",
        "An upload, p50 and p99": _both(uploads_s),
        "Refused, set aside, tried again": f"{sum(each.problem is not None for each in contacts)}, "
        f"{sum(each.set_aside for each in contacts)}, {sum(max(each.tries - 1, 0) for each in contacts)}",
        **{f"{path}, p50 and p99": _both(seconds) for path, seconds in pages.items()},
        "Pages that failed": str(len(watcher.failures)),
        "The bridge's largest memory": f"{watcher.largest_bytes / 1e6:,.0f} MB",
    }


def _both(ordered_s: list[float]) -> str:
    return f"{_percentile(ordered_s, 50):.2f} s, {_percentile(ordered_s, 99):.2f} s"


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] if ordered else 0.0


class _Progress:
    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0

    def __call__(self) -> None:
        self._done += 1
        if sys.stderr.isatty() and self._done % 50 == 0:
            sys.stderr.write(f"\r{self._done} of {self._total} served")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/evening-rush", description=__doc__)
    parser.add_argument("--terminals", type=int, default=5_000)
    parser.add_argument("--payments", type=int, default=120, help="of each terminal")
    parser.add_argument("--at-once", type=int, default=200, help="terminals that are in contact at the same time")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scratch", type=Path, help="where the office and the days lie meanwhile")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
