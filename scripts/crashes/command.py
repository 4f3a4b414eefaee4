"""A command that is killed again and again, and what a person does after each kill."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import ClassVar

from scripts.crashes.running import Ended, Kill, run, run_killed
from scripts.crashes.stage import Site, Stage, Unexpected


class Command(ABC):
    """One chain of kills, on a stage that others have used before.

    `steps` is about how many steps there are, `cost` how much more than a terminal's command a kill takes.
    """

    name: ClassVar[str]
    steps: ClassVar[int]
    cost: ClassVar[int] = 1
    before: ClassVar[tuple[str, ...]] = ()

    def __init__(self, stage: Stage, directory: Path, chance: Random) -> None:
        self.stage, self.directory, self.chance = stage, directory, chance
        self.site: Site = stage
        self.words: tuple[str, ...] = ()

    @abstractmethod
    def set_up(self) -> None:
        """Once, before the first kill."""

    @abstractmethod
    def make_ready(self) -> None:
        """Before each kill: gives the command something to do, and puts its words together."""

    @abstractmethod
    def faults(self, ended: Ended) -> Iterator[str]:
        """What does not hold now: after a kill, and once more after the recovery from it."""

    @abstractmethod
    def settle(self) -> Iterator[str]:
        """Ends the day after the last kill; what does not hold then."""

    def close(self) -> None:  # noqa: B027 -- most have nothing to stop
        """Stops what was started for this chain."""

    def run_killed(self, kill: Kill) -> Ended:
        """Runs the command and kills it; at random instants as cold as people start it."""
        before, is_warm = (*self.before, *self.stage.planted), self.stage.is_warm and kill.after_s is None
        return run_killed(self.words, self.site.environ, kill, self.typed, before, is_warm=is_warm)

    def recover(self) -> Ended:
        """Does what a person does: the same command once more. Unexpected when that does not work."""
        wanted = self.wanted_exit_code()
        ended = run(self.words, self.site.environ, self.typed, is_warm=self.stage.is_warm)
        if ended.exit_code != wanted:
            raise Unexpected(f"once more it ended with {ended.exit_code}, not {wanted}: {ended.complaint.strip()}")
        return ended

    def wanted_exit_code(self) -> int:
        """How the command has to end when it is run once more, told before that."""
        return 0

    @property
    def typed(self) -> str:
        """What is typed into the command."""
        return ""
