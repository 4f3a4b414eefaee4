"""A deadline for calls to the system that have none: looking up a name, opening a port."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


def in_time(call: Callable[[], Answer], timeout_s: float, undo: Callable[[Answer], object] | None = None) -> Answer:
    """What the call returns; raises what it raises, or TimeoutError: then it ends in a thread of its own.

    `undo` is told of an answer that came too late, so that an opened port does not stay open.
    """
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # noqa: BLE001 -- it is raised again where it is waited for
            future.set_exception(error)

    def take_back(late: Future[Answer]) -> None:
        if undo and late.exception() is None:
            undo(late.result())

    threading.Thread(target=run, daemon=True).start()
    try:
        return future.result(timeout_s)
    except TimeoutError:
        future.add_done_callback(take_back)
        raise
