"""Posting to a back office that takes 200 ms for each payment: beside posting them one after another.

The back office is a real server on this machine, which answers each payment rightly and keeps what it got; after it all
are there, once.
"""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bridge.app import opened
from bridge.intake.journals import take
from bridge.store.engine import reading
from bridge.store.terminals import find_terminal
from bridge.sync import sync_once
from bridge.unpacking import unpack
from mpos.contract.canonical import read_json
from mpos.contract.wire import MAX_REQUEST_BYTES, read_upload
from scripts.benchmarks.figures import Figure
from scripts.evening_rush.days import make_day
from scripts.evening_rush.stage import environment, prepare

TAKES_S = 0.2
AT_ONCE = 32
PAYMENTS, SHORT_PAYMENTS = 5_000, 100
OF_ONE_TERMINAL = 100
LEAST_TIMES = 8
"""Of what one after another could reach; the rest is our own work on each payment, which one core does."""
SEED = 13


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The row of the table."""
    payments = SHORT_PAYMENTS if short else PAYMENTS
    home, books = scratch / "bridge", dict[str, int]()
    _take_in(home, payments)
    with _slow_pscloud(books) as url:
        environ = environment(home) | {
            "MPOS_BRIDGE_PSCLOUD_URL": url,
            "MPOS_BRIDGE_POSTINGS_AT_ONCE": str(AT_ONCE),
        }
        with opened(environ) as bridge:
            began = time.perf_counter()
            completed = 0
            while (result := sync_once(bridge, download=False, post=True)).post and result.post.completed:
                completed += result.post.completed
            took_s = time.perf_counter() - began
    assert completed == payments == len(books), (completed, len(books))
    assert set(books.values()) == {1}, "a payment came twice"
    times = payments * TAKES_S / took_s
    rate = payments / took_s
    shown = f"{times:.1f} ({rate:.0f}/s: 100,000 in {100_000 / rate / 60:.0f} min)"
    what = f"posting {payments:,} payments of 200 ms, at most {AT_ONCE} at once: times one after another"
    yield Figure(what, f">= {LEAST_TIMES}", shown, "yes" if times >= LEAST_TIMES else "NO")


def _take_in(home: Path, payments: int) -> None:
    crowd = prepare(home, SEED, payments // OF_ONE_TERMINAL, OF_ONE_TERMINAL)
    with opened(environment(home)) as bridge:
        for each in crowd:
            with reading(bridge.engine) as conn:
                terminal = find_terminal(conn, each.terminal_id)
            assert terminal is not None
            for body in make_day(SEED, each.number, each.terminal_id, OF_ONE_TERMINAL).uploads:
                take(bridge, terminal, read_upload(read_json(unpack(body, MAX_REQUEST_BYTES))))


@contextmanager
def _slow_pscloud(books: dict[str, int]) -> Iterator[str]:
    async def post(request: Request) -> JSONResponse:
        body: dict[str, Any] = await request.json()
        await asyncio.sleep(TAKES_S)
        books[body["payment_id"]] = books.get(body["payment_id"], 0) + 1
        posted = {name: body[name] for name in ("payment_id", "receipt_no", "amount", "soa_no")}
        number = {"payment_no": f"PAY-{len(books)}", "posted_at": body["paid_at"], "soa_version": 2}
        return JSONResponse({**posted, **number, "status": "posted"}, 201)

    app = Starlette(routes=[Route("/api/v1/payments", post, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
        finally:
            server.should_exit = True
            thread.join()
