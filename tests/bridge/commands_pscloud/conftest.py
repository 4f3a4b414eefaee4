"""The command line of an office whose PSCloud is in the same process, SOAs downloaded."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bridge.commands import run
from tests.bridge.pscloud_office import Office, environment, open_office


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
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        yield office


@pytest.fixture
def tell(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Runs one command line."""

    def tell(*argv: str, **environ: str) -> Said:
        exit_code = run(argv, environment(tmp_path / "home") | environ, office.clock, office.network)
        return Said(exit_code, *capsys.readouterr())

    return tell
