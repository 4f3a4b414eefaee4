"""Whose turn it is, and with which dice."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from scripts.world.happening import Claims
from scripts.world.stage.device import Device
from scripts.world.stage.stage import Stage


@dataclass(frozen=True)
class Turn:
    """One deed's turn on the stage. `actor` is None where no handheld has a part in it."""

    stage: Stage
    actor: Device | None
    dice: Random

    @property
    def device(self) -> Device:
        """The handheld that acts."""
        assert self.actor is not None
        return self.actor


Deed = Callable[[Turn], Claims]
