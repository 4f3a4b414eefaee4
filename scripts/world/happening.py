"""What came of a step: what was claimed to be done, what was refused, and how it ended."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mpos.contract.journal import Head
from mpos.contract.problems import Problem
from scripts.world.stage.device import Device
from scripts.world.stage.outside import Facts
from scripts.world.trace import Step


class Claim(NamedTuple):
    """Somebody was told that it is done: an entry of this kind with these members of its body must be committed."""

    kind: str
    members: Mapping[str, Any]


class Acknowledged(NamedTuple):
    """A terminal was told that the office has its journal up to this place."""

    head: Head


Claims = tuple[Claim | Acknowledged, ...]
NOTHING: Claims = ()


class Happened(NamedTuple):
    """One step, played. `before` is what the device's store said before it."""

    step: Step
    device: Device | None = None
    before: Facts = Facts()
    claims: Claims = NOTHING
    refused: Problem | None = None
    crashed: Exception | None = None
    was_killed: bool = False
    waited_s: float = 0
    cut: int = 0
    asked: int = 0
