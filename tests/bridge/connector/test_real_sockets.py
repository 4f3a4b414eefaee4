"""The daemon beside an invented back office, over real connections: told of a SOA it looks at once."""

import json
import os
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from bridge.app import opened
from scripts.world.in_process import InProcess
from tests.bridge.connector import tala
from tests.bridge.connector.conftest import OtherOffice, _new_home, stocked
from tests.clocks import MovableClock

DEADLINE_S = 30


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The app at an address of its own."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    waited = threading.Event()
    while not server.started:
        waited.wait(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(DEADLINE_S)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    shutil.copytree(_new_home().name, home)
    for name, secret in (("tala.secret", tala.SECRET), ("webhook.key", "told-by-tala")):
        (home / name).write_text(secret)
        (home / name).chmod(0o600)
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        "MPOS_BRIDGE_HOME": str(home),
        "MPOS_BRIDGE_CONNECTOR": "tala.toml",
        "MPOS_BRIDGE_POLL_SECONDS": "86400",
        "MPOS_BRIDGE_WEBHOOK_SECRET_FILE": "webhook.key",
        "MPOS_BRIDGE_WEBHOOK_STYLE": "bearer",
    }


def test_a_notice_is_followed_at_once(environ: dict[str, str]) -> None:
    books = stocked(MovableClock(datetime.now(UTC)))
    with served(tala.Tala(books).app()) as address, serving(environ, address) as url:
        home = Path(environ["MPOS_BRIDGE_HOME"])
        until(home, "SELECT count(*) FROM soa", 5)
        books.charge("S2", "D8", 500)
        answer = httpx.post(
            f"{url}/hooks/soas", json={"soa_nos": ["S2"]}, headers={"Authorization": "Bearer told-by-tala"}
        )
        assert answer.status_code == 202
        until(home, "SELECT amount_due_minor FROM soa WHERE soa_no = 'S2'", 8_508)


def test_a_payment_is_posted_at_once(environ: dict[str, str]) -> None:
    clock = MovableClock(datetime.now(UTC))
    books = stocked(clock)
    with served(tala.Tala(books).app()) as address, serving(environ, address):
        home = Path(environ["MPOS_BRIDGE_HOME"])
        until(home, "SELECT count(*) FROM soa", 5)
        with opened(environ, clock) as bridge:
            payment = OtherOffice(bridge, books, clock, InProcess(nobody)).collect("S2", 8_008, "D3")
        until(home, "SELECT status FROM payment", "completed")
    assert [(entry.receipt, entry.amount) for entry in books.entries] == [(payment.receipt_no, 8_008)]


def test_the_command_checks_over_the_network(environ: dict[str, str]) -> None:
    books = stocked(MovableClock(datetime.now(UTC)))
    with served(tala.Tala(books).app()) as address:
        write_connector(environ, address)
        argv = [
            sys.executable,
            "-m",
            "bridge",
            "connector",
            "check",
            environ["MPOS_BRIDGE_HOME"] + "/tala.toml",
            "--json",
        ]
        ended = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=DEADLINE_S)
    assert (ended.returncode, json.loads(ended.stdout)["ok"]) == (0, True)
    assert tala.SECRET not in ended.stdout + ended.stderr


async def nobody(*_: object) -> None:
    raise AssertionError("nobody is to be asked this way")


def write_connector(environ: dict[str, str], address: str) -> None:
    connector = tala.CONNECTOR.replace("https://api.tala.example", address)
    (Path(environ["MPOS_BRIDGE_HOME"]) / "tala.toml").write_text(connector)


@contextmanager
def serving(environ: dict[str, str], address: str) -> Iterator[str]:
    write_connector(environ, address)
    argv = [sys.executable, "-m", "bridge", "serve", "--port", "0"]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], DEADLINE_S)[0], "it says nothing"
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            yield found.group()
        finally:
            process.terminate()


def until(home: Path, query: str, wanted: object) -> None:
    """Waits until the office's database says so."""
    waited, found = threading.Event(), None
    for _ in range(DEADLINE_S * 20):
        with sqlite3.connect(home / "bridge.sqlite3") as database:
            found = database.execute(query).fetchone()[0] if database.execute(query).fetchone() else None
        database.close()
        if found == wanted:
            return
        waited.wait(0.05)
    raise AssertionError(f"{query} is still {found}")
