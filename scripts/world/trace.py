"""A simulation as text: the scene on the first line, then a step a line. Played again, it comes out the same.

A step carries its own dice, from which everything in it follows, so that steps may be left out and the rest still
makes sense. What goes wrong in it ("ills") stands behind: kill:terminal:17 (at the 17th effect), kill:office:9,
line:after:1 (the answer to the first request of the terminals' line is lost), pscloud:before:2 (of the bridge's line
the second request is), the same with :stalls, line:down, pscloud:down, paper:hangs, and bad:KIND for one of PSCloud's
bad days.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self


class UnreadableTrace(ValueError):
    """The file is not a trace; give one that scripts/simulate printed."""


class Scene(NamedTuple):
    """What a simulation begins with; everything else follows from it and the steps."""

    seed: int
    terminals: int

    def line(self) -> str:
        """The first line of a trace."""
        return f"scene {self.seed} {self.terminals}"


class Step(NamedTuple):
    """One thing that somebody does. `who` names a device, or is "-" for the office and PSCloud."""

    deed: str
    who: str
    dice: int
    ills: tuple[str, ...] = ()

    def line(self) -> str:
        """The step's line of a trace."""
        return " ".join((self.deed, self.who, str(self.dice), *self.ills))

    @classmethod
    def read(cls, line: str) -> Self:
        """The step on a line; UnreadableTrace."""
        try:
            deed, who, dice, *ills = line.split()
            return cls(deed, who, int(dice), tuple(ills))
        except ValueError as error:
            raise UnreadableTrace(f"{line!r} is not a step") from error


def write_trace(scene: Scene, steps: Iterable[Step]) -> str:
    """The text of a trace."""
    return "\n".join((scene.line(), *(step.line() for step in steps), ""))


def read_trace(path: Path) -> tuple[Scene, list[Step]]:
    """Scene and steps of a file; UnreadableTrace. Empty lines, and those that begin with #, are passed over."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    first = lines[0].split() if lines else []
    if len(first) != 3 or first[0] != "scene" or not all(word.isdigit() for word in first[1:]):
        raise UnreadableTrace(f"{path} does not begin with a scene")
    return Scene(int(first[1]), int(first[2])), [Step.read(line) for line in lines[1:]]
