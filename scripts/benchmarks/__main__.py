"""`scripts/bench`: measures the terminal's commands on this machine."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.benchmarks.big_list import open_big_office
from scripts.benchmarks.figures import BARE, figures, subjects, syncs_figure
from scripts.benchmarks.measuring import RunFailed, measure
from scripts.benchmarks.table import as_markdown, as_text, circumstances
from scripts.demo_day.office import NotStarted, Office
from scripts.demo_day.stopping import Stopped, stop_in_order

ROUNDS, SHORT_ROUNDS = 21, 5
FAILED = 1


def main() -> int:
    """Measures, shows the table, and writes it when asked to. A goal that is missed does not change the exit code."""
    options = _options()
    stop_in_order()
    try:
        with TemporaryDirectory(prefix="mpos-bench-") as directory, Office(Path(directory)) as office:
            _bench(office, options)
    except (NotStarted, RunFailed) as failure:
        print(failure, file=sys.stderr)
        return FAILED
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    return 0


def _bench(office: Office, options: argparse.Namespace) -> None:
    # An installed program is compiled once, not at each start.
    office.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    rounds = SHORT_ROUNDS if options.short else ROUNDS
    print("Setting up a terminal with 5,000 SOAs ...", file=sys.stderr)
    first, *others = open_big_office(office)
    # The bridge's rounds would take time from what is measured.
    office.stop_bridge()
    print(f"Measuring, {rounds} rounds ...", file=sys.stderr)
    costs = measure(subjects(others), rounds, office.environ)
    found = list(figures(costs, syncs_figure(first, office.environ, office.directory / "trace")))
    where = circumstances(rounds, *costs[BARE])
    print(where, as_text(found), sep="\n\n")
    if options.write:
        options.write.write_text(f"{where}\n\n{as_markdown(found)}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures the terminal's commands.")
    parser.add_argument("--short", action="store_true", help="fewer runs, for CI")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
