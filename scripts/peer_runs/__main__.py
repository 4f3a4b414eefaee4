"""`scripts/peers`: MPOS beside datasette and PouchDB, on the same work in one run. See docs/peers.md."""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.benchmarks.table import as_markdown as goals_as_markdown
from scripts.benchmarks.table import as_text as goals_as_text
from scripts.demo_day.office import NotStarted
from scripts.demo_day.stopping import Stopped, stop_in_order
from scripts.peer_runs.contender import Contender
from scripts.peer_runs.ours import ours
from scripts.peer_runs.rounds import Round, rounds
from scripts.peer_runs.table import as_markdown, as_text, goals, lines
from scripts.peer_runs.with_datasette import datasette
from scripts.peer_runs.with_pouchdb import pouchdb
from scripts.peer_runs.workload import Size

SIZE, SHORT_SIZE = Size(50_000, 1_000), Size(5_000, 100)
ROUNDS, SHORT_ROUNDS = 3, 1
FAILED = 1
ASKED_WITHIN_S = 30
ASK_PYTHON = """
from importlib.metadata import version
print("datasette", version("datasette"), "with sqlite-utils", version("sqlite-utils"))
"""
ASK_NODE = """
const version = (name) => require(name + "/package.json").version;
const server = version("express-pouchdb");
console.log("PouchDB", version("pouchdb"), "with express-pouchdb", server, "on Node", process.version);
"""


def main() -> int:
    """Measures, shows both tables, and writes them when asked to. A goal that is missed does not change the exit code.

    A client that fails, or that does not end with what it should have, ends it with 1.
    """
    options = _options()
    stop_in_order()
    size = SHORT_SIZE if options.short else SIZE
    where = _circumstances(options.peers, size)
    try:
        found = _measure(options, size)
    except NotStarted as failure:
        print(failure, file=sys.stderr)
        return FAILED
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    where += f" Load at the end: {os.getloadavg()[0]:.1f}."
    print(where, as_text(lines(found)), goals_as_text(goals(found)), sep="\n\n")
    if options.write:
        options.write.write_text(f"{where}\n\n{as_markdown(lines(found))}\n\n{goals_as_markdown(goals(found))}\n")
    return 0


def _measure(options: argparse.Namespace, size: Size) -> Sequence[Round]:
    found = []
    with TemporaryDirectory(prefix="mpos-peers-") as scratch, ExitStack() as stack:
        folder, peers = Path(scratch), options.peers
        _say(f"An office with {size.soas:,} SOAs is made, three times ...")
        mine = stack.enter_context(ours(folder / "mpos", size))
        others: list[Contender] = [
            stack.enter_context(datasette(peers / "venv" / "bin" / "python", folder / "datasette", size)),
            stack.enter_context(pouchdb(peers / "node", folder / "pouchdb", size)),
        ]
        for each in rounds(mine, others, size, SHORT_ROUNDS if options.short else options.rounds):
            found.append(each)
            _say(f"Round {len(found)} is done:\n{as_text(lines([each]))}")
    return found


def _circumstances(peers: Path, size: Size) -> str:
    today = datetime.now().astimezone().date()
    cores = f"{os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
    versions = f"MPOS {version('mpos')} on Python {platform.python_version()}, {_versions(peers)}"
    work = f"{size.soas:,} SOAs with {size.invoices:,} invoices; {size.payments:,} payments a round"
    return f"{today}, {platform.system()} {platform.machine()}, {cores}. {versions}. {work}."


def _versions(peers: Path) -> str:
    venv = [str(peers / "venv" / "bin" / "python"), "-c", ASK_PYTHON]
    return ", ".join(
        subprocess.run(
            words, cwd=peers / "node", capture_output=True, text=True, check=True, timeout=ASKED_WITHIN_S
        ).stdout.strip()
        for words in (venv, ["node", "-e", ASK_NODE])
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/peers", description="Measures MPOS beside datasette and PouchDB.")
    parser.add_argument("--short", action="store_true", help="one round with a tenth of the work")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how many; {ROUNDS} if not said")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write both tables as Markdown, too")
    parser.add_argument("--peers", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
