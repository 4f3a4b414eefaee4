"""scripts/simulate: seeds are played until they are through or break a rule; what breaks one is shrunk and printed.

The rules are the eight that must always hold; 0 is an exception that nobody foresaw.
"""

import secrets
import sys
import time as stopwatch
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mpos.contract.money import print_money
from scripts.world.running import Run, run_seed, run_trace
from scripts.world.shrinking import shrink
from scripts.world.trace import Scene, UnreadableTrace, read_trace, write_trace

SEED_BITS = 32


def simulate(
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds.")] = 10,
    first_seed: Annotated[int, typer.Option(min=0, help="The first of them; the others follow it.")] = 1,
    steps: Annotated[int, typer.Option(min=1, help="Steps of each seed.")] = 200,
    terminals: Annotated[int, typer.Option(min=1, max=12, help="Handhelds at the beginning.")] = 3,
    fresh: Annotated[bool, typer.Option("--fresh", help="Random seeds, which are printed.")] = False,
    trace: Annotated[Path | None, typer.Option(help="Play a printed trace again instead.")] = None,
) -> None:
    """Let whole fields live from seeds, with everything going wrong, and hold the eight rules against them."""
    began_s = stopwatch.monotonic()
    runs = [_replay(trace)] if trace else list(_run_all(_seeds(seeds, first_seed, fresh), steps, terminals))
    for run in runs:
        if run.findings:
            _show(run)
    _sum_up(runs, stopwatch.monotonic() - began_s)
    raise typer.Exit(any(run.findings for run in runs))


def _seeds(count: int, first: int, fresh: bool) -> Iterator[int]:
    for number in range(count):
        yield secrets.randbits(SEED_BITS) if fresh else first + number


def _run_all(seeds: Iterator[int], steps: int, terminals: int) -> Iterator[Run]:
    for seed in seeds:
        _progress(f"seed {seed}")
        run = run_seed(Scene(seed, terminals), steps)
        _progress("")
        outcome = f"broken at step {len(run.steps)}" if run.findings else f"{len(run.steps)} steps, all rules hold"
        print(f"seed {seed}: {outcome}", flush=True)
        yield _shortest(run) if run.findings else run


def _shortest(run: Run) -> Run:
    shortest = shrink(run, lambda left: _progress(f"seed {run.scene.seed}: {left} steps are left"))
    _progress("")
    return shortest._replace(counts=run.counts)


def _replay(path: Path) -> Run:
    try:
        scene, steps = read_trace(path)
    except (OSError, UnreadableTrace) as error:
        raise typer.BadParameter(str(error)) from error
    return run_trace(scene, steps)


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _show(run: Run) -> None:
    print(f"\nSeed {run.scene.seed}, {len(run.steps)} steps, the last of which breaks:")
    for found in run.findings:
        print(f"  rule {found.rule}: {found.what}")
    print("Keep these lines in a file and play them again with scripts/simulate --trace FILE:")
    print(write_trace(run.scene, run.steps))


def _sum_up(runs: list[Run], took_s: float) -> None:
    counts: Counter[str] = sum((run.counts for run in runs), Counter())
    copies = counts["lose"] + counts["restore"] + counts["clone"] + counts["set_back"]
    rows = {
        "Seeds": f"{len(runs)}",
        "Steps": f"{counts['steps']:,}",
        "Processes killed": f"{counts['kills']:,}",
        "Requests lost": f"{counts['cuts']:,}",
        "Restores, copies, older stores": f"{copies:,}",
        "Came to rest": f"{counts['rests']:,}",
        "Payments": f"{counts['payments']:,}",
        "Collected": print_money(counts["centavos"]),
        "Seconds": f"{took_s:.0f}",
        "Steps a minute": f"{counts['steps'] / took_s * 60:,.0f}",
        "Findings": f"{sum(len(run.findings) for run in runs)}",
    }
    for label, value in rows.items():
        print(f"{label:40} {value:>20}")


def main() -> None:
    """The command line."""
    typer.run(simulate)


if __name__ == "__main__":
    main()
