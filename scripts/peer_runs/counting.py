"""A line between a client and its server on this machine, as fast as it goes, that counts what passes."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 1 << 18
"""Bytes that go at once: enough that the line is never what takes the time."""
STOP_WITHIN_S = 10
REQUEST = b" HTTP/1.1\r\n"


@dataclass
class Counted:
    """What went over the line since it was last forgotten: bytes either way, and requests."""

    up: int = 0
    down: int = 0
    requests: int = 0

    @property
    def both(self) -> int:
        """Bytes both ways."""
        return self.up + self.down

    def forget(self) -> None:
        """Counts anew."""
        self.up = self.down = self.requests = 0


@contextmanager
def counting(url: str) -> Iterator[tuple[str, Counted]]:
    """The address of the line's near end, and what it counts. What listens at `url` is at its far end."""
    counted = Counted()
    ready: list[str] = []
    is_ready, loop = threading.Event(), asyncio.new_event_loop()
    running = threading.Thread(target=_run, args=(loop, url, counted, ready, is_ready))
    running.start()
    try:
        assert is_ready.wait(STOP_WITHIN_S), "the line was not drawn"
        yield ready[0], counted
    finally:
        loop.call_soon_threadsafe(loop.stop)
        running.join(STOP_WITHIN_S)


def _run(
    loop: asyncio.AbstractEventLoop, url: str, counted: Counted, ready: list[str], is_ready: threading.Event
) -> None:
    far = urlsplit(url)
    # The loop itself would forget a connection at which nothing goes on.
    open_ones: set[asyncio.Task[None]] = set()

    def meet(near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        address = (far.hostname or "", far.port or 0)
        task = loop.create_task(_connect(counted, address, near, to_near))
        open_ones.add(task)
        task.add_done_callback(open_ones.discard)

    server = loop.run_until_complete(asyncio.start_server(meet, "127.0.0.1", 0, limit=CHUNK))
    ready.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    is_ready.set()
    loop.run_forever()
    server.close()
    loop.run_until_complete(_hang_up(list(open_ones)))
    loop.close()


async def _hang_up(open_ones: Sequence[asyncio.Task[None]]) -> None:
    for each in open_ones:
        each.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)


async def _connect(
    counted: Counted, address: tuple[str, int], near: asyncio.StreamReader, to_near: asyncio.StreamWriter
) -> None:
    ends = [to_near]
    try:
        far, to_far = await asyncio.open_connection(*address, limit=CHUNK)
        ends.append(to_far)
        await asyncio.gather(_carry(near, to_far, _up(counted)), _carry(far, to_near, _down(counted)))
        for end in ends:
            end.close()
        await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)
    except OSError:
        return
    finally:
        # The line may be taken down at any moment.
        for end in ends:
            end.transport.abort()


async def _carry(start: asyncio.StreamReader, end: asyncio.StreamWriter, count: Callable[[bytes], None]) -> None:
    """One way, until that side has said all. Whoever hangs up in the middle has said all, too."""
    try:
        while content := await start.read(CHUNK):
            count(content)
            end.write(content)
            await end.drain()
        end.write_eof()
    except ConnectionError:
        end.close()


def _up(counted: Counted) -> Callable[[bytes], None]:
    before = b""

    def count(content: bytes) -> None:
        # The mark of a request may come in two pieces.
        nonlocal before
        counted.up += len(content)
        counted.requests += (before + content).count(REQUEST)
        before = content[-len(REQUEST) + 1 :]

    return count


def _down(counted: Counted) -> Callable[[bytes], None]:
    def count(content: bytes) -> None:
        counted.down += len(content)

    return count
