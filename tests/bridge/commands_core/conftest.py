"""The command line, called in process in a home of its own."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bridge.commands import run
from tests.bridge.office_core import MovableClock


class Said(NamedTuple):
    """How a command ended, and what it said."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


Tell = Callable[..., Said]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def tell(home: Path, clock: MovableClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Runs one command line, with `stdin` as what is typed into the pipe."""

    def tell(*argv: str, stdin: str = "", **environ: str) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        exit_code = run(argv, {"MPOS_BRIDGE_HOME": str(home), **environ}, clock)
        return Said(exit_code, *capsys.readouterr())

    return tell


@pytest.fixture
def office(tell: Tell) -> Tell:
    """The same, where a bridge is made already."""
    assert tell("init", "--admin", "admin", "--password", "-", stdin="a-password\n").exit_code == 0
    return tell
