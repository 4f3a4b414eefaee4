"""The states that a command may find a terminal in, each made once and copied for each case."""

import shutil
from collections.abc import Callable
from pathlib import Path

from mpos.store.soas import LIST_FILE
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied


def new(terminal: TerminalAtWork) -> None:
    """A device that nothing was done with yet: its home is not even there."""
    shutil.rmtree(terminal.home)


def left(terminal: TerminalAtWork) -> None:
    """Nobody is logged in."""
    terminal.ask("logout")


def ready(terminal: TerminalAtWork) -> None:
    """Ana is logged in and has her list; the registry is closed."""


def listless(terminal: TerminalAtWork) -> None:
    """The registry is open, but there is no list."""
    terminal.open_registry()
    (terminal.home / LIST_FILE).unlink()


def opened(terminal: TerminalAtWork) -> None:
    """The registry is open, and nothing collected yet."""
    terminal.open_registry()


def paid(terminal: TerminalAtWork) -> None:
    """A00000001 is voided, A00000002 has paid all that was due on SOA-1000."""
    terminal.open_registry()
    terminal.collect("100")
    terminal.ask("void", "A00000001", "--reason", "wrong amount")
    terminal.collect("1275.50")


def counted(terminal: TerminalAtWork) -> None:
    """The cash is counted; A00000001 is collected."""
    terminal.open_registry()
    terminal.collect("100")
    terminal.ask("close-registry", "--count", "100x6")


def closed(terminal: TerminalAtWork) -> None:
    """22 November is closed with its Z-reading."""
    counted(terminal)
    terminal.ask("z-reading")


def next_day(terminal: TerminalAtWork) -> None:
    """23 November is open; A00000001 was collected the day before."""
    closed(terminal)
    terminal.clock.move(days=1)
    terminal.open_registry()


State = Callable[[TerminalAtWork], None]


class States:
    """Terminals in whatever state is asked for."""

    def __init__(self, ready_homes: Homes, place: Path) -> None:
        self._ready = ready_homes
        self._place = place
        self._made: dict[State, Homes] = {}

    def homes(self, state: State, place: Path) -> Homes:
        """Two homes in this state, for one case alone."""
        if state not in self._made:
            homes = copied(self._ready, self._place / state.__name__)
            with at_work(homes) as terminal:
                state(terminal)
            self._made[state] = homes
        return copied(self._made[state], place)
