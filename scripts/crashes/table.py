"""What came of the kills, command by command."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scripts.crashes.chain import Outcome
from scripts.crashes.command import Command
from scripts.crashes.plan import Chain

HEADINGS = ("command", "steps", "hit", "kills at steps", "at random instants", "findings")


class Tally:
    """Counts kills and findings by command."""

    def __init__(self, planted: Sequence[str] = ()) -> None:
        self._planted = "".join(f" --plant {fault}" for fault in planted)
        self.outcomes: defaultdict[str, list[Outcome]] = defaultdict(list)
        self.findings: list[str] = []

    def add(self, chain: Chain, outcome: Outcome) -> None:
        """Takes in one chain."""
        self.outcomes[chain.command.name].append(outcome)
        for finding in outcome.findings:
            self.findings.append(
                f"{chain.command.name}, {finding.when}:\n  {finding.fault}\n  again: {chain.repeat}{self._planted}"
            )

    @property
    def kills(self) -> int:
        """Processes that were really killed, and not quicker than the kill."""
        return sum(kill.died for each in self.outcomes.values() for outcome in each for kill in outcome.kills)

    def lines(self, commands: Iterable[type[Command]]) -> Iterator[str]:
        """The table, columns aligned."""
        rows = [self._row(command.name) for command in commands if command.name in self.outcomes]
        sums = [sum(int(row[column]) for row in rows) for column in range(1, len(HEADINGS))]
        table: Sequence[Sequence[str]] = [HEADINGS, *rows, ("all", *map(str, sums))]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for first, *others in table:
            cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))
            yield "  ".join((f"{first:{widths[0]}}", *cells))

    def _row(self, name: str) -> tuple[str, ...]:
        outcomes = self.outcomes[name]
        kills = [kill for outcome in outcomes for kill in outcome.kills if kill.died]
        at_steps = [kill.step for kill in kills if kill.step is not None]
        findings = sum(len(outcome.findings) for outcome in outcomes)
        steps = max(outcome.steps for outcome in outcomes)
        return name, *map(str, (steps, len(set(at_steps)), len(at_steps), len(kills) - len(at_steps), findings))
