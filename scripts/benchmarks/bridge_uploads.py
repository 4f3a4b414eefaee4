"""What the bridge does with uploads of fifty payments: beside the limit of its own statements, and beside a first try.

The same uploads go three ways, each into an office of its own that has the same terminals: through `take` in this
process, which is the limit; to `mpos-bridge serve`; and to the endpoint that one would write first
(idiomatic_bridge.py). Checking hashes, chain and seal is part of all three.
"""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from typing import NamedTuple

import httpx
from sqlalchemy import func, select, text

from bridge.app import opened
from bridge.intake.journals import take
from bridge.store.engine import reading, writing
from bridge.store.terminals import find_terminal, new_token
from bridge.unpacking import unpack
from mpos.contract.canonical import read_json
from mpos.contract.wire import JOURNAL, MAX_REQUEST_BYTES, read_upload
from scripts.benchmarks.figures import Figure
from scripts.evening_rush.days import make_day
from scripts.evening_rush.stage import environment, prepare, serving

CLIENTS, SHORT_CLIENTS = 500, 40
PAYMENTS = 50
SEED = 11
LEAST_OF_LIMIT, LEAST_OF_FIRST_TRY, MOST_OF_SATURATED = 0.6, 2.5, 0.3
THREADS = 24
"""As many as the bridge itself lets take journals in at the same time."""
PATIENCE_S = 300
FILLED = (
    *("journal", "seal", "business_day", "payment", "payment_words", "tender", "allocation", "posting"),
    "receipt_slip",
)


class Sent(NamedTuple):
    """One client's upload, and the token that it comes with."""

    token: str
    body: bytes


class Run(NamedTuple):
    """How a crowd of clients fared."""

    rate: float
    p99_s: float


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The rows of the table."""
    clients = SHORT_CLIENTS if short else CLIENTS
    offices = {name: scratch / name for name in ("limit", "ours", "half", "first try")}
    sent = _prepare(offices["limit"], clients)
    for name in ("ours", "half", "first try"):
        shutil.copytree(offices["limit"], offices[name])
    limit = _limit(offices["limit"], sent)
    with serving(offices["ours"]) as (url, _):
        saturated = asyncio.run(_crowd(url, sent, 0))
    with serving(offices["half"]) as (url, _):
        half = asyncio.run(_crowd(url, sent, saturated.rate / 2))
    with _first_try(offices["first try"]) as url:
        first_try = asyncio.run(_crowd(url, sent, 0))
    ours, theirs = (_rows(offices[name]) for name in ("ours", "first try"))
    assert ours == theirs, f"the first try has kept {theirs}, the bridge {ours}"
    what = f"uploads of {PAYMENTS} payments, {clients} clients"
    yield _at_least(f"{what}: of the in-process limit ({limit:.1f}/s)", LEAST_OF_LIMIT, saturated.rate / limit)
    yield _at_least(
        f"{what}: times a first try ({first_try.rate:.1f}/s)", LEAST_OF_FIRST_TRY, saturated.rate / first_try.rate
    )
    share = half.p99_s / saturated.p99_s
    shown = f"{share:.2f} ({half.p99_s:.2f} s of {saturated.p99_s:.2f} s)"
    yield Figure(
        f"{what}: p99 at half load, of saturated", f"<= {MOST_OF_SATURATED}", shown, _met(share <= MOST_OF_SATURATED)
    )


def _rows(home: Path) -> dict[str, int]:
    """How many rows each table has that an upload fills: whoever did less has fewer."""
    with opened(environment(home)) as bridge, reading(bridge.engine) as conn:
        return {name: conn.execute(select(func.count()).select_from(text(name))).scalar_one() for name in FILLED}


def _at_least(what: str, goal: float, ratio: float) -> Figure:
    return Figure(what, f">= {goal}", f"{ratio:.2f}", _met(ratio >= goal))


def _met(is_met: bool) -> str:
    return "yes" if is_met else "NO"


def _prepare(home: Path, clients: int) -> list[Sent]:
    crowd = prepare(home, SEED, clients, PAYMENTS)
    with opened(environment(home)) as bridge, writing(bridge.engine) as conn:
        tokens = [new_token(conn, terminal.terminal_id, bridge.clock.now())[0] for terminal in crowd]
    days = [make_day(SEED, terminal.number, terminal.terminal_id, PAYMENTS) for terminal in crowd]
    return [Sent(token, *day.uploads) for token, day in zip(tokens, days, strict=True)]


def _limit(home: Path, sent: Sequence[Sent]) -> float:
    """Uploads a second without HTTP."""
    with opened(environment(home)) as bridge:

        def take_in(each: Sent) -> None:
            upload = read_upload(read_json(unpack(each.body, MAX_REQUEST_BYTES)))
            with reading(bridge.engine) as conn:
                terminal = find_terminal(conn, upload.entries[0].terminal_id)
            assert terminal is not None
            take(bridge, terminal, upload)

        began = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(take_in, sent))
        return len(sent) / (time.perf_counter() - began)


async def _crowd(url: str, sent: Sequence[Sent], rate: float) -> Run:
    """All clients at the same time, or one after another at this rate a second."""
    limits = httpx.Limits(max_connections=len(sent))
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) as http:

        async def one(number: int, each: Sent) -> float:
            if rate:
                await asyncio.sleep(number / rate)
            began = time.perf_counter()
            headers = {
                "Authorization": f"Bearer {each.token}",
                "Content-Type": "application/json",
                "Content-Encoding": "gzip",
            }
            answer = await http.post(JOURNAL, content=each.body, headers=headers)
            assert answer.is_success, answer.text
            return time.perf_counter() - began

        began = time.perf_counter()
        took_s = sorted(await asyncio.gather(*(one(number, each) for number, each in enumerate(sent))))
        whole_s = time.perf_counter() - began
    return Run(len(sent) / whole_s, took_s[min(len(took_s) * 99 // 100, len(took_s) - 1)])


@contextmanager
def _first_try(home: Path) -> Iterator[str]:
    with create_server(("127.0.0.1", 0), backlog=CLIENTS) as listening:
        descriptor = listening.fileno()
        words = [
            sys.executable,
            "-m",
            "scripts.benchmarks.idiomatic_bridge",
            str(home),
            str(descriptor),
        ]
        process = subprocess.Popen(words, pass_fds=[descriptor])
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait()
