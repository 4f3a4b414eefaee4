"""`scripts/bench`: measures the product on this machine and shows one table: goal, figure, met or not."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.benchmarks.figures import Figure
from scripts.benchmarks.groups import GROUPS, measured
from scripts.benchmarks.measuring import RunFailed
from scripts.benchmarks.table import as_markdown, as_text, circumstances
from scripts.demo_day.office import NotStarted
from scripts.demo_day.stopping import Stopped, stop_in_order

FAILED = 1


def main() -> int:
    """Measures, shows the table, and writes it when asked to. A goal that is missed does not change the exit code."""
    options = _options()
    stop_in_order()
    where, found = circumstances(), []
    try:
        for name in options.group or _usual(short=options.short):
            found += _measure(name, short=options.short)
    except (NotStarted, RunFailed) as failure:
        print(failure, file=sys.stderr)
        return FAILED
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    print(where, as_text(found), sep="\n\n")
    if options.write:
        options.write.write_text(f"{where}\n\n{as_markdown(found)}\n")
    return 0


def _measure(name: str, *, short: bool) -> list[Figure]:
    print(f"{name}: {GROUPS[name].summary} ...", file=sys.stderr)
    with TemporaryDirectory(prefix="mpos-bench-") as scratch:
        return list(measured(name, Path(scratch), short=short))


def _usual(*, short: bool) -> list[str]:
    return [name for name, group in GROUPS.items() if group.in_ci or not short]


def _options() -> argparse.Namespace:
    told = "\n".join(f"  {name:10}{group.summary}" for name, group in GROUPS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures the product here.",
        epilog=f"groups (all, where none is named):\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("group", nargs="*", choices=[*GROUPS, []], metavar="GROUP", help="what to measure; see below")
    parser.add_argument("--short", action="store_true", help="less of everything, for CI")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
