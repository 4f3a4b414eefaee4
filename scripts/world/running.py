"""One seed from its first step to its end, or one trace played again."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import NamedTuple

from scripts.world.menu import next_step
from scripts.world.rules import Finding
from scripts.world.simulation import REST, TAMPER, Simulation
from scripts.world.trace import Scene, Step

MEMORY = Path("/dev/shm")  # noqa: S108 -- files in memory: what fsync costs is not what is looked for here


class Run(NamedTuple):
    """What came of it: the steps that were played, what was found after the last of them, and what was counted."""

    scene: Scene
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    counts: Counter[str]


def run_seed(scene: Scene, length: int) -> Run:
    """Plays so many steps and comes to rest, or stops at the first finding."""
    dice = Random(scene.seed)
    with a_folder() as folder, Simulation(scene, folder) as simulation:

        def steps() -> Iterator[Step]:
            for _ in range(length):
                yield next_step(simulation, dice)
            yield Step(REST, "-", dice.getrandbits(40))
            yield Step(TAMPER, "-", dice.getrandbits(40))

        return _play(scene, simulation, steps())


def run_trace(scene: Scene, steps: Iterable[Step]) -> Run:
    """Plays these steps, or stops at the first finding."""
    with a_folder() as folder, Simulation(scene, folder) as simulation:
        return _play(scene, simulation, steps)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder of one's own, in memory where that can be."""
    folder = Path(mkdtemp(prefix="mpos-world-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _play(scene: Scene, simulation: Simulation, steps: Iterable[Step]) -> Run:
    played, findings = [], []
    for step in steps:
        played.append(step)
        findings = simulation.play(step)
        if findings:
            break
    return Run(scene, tuple(played), tuple(findings), simulation.totals())
