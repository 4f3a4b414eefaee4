"""The circumstances of the command that is running: its environment, its clock, and who reads its output."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge, opened
from bridge.commands.acting import actor_for
from mpos.contract.clock import Clock


@dataclass(frozen=True)
class Call:
    """One run of a command. `acting_as` is whom --as names. Clock and transport are None but in tests."""

    environ: Mapping[str, str]
    clock: Clock | None = None
    pscloud_transport: Any = None
    as_json: bool = False
    acting_as: str | None = None


_current: ContextVar[Call] = ContextVar("call")
_actor: ContextVar[Actor] = ContextVar("actor")


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


def actor() -> Actor:
    """Who gives the command; only inside this_bridge()."""
    return _actor.get()


@contextmanager
def this_bridge(permission: Permission) -> Iterator[Bridge]:
    """The bridge that the environment names, open for the length of the block; NotAllowed for who may not do this."""
    call = current()
    with opened(call.environ, call.clock, call.pscloud_transport) as bridge:
        who = actor_for(bridge, call.environ, call.acting_as)
        who.require(permission)
        token = _actor.set(who)
        try:
            yield bridge
        finally:
            _actor.reset(token)
