"""Makes goldens of the version whose code runs: python tests/golden/make.py DIRECTORY, which must not be there yet.

Run it once, when a version's formats are final; what it made is never made again. See README.md.
"""

import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing, redirect_stdout
from io import StringIO
from itertools import chain
from pathlib import Path

from bridge.commands import run as run_bridge
from mpos.store.database import STORE_FILE
from mpos.store.soas import LIST_FILE
from tests.mpos.office_at_work import CODE, SOA
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, set_up

KEY_FILE = "terminal.key"
"""Where the code keeps this name differs between the versions that this runs with."""

KEPT_OF_TERMINAL = (STORE_FILE, LIST_FILE, KEY_FILE)
KEPT_OF_BRIDGE = ("bridge.sqlite3", "bridge.key", "config.toml")
EVERY_TENDER = {
    "--cash": "20",
    "--check": "30.25:BDO:0012345:2026-11-23",
    "--card": "40:A1B2C3:4242",
    "--ewallet": "50:GC-77",
    "--bank-transfer": "60:IP-12",
    "--withholding": "5:2307-1",
}


def make(golden: Path) -> None:
    """Plays two days on a new terminal and its bridge, and keeps what is left of them in every format there is."""
    golden.mkdir()
    with tempfile.TemporaryDirectory() as place, set_up(Path(place)) as homes, at_work(homes) as terminal:
        _a_closed_day(terminal)
        _an_open_day(terminal, Path(place) / "paper")
        _write_files(terminal, golden)
        said = {words: terminal.ask(*words.split()) for words in ("status", "transactions", "soa list")}
        (golden / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        _keep_homes(homes, golden)


def _a_closed_day(terminal: TerminalAtWork) -> None:
    """All of it is at the office and in PSCloud."""
    terminal.open_registry()
    terminal.collect("100")
    terminal.collect("50")
    terminal.ask("void", "A00000002", "--reason", "wrong customer")
    terminal.ask("close-registry", "--count", "100x6")
    terminal.ask("z-reading")
    terminal.ask("upload")
    terminal.office.sync()


def _an_open_day(terminal: TerminalAtWork, paper: Path) -> None:
    """The first half of it is at the office; the rest waits, and so does the slip of its last payment."""
    terminal.clock.move(days=1)
    terminal.office.state_next_day()
    terminal.log_in()
    terminal.ask("download-soa")
    terminal.open_registry("300")
    terminal.print_to(paper)
    terminal.ask("collect", SOA, *chain.from_iterable(EVERY_TENDER.items()))
    terminal.ask("receipt", "A00000003")
    terminal.ask("upload")
    terminal.ask("or-entry", "--manual-or", "4711", "--customer-no", "7000", "--name", "Juan dela Cruz", "--cash", "35")
    terminal.collect("12.34", SOA)
    terminal.ask("void", "A00000005", "--reason", "counted twice")
    terminal.ask("x-reading")
    terminal.print_to("lp:/dev/nowhere")
    terminal.ask("collect", "SOA-2000", "--cash", "80.08", exit_code=5)


def _write_files(terminal: TerminalAtWork, golden: Path) -> None:
    (golden / "journal.jsonl").write_text(terminal.run("journal", "export").out)
    terminal.ask("upload", "--to", str(golden / "journal.mpos"))
    terminal.ask("backup", str(golden / "backup.sqlite3"))
    office = terminal.office
    with redirect_stdout(StringIO()):
        done = run_bridge(["export", "--collector-code", CODE, str(golden / "list.mpos")], office.environ, office.clock)
    assert done == 0


def _keep_homes(homes: Homes, golden: Path) -> None:
    for home, names in ((homes.terminal, KEPT_OF_TERMINAL), (homes.bridge, KEPT_OF_BRIDGE)):
        (golden / home.name).mkdir()
        for name in names:
            _in_one_file(home / name)
            shutil.copyfile(home / name, golden / home.name / name)


def _in_one_file(path: Path) -> None:
    """Brings a database's -wal into the file itself, and makes it small."""
    if path.suffix == ".sqlite3":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
