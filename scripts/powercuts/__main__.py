"""`scripts/powercut`: cuts the power at every point of every scenario, and shows what was lost, if anything was."""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from .planted import MISTAKES
from .scenarios import SCENARIOS
from .sqlite_files import NoSharedSqlite
from .stage import folder_in_memory, set_up
from .trial import Outcome, Plan, try_named

HEADINGS = ("scenario", "operations", "syncs", "states", "findings")
FOUND, CANT = 1, 2


def main() -> int:
    """Tries what is asked for; 1 when something was lost."""
    options = _options()
    names = [scenario.name for scenario in SCENARIOS if options.only in (None, scenario.name)]
    plan = Plan(options.states, options.seed, options.limit, options.after, options.mistake)
    try:
        with folder_in_memory() as folder:
            outcomes = list(_show(_try_all(names, folder, plan, options.jobs)))
    except NoSharedSqlite as reason:
        print(reason.__doc__, file=sys.stderr)
        return CANT
    _show_findings(outcomes, options)
    return FOUND if any(outcome.findings for outcome in outcomes) else 0


def _try_all(names: list[str], folder: Path, plan: Plan, jobs: int) -> Iterator[Outcome]:
    stages = set_up(folder)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for each in [pool.submit(try_named, name, stages, folder, plan) for name in names]:
            yield each.result()


def _show(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    width = max(len(scenario.name) for scenario in SCENARIOS)
    print(f"{HEADINGS[0]:{width}}", *(f"{heading:>10}" for heading in HEADINGS[1:]), flush=True)
    for outcome in outcomes:
        figures = (outcome.operations, outcome.syncs, outcome.states, len(outcome.findings))
        print(f"{outcome.scenario:{width}}", *(f"{figure:10}" for figure in figures), flush=True)
        yield outcome


def _show_findings(outcomes: list[Outcome], options: argparse.Namespace) -> None:
    for outcome in outcomes:
        for finding in outcome.findings:
            print(
                f"\n{outcome.scenario}, cut after operation {finding.cut.after}, {finding.cut.leaves}: {finding.what}"
            )
        for after in sorted({finding.cut.after for finding in outcome.findings}):
            asked = f'--only "{outcome.scenario}" --seed {options.seed} --states {options.states} --after {after}'
            print(f"Again: scripts/powercut {asked}" + (f' --mistake "{options.mistake}"' if options.mistake else ""))
    states = sum(outcome.states for outcome in outcomes)
    lost = sum(bool(outcome.findings) for outcome in outcomes)
    print(f"\n{states} power cuts; " + (f"{lost} scenarios lose something." if lost else "nothing was lost."))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/powercut", description="Cuts the power at every point.")
    parser.add_argument("--states", type=int, default=3, metavar="N", help="seeded choices at each point (3)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="other choices (1)")
    parser.add_argument("--only", choices=[scenario.name for scenario in SCENARIOS], metavar="SCENARIO")
    parser.add_argument("--after", type=int, metavar="N", help="only the cut after so many operations")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many states a scenario")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="scenarios at a time (2)")
    parser.add_argument("--mistake", choices=sorted(MISTAKES), metavar="MISTAKE", help="plant one, which must be found")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
