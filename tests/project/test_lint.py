"""The lint that pyproject.toml configures refuses what the house rules leave to it, in the rooms where they hold."""

import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.project.sources import ROOT

LINT = (sys.executable, "-m", "ruff", "check", "--no-cache", "--quiet", "--output-format", "concise")
LINT_DEADLINE_S = 30
DOCUMENTED = '"""What is due."""\n\n'


class Bad(NamedTuple):
    code: str
    text: str
    path: str = "mpos/services/example.py"


BAD = [
    Bad("D100", "X = 1\n"),
    Bad("D101", f"{DOCUMENTED}\nclass Payment:\n    amount_minor: int\n"),
    Bad("D103", f"{DOCUMENTED}\ndef collect() -> None:\n    return\n"),
    Bad("D104", "", "mpos/example/__init__.py"),
    Bad("T201", f"{DOCUMENTED}print(1)\n"),
    Bad("T201", f"{DOCUMENTED}print(1)\n", "bridge/web/example.py"),
    Bad("E722", f"{DOCUMENTED}try:\n    X = 1\nexcept:\n    X = 2\n"),
    Bad("S110", f"{DOCUMENTED}try:\n    X = 1\nexcept Exception:\n    pass\n"),
    Bad("BLE001", f"{DOCUMENTED}try:\n    X = 1\nexcept Exception:\n    X = 2\n"),
    Bad("FIX002", f"{DOCUMENTED}X = 1  # TODO: later\n", "tests/mpos/test_example.py"),
    Bad("FIX001", f"{DOCUMENTED}X = 1  # FIXME\n"),
    Bad("FIX003", f"{DOCUMENTED}X = 1  # XXX\n"),
    Bad("PGH003", f"{DOCUMENTED}X = 1  # type: ignore\n", "tests/mpos/test_example.py"),
    Bad("PGH004", f"{DOCUMENTED}X = 1  # noqa\n"),
    Bad("ERA001", f"{DOCUMENTED}# X = 1\n"),
    Bad("DTZ005", f"{DOCUMENTED}import datetime\n\nX = datetime.datetime.now()\n"),
]
GOOD = [
    Bad("T201", f"{DOCUMENTED}print(1)\n", "mpos/commands/example.py"),
    Bad(
        "D103", "def test_a_lost_answer_does_not_post_twice() -> None:\n    assert True\n", "tests/mpos/test_example.py"
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.code} in {bad.path}")
def test_lint_refuses(bad: Bad) -> None:
    assert bad.code in lint(bad)


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good.code} in {good.path}")
def test_lint_allows(good: Bad) -> None:
    assert good.code not in lint(good)


def lint(example: Bad) -> str:
    return subprocess.run(
        [*LINT, "--stdin-filename", example.path, "-"],
        input=example.text,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=LINT_DEADLINE_S,
    ).stdout
