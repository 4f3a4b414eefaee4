"""The circumstances of the command that is running: its environment, its clock, and who reads its output."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mpos.app import opened
from mpos.contract.clock import Clock
from mpos.contract.console import warn
from mpos.light.typing import TYPE_CHECKING, NamedTuple
from mpos.services.terminal import Terminal

if TYPE_CHECKING:
    import httpx


class Call(NamedTuple):
    """One run of a command. Clock and transport are None but in tests."""

    environ: Mapping[str, str]
    clock: Clock | None = None
    bridge_transport: "httpx.BaseTransport | None" = None
    as_json: bool = False


_COPY_ADVICE = "Nothing is lost; it catches up by itself. See to the card."
_calls: list[Call] = []


def current() -> Call:
    """The call that is being answered."""
    return _calls[-1]


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Makes this the call that is being answered; a process answers one at a time."""
    _calls.append(call)
    try:
        yield
    finally:
        _calls.pop()


@contextmanager
def this_terminal(*, as_found: bool = False) -> Iterator[Terminal]:
    """The terminal that the environment names, open for the length of the block; `as_found` as for `opened`."""
    call = current()
    with opened(call.environ, call.clock, call.bridge_transport, as_found=as_found) as terminal:
        if terminal.notice:
            warn(terminal.notice)
        try:
            yield terminal
        finally:
            if terminal.copy_trouble:
                warn(f"The second copy of the journal can't be written: {terminal.copy_trouble}. {_COPY_ADVICE}")
