"""The rounds: each step is taken by all, one after the other, before the next step."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from scripts.demo_day.office import NotStarted
from scripts.peer_runs.contender import Contender, Held
from scripts.peer_runs.ours import Ours
from scripts.peer_runs.workload import Size

PULL, PULL_AGAIN, PUSH, PUSH_AGAIN = STEPS = ("pull", "pull without changes", "push", "push again")


class Cost(NamedTuple):
    """What one step took: seconds from the start of the client's process to its end, and what went over its line."""

    took_s: float
    bytes: int
    requests: int


class Round(NamedTuple):
    """What one round cost each, by name and step; and the payments at each server that are too many or too few."""

    costs: dict[tuple[str, str], Cost]
    wrong: dict[str, int]


def rounds(mine: Ours, others: Sequence[Contender], size: Size, wanted: int) -> Iterator[Round]:
    """So many rounds. NotStarted when a client does not hold what it should: then nothing was measured."""
    everybody: list[Contender] = [mine, *others]
    for number in range(wanted):
        for each in everybody:
            each.begin(number)
        costs = {(each.name, PULL): _cost(each, each.pull) for each in everybody}
        for each in everybody:
            _check_held(each, size)
        costs |= {(each.name, PULL_AGAIN): _cost(each, each.pull) for each in everybody}
        payments = mine.collect()
        for each in others:
            each.keep(payments)
        costs |= {(each.name, PUSH): _cost(each, each.push) for each in everybody}
        _check_arrived(everybody, size.payments * (number + 1))
        mine.forget()
        costs |= {(each.name, PUSH_AGAIN): _cost(each, each.push_again) for each in everybody}
        yield Round(costs, {each.name: each.at_server() - size.payments * (number + 1) for each in everybody})


def _cost(contender: Contender, step: Callable[[], None]) -> Cost:
    contender.counted.forget()
    began = time.perf_counter()
    step()
    return Cost(time.perf_counter() - began, contender.counted.both, contender.counted.requests)


def _check_held(contender: Contender, size: Size) -> None:
    if (held := contender.held()) != Held(size.soas, size.invoices):
        raise NotStarted(f"{contender.name} holds {held} and not all of the office")


def _check_arrived(contenders: Sequence[Contender], expected: int) -> None:
    for each in contenders:
        if (found := each.at_server()) != expected:
            raise NotStarted(f"the server of {each.name} has {found} payments of {expected}")
