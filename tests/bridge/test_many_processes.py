"""Several bridges on one PostgreSQL: one is killed while it posts, the server crashes, and nothing is lost."""

import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import httpx
import pytest

from bridge.app import Bridge, init_home, opened
from bridge.store.engine import reading
from bridge.sync import sync_once
from bridge.turn import TurnLost, TurnTaken, work_turn
from mpos.contract.clock import SystemClock
from scripts.postgresql_server import NoPostgresql, Server, running
from tests.bridge.office_core import MANILA, Core, Hand

KEY = "a-key-for-tests"
SANDBOX = Path(__file__).parents[2] / "scripts" / "sandbox"
DEADLINE_S = 90
LOOK_AGAIN_S = 0.05
Environ = dict[str, str]


@pytest.fixture
def server() -> Iterator[Server]:
    """One of its own, since it is made to crash."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(running())
        except NoPostgresql as missing:
            pytest.skip(str(missing))


@pytest.fixture
def pscloud(tmp_path: Path) -> Iterator[str]:
    """The address of a PSCloud that is a process of its own."""
    (tmp_path / "key").write_text(KEY)
    command: list[str | Path] = [sys.executable, SANDBOX, "--port", "0", "--key-file", tmp_path / "key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield first_address(process)
        process.kill()


@pytest.fixture
def homes(tmp_path: Path, server: Server, pscloud: str) -> list[Environ]:
    """Three machines of one office: the same key, the same database, a home each."""
    shared = {
        "MPOS_BRIDGE_DATABASE_URL": server.new_database(),
        "MPOS_BRIDGE_PSCLOUD_URL": f"{pscloud}/api/v1",
        "MPOS_BRIDGE_PSCLOUD_KEY": KEY,
        # Rounds of their own come with the start and not again.
        "MPOS_BRIDGE_POLL_SECONDS": "3600",
    }
    environs = [{"MPOS_BRIDGE_HOME": str(tmp_path / name), **shared} for name in ("one", "two", "three")]
    init_home(environs[0], "admin", "a-password-for-tests")
    for other in ("two", "three"):
        shutil.copytree(tmp_path / "one", tmp_path / other)
    return environs


@pytest.fixture
def bridge(homes: list[Environ]) -> Iterator[Bridge]:
    with opened(homes[0]) as bridge:
        yield bridge


def test_nothing_is_lost_or_doubled_when_processes_and_the_server_die(
    server: Server, pscloud: str, homes: list[Environ], bridge: Bridge
) -> None:
    with serving(homes[1]) as (_, second), serving(homes[2]) as (killed, third):
        hand, other = enrolled(bridge, second, b"1"), enrolled(bridge, third, b"2")
        for _ in range(20):
            hand.collect()
            other.collect()
        assert hand.upload(hand.entries[:12]).is_success
        assert other.upload(other.entries[:12]).is_success

        # One dies with a payment on its way, and one of those that take journals in.
        order(pscloud, {"kind": "slow", "path": "/payments", "delay_s": 3, "times": 1, "skip": 3})
        poster = started(homes[0], "sync", "--post")
        until(lambda: is_sending_after(bridge, completed=3))
        poster.kill()
        killed.kill()
        poster.communicate(timeout=DEADLINE_S)
        carry_on(other, second)
        assert other.upload(other.entries[:15]).is_success

        # The server dies under those that are left; they say so, and go on once it is back.
        server.crash()
        away = hand.upload(hand.entries[12:])
        assert (away.status_code, away.json()["code"]) == (503, "store_unreachable")
        code, said = told(homes[0], "sync")
        assert (code, said["error"]["code"]) == (3, "store_unreachable")
        server.start()
        assert hand.upload(hand.entries[12:]).is_success
        assert other.upload(other.entries[15:]).is_success

        both = [started(environ, "sync", "--post", "--wait", "60") for environ in homes[:2]]
        said_by_both = [process.communicate(timeout=DEADLINE_S) for process in both]
        assert [process.returncode for process in both] == [0, 0], said_by_both
    for each in (hand, other):
        each.core.http.close()
    state = httpx.get(f"{pscloud}/sandbox/state", headers={"Authorization": f"Bearer {KEY}"}).json()
    assert state["payments"]["posted"] == {"count": 40, "amount": "4000.00"}
    code, proof = told(homes[1], "audit", "--live")
    assert (code, proof.get("problems")) == (0, []), proof


def test_whose_turn_it_is_counts_on_all_machines(homes: list[Environ], bridge: Bridge) -> None:
    with opened(homes[1]) as other:
        here = (bridge.settings.home, bridge.clock, 0.0)
        there = (other.settings.home, other.clock, 0.0)
        with work_turn(*here, lambda _: None, bridge.engine) as turn:
            turn.insist()
            second = work_turn(*there, lambda _: None, other.engine)
            with pytest.raises(TurnTaken, match=rf"process {os.getpid()} on .* since 20"), second:
                pass
            assert sync_once(other, download=True, post=True).is_busy
        with work_turn(*there, lambda _: None, other.engine):
            pass


def test_a_turn_that_was_cut_off_is_over(server: Server, bridge: Bridge) -> None:
    here = (bridge.settings.home, bridge.clock, 0.0)
    with work_turn(*here, lambda _: None, bridge.engine) as turn:
        server.crash()
        server.start()
        with pytest.raises(TurnLost):
            turn.insist()
        with work_turn(*here, lambda _: None, bridge.engine) as another:
            another.insist()


def enrolled(bridge: Bridge, url: str, key: bytes) -> Hand:
    """A terminal that reaches the bridge at this address over the network."""
    core = Core(bridge, SystemClock(MANILA), httpx.Client(base_url=url, timeout=DEADLINE_S))  # type: ignore[arg-type]
    return core.terminal(key * 32)


def carry_on(hand: Hand, url: str) -> None:
    """The terminal's bridge is gone; it goes to another one with the token that it has."""
    hand.core.http.close()
    hand.core.http = httpx.Client(base_url=url, timeout=DEADLINE_S)


def is_sending_after(bridge: Bridge, completed: int) -> bool:
    with reading(bridge.engine) as conn:
        states = conn.exec_driver_sql("SELECT state, count(*) FROM posting GROUP BY state").all()
    found = {str(state): int(count) for state, count in states}
    return found.get("done", 0) >= completed and found.get("claimed", 0) >= 1


def until(happened: Callable[[], bool]) -> None:
    give_up_s = monotonic() + DEADLINE_S
    while not happened():
        assert monotonic() < give_up_s, "it did not happen"
        Event().wait(LOOK_AGAIN_S)


def order(pscloud: str, fault: Mapping[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    httpx.post(f"{pscloud}/sandbox/faults", json=fault, headers=headers).raise_for_status()


def started(environ: Environ, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bridge", *words, "--json"]
    return subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True)


def told(environ: Environ, *words: str) -> tuple[int, dict[str, Any]]:
    process = started(environ, *words)
    out, _ = process.communicate(timeout=DEADLINE_S)
    return process.returncode, json.loads(out)


@contextmanager
def serving(environ: Environ) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    argv = [sys.executable, "-m", "bridge", "serve", "--port", "0"]
    with subprocess.Popen(argv, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, first_address(process)
        finally:
            process.kill()


def first_address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], DEADLINE_S)[0], "it says nothing"
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found is not None
    return found.group()
