"""A real TCP line between a terminal and its bridge: slow, late and cut as often, and where, it is told; counted."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

CHUNK = 256
"""Bytes that go at once: at 2 kB/s an eighth of a second."""
REQUEST = b" HTTP/1.1\r\n"


class Cut(NamedTuple):
    """A cut that is sure to come: so many bytes into the next request to this path, or into the answer to it."""

    path: str
    after: int
    of_answer: bool = False


@dataclass
class Line:
    """What the line is like, and what went over it. `bytes_each_s` 0 is as fast as the machine; `cut` is a share.

    `sure` are cuts to come beside those by chance, one after another.
    """

    bytes_each_s: int = 0
    delay_s: float = 0.0
    cut: float = 0.0
    seed: int = 7
    sure: list[Cut] = field(default_factory=list)
    up: int = 0
    down: int = 0
    requests: int = 0
    connections: int = 0
    cuts: int = 0
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def forget(self) -> None:
        """Counts anew."""
        self.up = self.down = self.requests = self.connections = self.cuts = 0


@contextmanager
def drawn(line: Line, url: str) -> Iterator[str]:
    """Draws the line to what listens at this address; the address of its near end."""
    loop = asyncio.new_event_loop()
    address = urlsplit(url)
    server = loop.run_until_complete(
        asyncio.start_server(lambda *ends: _connect(line, address.hostname, address.port, *ends), "127.0.0.1", 0)
    )
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_take_down(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        running.join()
        loop.close()


async def _take_down(server: asyncio.Server) -> None:
    server.close()
    open_ends = asyncio.all_tasks() - {asyncio.current_task()}
    for each in open_ends:
        each.cancel()
    await asyncio.gather(*open_ends, return_exceptions=True)


async def _connect(
    line: Line, host: str | None, port: int | None, near: asyncio.StreamReader, to_near: asyncio.StreamWriter
) -> None:
    line.connections += 1
    # Cut in the middle of whatever it carries: after so many bytes, either way.
    by_chance = line.chance.randrange(50, 4_000) if line.chance.random() < line.cut else None
    life, ends = _Life(line, by_chance), [to_near]
    try:
        await asyncio.sleep(line.delay_s)
        far, to_far = await asyncio.open_connection(host, port)
        ends.append(to_far)
        await _first_of(life.carry(near, to_far, up=True), life.carry(far, to_near))
        for end in ends:
            end.transport.abort() if life.was_cut else end.close()
        await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)
    except asyncio.CancelledError:
        # asyncio complains of connections whose task was cancelled.
        pass
    finally:
        # The line may be taken down at any moment.
        for end in ends:
            end.transport.abort()


async def _first_of(*ways: Coroutine[None, None, None]) -> None:
    """Until one of them ends; the others end with it. An end that hangs up is no mishap."""
    running = {asyncio.ensure_future(way) for way in ways}
    _, open_ways = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for way in open_ways:
        way.cancel()
    await asyncio.gather(*running, return_exceptions=True)


class _Life:
    """One connection."""

    def __init__(self, line: Line, by_chance: int | None) -> None:
        self._line = line
        self._left = {"either way": by_chance} if by_chance is not None else {}
        self.was_cut = False

    async def carry(self, start: asyncio.StreamReader, end: asyncio.StreamWriter, *, up: bool = False) -> None:
        """One way, until it ends or is cut. What is sent after a pause arrives so much later."""
        paused = True
        while True:
            try:
                content = await asyncio.wait_for(start.read(CHUNK), 0.05 if not paused else None)
            except TimeoutError:
                paused = True
                continue
            if not content:
                return
            if paused and self._line.delay_s:
                await asyncio.sleep(self._line.delay_s / 2)
            paused = False
            self._count(content, up=up)
            if self._is_spent(len(content), up=up):
                self._line.cuts += not self.was_cut
                self.was_cut = True
                return
            if self._line.bytes_each_s:
                await asyncio.sleep(len(content) / self._line.bytes_each_s)
            end.write(content)
            await end.drain()

    def _is_spent(self, amount: int, *, up: bool) -> bool:
        ways = [way for way in ("either way", "up" if up else "down") if way in self._left]
        for way in ways:
            self._left[way] -= amount
        return any(self._left[way] <= 0 for way in ways)

    def _count(self, content: bytes, *, up: bool) -> None:
        if up:
            self._line.up += len(content)
            self._line.requests += content.count(REQUEST)
            self._look_for_cut(content)
        else:
            self._line.down += len(content)

    def _look_for_cut(self, content: bytes) -> None:
        """Whether this is the request that the next sure cut is for."""
        sure = self._line.sure
        if sure and any(f" {sure[0].path}{end}".encode() in content for end in "? "):
            cut = sure.pop(0)
            self._left["down" if cut.of_answer else "up"] = cut.after
