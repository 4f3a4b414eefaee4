"""Which command is killed how often and when: spread evenly over its steps, and some at random instants."""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from scripts.crashes.chain import Moment
from scripts.crashes.command import Command

TIMED = 4
"""One kill of so many comes at a random instant."""
FEWEST = 3
"""Kills of any command: two at steps, one at an instant."""
CHAIN = 25
"""Kills between setting up and the end of the day: many crashes in a row are part of what has to be survived."""


class Chain(NamedTuple):
    """Work for one stage. `repeat` is what to type to have it again."""

    command: type[Command]
    seed: str
    moments: tuple[Moment, ...]
    repeat: str


def plan(commands: Sequence[type[Command]], kills: int, seed: int) -> list[Chain]:
    """At least so many kills over these commands: more where there are more steps, fewer where a kill takes longer.

    The kills of one command depend on their number and the seed alone, so that they can be had again without others.
    """
    chains = [chain for command in commands for chain in _chains(command, _share(command, commands, kills), seed)]
    Random(seed).shuffle(chains)
    return chains


def _share(command: type[Command], commands: Sequence[type[Command]], kills: int) -> int:
    whole = sum(each.steps / each.cost for each in commands)
    return max(FEWEST, math.ceil(kills * command.steps / command.cost / whole))


def _chains(command: type[Command], kills: int, seed: int) -> Iterator[Chain]:
    chance = Random(f"{seed} {command.name} {kills}")
    moments = _moments(kills, chance)
    repeat = f"scripts/crash --kills {kills} --seed {seed} --only {command.name}"
    count = -(-len(moments) // CHAIN)
    for number in range(count):
        yield Chain(command, f"{seed} {command.name} {number}", tuple(moments[number::count]), repeat)


def _moments(kills: int, chance: Random) -> list[Moment]:
    timed = -(-kills // TIMED)
    at_steps, offset = kills - timed, chance.random()
    moments = [Moment((place + offset) / at_steps, is_timed=False) for place in range(at_steps)]
    moments += [Moment(chance.random(), is_timed=True) for _ in range(timed)]
    chance.shuffle(moments)
    return moments
