"""A chain of kills: each followed by a look, a recovery and another look, and all of them by the end of the day."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from scripts.crashes.command import Command
from scripts.crashes.running import NOT_AT_ALL, Ended, HungUp, Kill
from scripts.crashes.stage import Stage, Unexpected

UNWATCHED = 0.5
"""A process runs about twice as fast without the profiler."""


class Moment(NamedTuple):
    """When a command is to be killed, as a share of its steps, or of the time that it takes from its first effect."""

    share: float
    is_timed: bool


class Killed(NamedTuple):
    """One kill as it went: `step` is None for a random instant, `died` False when the command was quicker."""

    step: int | None
    died: bool


class Finding(NamedTuple):
    """Something that did not hold, and when."""

    when: str
    fault: str


class Outcome(NamedTuple):
    """A chain as it went. After a finding it ends, as what follows would only follow from it."""

    steps: int
    kills: tuple[Killed, ...]
    findings: tuple[Finding, ...]


def run_chain(
    kind: type[Command], stage: Stage, directory: Path, seed: str, moments: Sequence[Moment], tell: Callable[[], None]
) -> Outcome:
    """Runs the command once undisturbed, and then once for each moment; `tell` is called after each."""
    chain = _Chain(kind(stage, directory, Random(seed)), tell)
    try:
        chain.run(moments)
    except (Unexpected, HungUp) as failure:
        chain.find([str(failure)])
    finally:
        chain.close()
    return Outcome(chain.steps, tuple(chain.kills), tuple(chain.findings))


class _Chain:
    def __init__(self, command: Command, tell: Callable[[], None]) -> None:
        self._command = command
        self._tell = tell
        self._when = "setting up"
        self.steps = 0
        self._effects_s = 0.0
        self.kills: list[Killed] = []
        self.findings: list[Finding] = []

    def find(self, faults: Sequence[str] | Iterator[str]) -> None:
        self.findings += [Finding(self._when, fault) for fault in faults]

    def close(self) -> None:
        self._command.close()

    def run(self, moments: Sequence[Moment]) -> None:
        self._command.set_up()
        whole = self._look_after(NOT_AT_ALL)
        if whole.exit_code:
            raise Unexpected(f"undisturbed it ended with {whole.exit_code}: {whole.complaint.strip()}")
        self.steps, self._effects_s = whole.steps, whole.effects_s * UNWATCHED
        for moment in moments:
            if self.findings:
                return
            self._kill(moment)
            self._tell()
        if not self.findings:
            self._when = "at the end of the day"
            self.find(self._command.settle())

    def _kill(self, moment: Moment) -> None:
        at_step = None if moment.is_timed else 1 + int(moment.share * self.steps)
        kill = Kill(at_step, moment.share * self._effects_s if moment.is_timed else None)
        ended = self._look_after(kill)
        if not self.findings:
            again = self._command.recover()
            self._when += ", and the recovery from it"
            self.find(self._command.faults(again))
        if moment.is_timed and not ended.was_killed:
            self._effects_s = min(self._effects_s, ended.effects_s)
        self.kills.append(Killed(at_step, ended.was_killed))

    def _look_after(self, kill: Kill) -> Ended:
        self._when = f"before {kill}"
        self._command.make_ready()
        ended = self._command.run_killed(kill)
        self._when = f"after {kill} ({ended.place or f'exit code {ended.exit_code}'})"
        self.find(self._command.faults(ended))
        return ended
