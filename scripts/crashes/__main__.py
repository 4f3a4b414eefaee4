"""`scripts/crash`: kills the real commands at every step, and looks whether all holds afterwards."""

import argparse
import secrets
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.crashes.every_command import COMMANDS
from scripts.crashes.plan import plan
from scripts.crashes.planted import FAULTS
from scripts.crashes.table import Tally
from scripts.crashes.work import Circumstances, work_off
from scripts.demo_day.stopping import Stopped, stop_in_order

FOUND = 1
SEEDS = 1_000_000


def main() -> int:
    """Kills, shows the table and what was found; the exit code."""
    options = _options()
    stop_in_order()
    chosen = [command for command in COMMANDS if not options.only or command.name in options.only]
    chains = plan(chosen, options.kills, options.seed)
    planned = sum(len(chain.moments) for chain in chains)
    print(f"{planned} kills of {len(chosen)} commands, seed {options.seed}.", flush=True)
    tally, progress = Tally(options.plant), _Progress(planned)
    circumstances = Circumstances(tuple(map(FAULTS.__getitem__, options.plant)), options.keep)
    try:
        for chain, outcome in work_off(chains, options.workers, circumstances, progress.advance):
            tally.add(chain, outcome)
    except Stopped as stopped:
        # What was seen until then is worth as much.
        _show(tally, progress)
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    _show(tally, progress)
    return FOUND if tally.findings else 0


class _Progress:
    """A line that counts, on a terminal; elsewhere a line now and then."""

    def __init__(self, planned: int) -> None:
        self._planned = planned
        self._began_s = time.monotonic()
        self._is_drawn = sys.stderr.isatty()
        self._every = 1 if self._is_drawn else 100
        self.kills = 0

    @property
    def took_s(self) -> float:
        return time.monotonic() - self._began_s

    def advance(self) -> None:
        self.kills += 1
        if self.kills % self._every == 0:
            line = f"{self.kills} of {self._planned} kills, {self.took_s:.0f} s"
            print(
                f"\r{line}" if self._is_drawn else line, end="" if self._is_drawn else "\n", file=sys.stderr, flush=True
            )

    def end(self) -> None:
        if self._is_drawn:
            print(file=sys.stderr)


def _show(tally: Tally, progress: _Progress) -> None:
    progress.end()
    print(*tally.lines(COMMANDS), sep="\n")
    print(f"\n{tally.kills} processes were killed in {progress.took_s:.0f} s.")
    if tally.findings:
        print("\nFound:", *tally.findings, sep="\n\n")
    else:
        print("Everything held.")


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    names = ", ".join(command.name for command in COMMANDS)
    parser = argparse.ArgumentParser(prog="scripts/crash", description="Kills real commands at every step.")
    parser.add_argument("--kills", type=int, default=2_000, help="over all commands (default: 2,000)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(SEEDS), help="as an earlier run showed it")
    parser.add_argument("--only", action="append", metavar="COMMAND", help=f"may be given several times: {names}")
    parser.add_argument("--workers", type=int, default=2, help="processes, each with an office of its own")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to keep the files of a finding")
    parser.add_argument("--plant", action="append", default=[], choices=FAULTS, help="a fault, to see it found")
    options = parser.parse_args(arguments)
    if unknown := set(options.only or ()) - {command.name for command in COMMANDS}:
        parser.error(f"there is no command {min(unknown)}; there are {names}")
    if options.kills < 1 or options.workers < 1:
        parser.error("--kills and --workers are 1 or more")
    return options


if __name__ == "__main__":
    sys.exit(main())
