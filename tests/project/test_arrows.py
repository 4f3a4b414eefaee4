"""The arrows that pyproject.toml draws between the rooms: each breaks on the import that it is there to stop."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.project.sources import ROOT, pyproject

LINT_DEADLINE_S = 60
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

ROOMS = (
    *("mpos", "mpos/light", "mpos/contract", "mpos/domain", "mpos/services", "mpos/store", "mpos/link", "mpos/slips"),
    *(
        "mpos/commands",
        "bridge",
        "bridge/store",
        "bridge/push",
        "bridge/pscloud",
        "bridge/alerts",
        "bridge/commands",
        "printers",
    ),
)
# A small tree where every arrow runs as it should.
GOOD = {
    "mpos/app.py": "import mpos.services",
    "mpos/light/typing.py": "import _collections",
    "mpos/contract/money.py": "import mpos.light.typing",
    "mpos/__main__.py": "import typer, mpos.commands.collect",
    "mpos/commands/collect.py": "import typer, mpos.app",
    "mpos/services/collect.py": "import mpos.domain, mpos.store, mpos.contract",
    "mpos/store/payments.py": "import _sqlite3, sqlite3, sqlite_utils",
    "mpos/slips/receipt.py": "import printers, mpos.contract",
    "mpos/link/upload.py": "import httpx",
    "bridge/__main__.py": "import typer, bridge.commands",
    "bridge/push/poster.py": "from mpos.contract import money",
    "bridge/store/tables.py": "import sqlite3, sqlalchemy, alembic",
    "bridge/pscloud/client.py": "import httpx",
    "bridge/alerts/webhook.py": "import httpx",
    "printers/encode.py": "import escpos, serial, mpos.light.typing",
}
# One import for each contract, in the order of the contracts.
BAD = {
    "bridge/push/bad.py": "import mpos.attic",
    "mpos/services/bad.py": "import bridge.store",
    "printers/bad.py": "import mpos.contract",
    "mpos/domain/bad.py": "import mpos.services",
    "mpos/contract/bad.py": "import httpx",
    "mpos/domain/worse.py": "import pydantic",
    "bridge/push/worse.py": "import sqlite3",
    "mpos/services/worse.py": "import typer",
    "mpos/commands/bad.py": "import httpx",
    "mpos/slips/bad.py": "import escpos",
}


def test_the_arrows_hold_in_a_tree_that_keeps_them(tmp_path: Path) -> None:
    assert lint(tmp_path, GOOD)["BROKEN"] == 0


def test_each_arrow_breaks_on_the_import_that_it_is_there_to_stop(tmp_path: Path) -> None:
    attic = {"mpos/attic.py": "X = 1"}
    assert lint(tmp_path, GOOD | BAD | attic)["BROKEN"] == len(pyproject()["tool"]["importlinter"]["contracts"])


def test_a_new_room_in_the_terminal_must_be_given_its_place(tmp_path: Path) -> None:
    assert lint(tmp_path, GOOD | {"mpos/attic.py": "X = 1"})["BROKEN"] == 1


def lint(root: Path, modules: dict[str, str]) -> dict[str, int]:
    shutil.copy(ROOT / "pyproject.toml", root)
    for room in ROOMS:
        (root / room).mkdir()
        (root / room / "__init__.py").touch()
    for path, text in modules.items():
        (root / path).write_text(f"{text}\n", encoding="utf-8")
    shown = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
        timeout=LINT_DEADLINE_S,
    ).stdout
    counts = {verdict: shown.count(f" {verdict}") for verdict in ("KEPT", "BROKEN")}
    assert sum(counts.values()) == len(pyproject()["tool"]["importlinter"]["contracts"]), shown
    return counts
