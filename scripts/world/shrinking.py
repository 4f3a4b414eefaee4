"""The shortest trace that still shows what was found: steps, then what goes wrong in them, are left out by halves.

Delta debugging (Zeller and Hildebrandt, 2002): ever smaller pieces are taken out as long as the rest still fails.
"""

from collections.abc import Callable, Sequence

from scripts.world.running import Run, run_trace
from scripts.world.trace import Step

MOST_TRIES = 150
"""Each plays a trace again; what is not shorter by then is short enough to be read."""


def shrink(run: Run, told: Callable[[int], None] = lambda _: None) -> Run:
    """The shortest run found that breaks the same rule. `told` hears of how many steps are left."""
    search = _Search(run, told)
    search.leave_out_steps()
    search.leave_out_ills()
    return search.shortest


class _Search:
    def __init__(self, run: Run, told: Callable[[int], None]) -> None:
        self.shortest = run
        self._rule = run.findings[0].rule
        self._told = told
        self._tries = 0

    def leave_out_steps(self) -> None:
        size = len(self.shortest.steps) // 2
        while size:
            start = 0
            while start < len(self.shortest.steps):
                steps = self.shortest.steps
                if not self._still_fails((*steps[:start], *steps[start + size :])):
                    start += size
            size //= 2

    def leave_out_ills(self) -> None:
        place = 0
        while place < len(self.shortest.steps):
            steps = self.shortest.steps
            if steps[place].ills:
                self._still_fails((*steps[:place], steps[place]._replace(ills=()), *steps[place + 1 :]))
            place += 1

    def _still_fails(self, steps: Sequence[Step]) -> bool:
        if self._tries >= MOST_TRIES:
            return False
        self._tries += 1
        run = run_trace(self.shortest.scene, steps)
        fails = any(found.rule == self._rule for found in run.findings)
        if fails:
            self.shortest = run
            self._told(len(run.steps))
        return fails
