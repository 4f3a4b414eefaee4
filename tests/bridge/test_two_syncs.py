"""Two real syncs at once, against a PSCloud that is a process of its own: everything is posted once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.bridge.pscloud_office import KEY, environment, open_office

PROGRAM = Path(__file__).parents[2] / "scripts" / "sandbox"
DEADLINE_S = 60


@pytest.fixture
def pscloud(tmp_path: Path) -> Iterator[str]:
    """The address of a sandbox with the sample's invoices, up to and with /api/v1."""
    (tmp_path / "key").write_text(KEY)
    command: list[str | Path] = [sys.executable, PROGRAM, "--port", "0", "--key-file", tmp_path / "key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip().removeprefix("PSCloud sandbox listening on ")
        process.kill()


def sync(environ: Mapping[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bridge", "sync", "--json"]
    return subprocess.Popen(
        command, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_syncs_at_once_post_everything_once(pscloud: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_office(home) as office:
        for amount_minor in range(100, 1100, 100):
            office.collect(None, amount_minor)
    environ = environment(home) | {"MPOS_BRIDGE_PSCLOUD_URL": pscloud}
    both = [sync(environ), sync(environ)]
    said = [process.communicate(timeout=DEADLINE_S) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    completed = [json.loads(out)["post"]["completed"] for out, _ in said]
    assert sorted(completed) == [0, 10]
    state = httpx.get(f"{pscloud.removesuffix('/api/v1')}/sandbox/state", headers={"Authorization": f"Bearer {KEY}"})
    assert state.json()["payments"]["posted"] == {"count": 10, "amount": "55.00"}
