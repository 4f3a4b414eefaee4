"""The circumstances of the command that is running: its environment, its clock, and who reads its output."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bridge.app import Bridge, opened
from mpos.contract.clock import Clock


@dataclass(frozen=True)
class Call:
    """One run of a command. Clock and transport are None but in tests."""

    environ: Mapping[str, str]
    clock: Clock | None = None
    pscloud_transport: Any = None
    as_json: bool = False


_current: ContextVar[Call] = ContextVar("call")


def current() -> Call:
    """The call that is being answered."""
    return _current.get()


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Makes this the call that is being answered."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def this_bridge() -> Iterator[Bridge]:
    """The bridge that the environment names, open for the length of the block."""
    call = current()
    with opened(call.environ, call.clock, call.pscloud_transport) as bridge:
        yield bridge
