"""The crowd: terminals that come one after another, each with its own connection, challenge, token and uploads."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from mpos.contract import VERSION
from mpos.contract.clock import write_instant
from mpos.contract.seal import challenge_text
from mpos.contract.wire import CHALLENGES, CONTACT_HEADER, HEALTH, JOURNAL, TOKENS, Contact, contact_wire
from scripts.evening_rush.days import DAY, signer_of, uploads_of
from scripts.evening_rush.stage import Terminal

PATIENCE_S = 120
TRIES = 8
PAUSE_S = 2
"""A terminal that is told to come back later does, as the real one."""
BUSY = 503


class Contacted(NamedTuple):
    """How one terminal fared: seconds of its longest upload and of the whole contact, tries, and what was refused."""

    upload_s: float
    contact_s: float
    tries: int
    set_aside: int
    problem: str | None


async def rush(
    url: str, folder: Path, terminals: list[Terminal], at_once: int, seed: int, done: Callable[[], None]
) -> list[Contacted]:
    """All of them, at most so many at the same time."""
    places = asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) as http:

        async def one(terminal: Terminal) -> Contacted:
            async with places:
                contacted = await _contact(http, folder, terminal, seed)
            done()
            return contacted

        return await asyncio.gather(*map(one, terminals))


async def _contact(http: httpx.AsyncClient, folder: Path, terminal: Terminal, seed: int) -> Contacted:
    began, longest_s, tries, set_aside = time.perf_counter(), 0.0, 0, 0
    try:
        token = await _token(http, terminal, seed)
        for body in await asyncio.to_thread(uploads_of, folder, terminal.number):
            sent = time.perf_counter()
            answer, needed = await _upload(http, token, body)
            longest_s, tries = max(longest_s, time.perf_counter() - sent), tries + needed
            set_aside += len(answer["set_aside"])
    except (httpx.HTTPError, Refused) as error:
        return Contacted(longest_s, time.perf_counter() - began, tries, set_aside, f"{type(error).__name__}: {error}")
    return Contacted(longest_s, time.perf_counter() - began, tries, set_aside, None)


class Refused(Exception):
    """The bridge did not take something."""


async def _token(http: httpx.AsyncClient, terminal: Terminal, seed: int) -> str:
    await _answer(http.get(HEALTH))
    asked = await _answer(http.post(CHALLENGES, json={"terminal_id": terminal.terminal_id}))
    challenge = asked["challenge"]
    signature = signer_of(seed, terminal.number).sign(challenge_text(terminal.terminal_id, challenge))
    proof = {"terminal_id": terminal.terminal_id, "challenge": challenge, "signature": signature}
    return str((await _answer(http.post(TOKENS, json=proof)))["token"])


async def _upload(http: httpx.AsyncClient, token: str, body: bytes) -> tuple[dict[str, Any], int]:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        CONTACT_HEADER: _contact_header(),
    }
    tries = 1
    while (answer := await http.post(JOURNAL, content=body, headers=headers)).status_code == BUSY and tries < TRIES:
        await asyncio.sleep(PAUSE_S * random.random() * tries)
        tries += 1
    if answer.is_error:
        raise Refused(f"{answer.status_code} {answer.text[:200]}")
    return answer.json(), tries


async def _answer(coming: Awaitable[httpx.Response]) -> dict[str, Any]:
    answer = await coming
    if answer.is_error:
        raise Refused(f"{answer.status_code} {answer.text[:200]}")
    content: dict[str, Any] = answer.json()
    return content


def _contact_header() -> str:
    said = Contact(write_instant(datetime.now().astimezone()), VERSION, DAY, "open", None, 0, None, None, "0.00", 0)
    return json.dumps(contact_wire(said))
