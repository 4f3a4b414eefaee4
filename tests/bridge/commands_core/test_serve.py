"""mpos-bridge serve and doctor, as processes beside a PSCloud that is away."""

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from mpos.contract.wire import HEALTH
from tests.bridge.office_core import open_core

DEADLINE_S = 30


@pytest.fixture
def environ(home: Path, tmp_path: Path) -> dict[str, str]:
    """A bridge whose PSCloud nobody answers for."""
    with open_core(tmp_path / "draft"):
        pass
    shutil.copytree(tmp_path / "draft", home)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = taken.getsockname()[1]
    return {
        **os.environ,
        "MPOS_BRIDGE_HOME": str(home),
        "MPOS_BRIDGE_PSCLOUD_KEY": "a-secret-key",
        "MPOS_BRIDGE_PSCLOUD_URL": f"http://127.0.0.1:{nobody}/api/v1",
    }


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_until_it_is_told_to_stop(environ: dict[str, str], stop: signal.Signals) -> None:
    with serving(environ) as (process, url):
        assert httpx.get(f"{url}{HEALTH}").json()["status"] == "ok"
        process.send_signal(stop)
        _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "a-secret-key" not in errors


def test_a_round_that_fails_is_one_line_of_the_log(environ: dict[str, str], home: Path) -> None:
    with serving(environ) as (process, _):
        assert process.stderr is not None
        line = process.stderr.readline()
    assert "a round could not do all: PSCloud can't be reached" in line
    assert "a round could not do all" in (home / "bridge.log").read_text()


def test_a_taken_port_is_said_in_one_line(environ: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        argv = [sys.executable, "-m", "bridge", "serve", "--port", port, "--json"]
        ended = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=DEADLINE_S)
    assert (ended.returncode, ended.stderr.count("\n")) == (4, 1)
    assert json.loads(ended.stdout)["error"]["code"] == "cannot_listen"


def test_the_doctor_names_what_is_not_well(environ: dict[str, str], home: Path) -> None:
    (home / "config.toml").chmod(0o644)
    argv = [sys.executable, "-m", "bridge", "doctor", "--json"]
    ended = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=DEADLINE_S * 2)
    checks = {check["name"]: check for check in json.loads(ended.stdout)["checks"]}
    assert ended.returncode == 8
    well = {name for name, check in checks.items() if check["ok"]}
    assert well == {"key", "database", "schema", "disk", "clocks", "queue"}
    assert f"chmod 600 {home / 'config.toml'}" in checks["home"]["detail"]
    assert "can't be reached" in checks["pscloud"]["detail"]
    assert "a-secret-key" not in ended.stdout


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    argv = [sys.executable, "-m", "bridge", "serve", "--port", "0"]
    # Buffered as Python is by itself: what it says must reach a pipe all the same.
    buffered = {name: value for name, value in environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(argv, env=buffered, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], DEADLINE_S)[0], "it says nothing"
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            yield process, found.group()
        finally:
            if process.poll() is None:
                process.terminate()
