"""One handheld of a simulation: home, clock, printer. Every command opens it anew, from what is on disk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from mpos.app import opened
from mpos.services.terminal import Terminal
from scripts.world.clock import WorldClock
from scripts.world.stage.cable import Cable
from scripts.world.stage.outside import is_committed
from scripts.world.stage.paper import FicklePaper, Slip


class DeviceClock:
    """A handheld's clock: the world's, and how far it was set wrong."""

    def __init__(self, world: WorldClock) -> None:
        self._world = world
        self.ahead = timedelta()

    def now(self) -> datetime:
        """What the handheld takes for now."""
        return self._world.now() + self.ahead


class Device:
    """One handheld. `collector` is whose it is; `is_gone` once it was lost, with all that was on it."""

    def __init__(self, name: str, home: Path, collector: str, clock: WorldClock, network: Cable) -> None:
        self.name = name
        self.home = home
        self.collector = collector
        self.clock = DeviceClock(clock)
        self.network = network
        self.paper = FicklePaper(self._came_out, clock.sleep)
        self.is_gone = False
        self.uncommitted: list[Slip] = []
        self.backups: list[Path] = []
        self.kept_stores: list[Path] = []
        self.was_set_back = False
        self.has_foreign_list = False
        """Since the office was set back, until all is at rest: the office may have less of its journal than it had."""

    @property
    def store(self) -> Path:
        """The file of its store."""
        return self.home / "terminal.sqlite3"

    @contextmanager
    def opened(self) -> Iterator[Terminal]:
        """The terminal as a command finds it; its printer is ours."""
        with opened({"MPOS_HOME": str(self.home)}, self.clock, self.network) as terminal:
            terminal.paper = self.paper
            yield terminal

    def copied(self, name: str, home: Path, clock: WorldClock) -> "Device":
        """A clone: the whole home copied, and going on beside this one."""
        shutil.copytree(self.home, home)
        clone = Device(name, home, self.collector, clock, self.network)
        clone.clock.ahead = self.clock.ahead
        clone.has_foreign_list = self.has_foreign_list
        return clone

    def _came_out(self, slip: Slip) -> None:
        if not is_committed(self.store, slip):
            self.uncommitted.append(slip)
