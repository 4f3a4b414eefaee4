"""Chains of kills, worked off by a few processes at once, each with a stage of its own."""

import multiprocessing
import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from scripts.crashes.chain import Finding, Outcome, run_chain
from scripts.crashes.plan import Chain
from scripts.crashes.stage import Stage, Unexpected
from scripts.demo_day.office import NotStarted
from scripts.demo_day.stopping import Stopped, stop_in_order

STOP_WITHIN_S = 60
ONE_MORE_KILL = None
"""What a worker sends after each kill; after each chain it sends the outcome."""
_spawning = multiprocessing.get_context("spawn")


class WorkerLost(Exception):
    """A process that worked off chains has ended before its time; its own complaint is on stderr."""


class Circumstances(NamedTuple):
    """What all workers are told: faults to plant in the product, and where to keep what a finding was found in."""

    planted: tuple[str, ...] = ()
    keep: Path | None = None


def work_off(
    chains: Sequence[Chain], workers: int, circumstances: Circumstances, tell: Callable[[], None]
) -> Iterator[tuple[Chain, Outcome]]:
    """Runs all chains; each with its outcome as it is done. `tell` is called after each kill. WorkerLost."""
    team = [_Worker(circumstances) for _ in range(min(workers, len(chains)))]
    try:
        yield from _hand_out(chains, team, tell)
    except BaseException:
        for worker in team:
            worker.process.terminate()
        raise
    finally:
        for worker in team:
            worker.end()


class _Worker:
    """One process, and the line to it."""

    def __init__(self, circumstances: Circumstances) -> None:
        self.line, workers_end = _spawning.Pipe()
        self.process = _spawning.Process(target=_work, args=(workers_end, circumstances))
        self.process.start()
        workers_end.close()
        self.chain: Chain | None = None

    def give(self, chain: Chain | None) -> None:
        """Hands over a chain, or nothing any more."""
        self.chain = chain
        self.line.send(chain)

    def end(self) -> None:
        """Waits until it has put its stage away."""
        self.line.close()
        self.process.join(STOP_WITHIN_S)
        if self.process.is_alive():
            self.process.kill()


def _hand_out(
    chains: Sequence[Chain], team: Sequence[_Worker], tell: Callable[[], None]
) -> Iterator[tuple[Chain, Outcome]]:
    waiting = iter(chains)
    for worker in team:
        worker.give(next(waiting))
    while busy := {worker.line: worker for worker in team if worker.chain is not None}:
        for line in wait(list(busy)):
            assert isinstance(line, Connection), "only lines are waited for"
            worker = busy[line]
            chain, said = worker.chain, _heard(line)
            if said is ONE_MORE_KILL or chain is None:
                tell()
                continue
            worker.give(next(waiting, None))
            yield chain, said


def _heard(line: "Connection[Chain | None, Outcome | None]") -> Outcome | None:
    try:
        return line.recv()
    except EOFError as error:
        raise WorkerLost from error


def _work(line: "Connection[Outcome | None, Chain | None]", circumstances: Circumstances) -> None:
    stop_in_order()
    try:
        chain = line.recv()
        while chain is not None:
            chain = _work_on_one_stage(chain, line, circumstances)
    except (Stopped, EOFError):
        pass


def _work_on_one_stage(
    first: Chain, line: "Connection[Outcome | None, Chain | None]", circumstances: Circumstances
) -> Chain | None:
    """Works until a finding makes the stage unfit for others; the chain to go on with, None when there is none."""
    try:
        with TemporaryDirectory(prefix="mpos-crash-") as directory, Stage(Path(directory), is_warm=True) as stage:
            stage.planted = circumstances.planted
            return _work_on(stage, first, line, circumstances.keep)
    except (NotStarted, Unexpected) as failure:
        line.send(Outcome(0, (), (Finding("before the first kill", str(failure)),)))
        return line.recv()


def _work_on(
    stage: Stage, first: Chain, line: "Connection[Outcome | None, Chain | None]", keep: Path | None
) -> Chain | None:
    chain: Chain | None = first
    while chain is not None:
        outcome = _run(chain, stage, lambda: line.send(ONE_MORE_KILL))
        if outcome.findings and keep:
            shutil.copytree(stage.directory, keep / chain.seed.replace(" ", "-"), dirs_exist_ok=True)
        line.send(outcome)
        chain = line.recv()
        if outcome.findings:
            break
    return chain


def _run(chain: Chain, stage: Stage, tell: Callable[[], None]) -> Outcome:
    place = stage.directory / chain.seed.replace(" ", "-")
    place.mkdir()
    try:
        return run_chain(chain.command, stage, place, chain.seed, chain.moments, tell)
    except Stopped:
        raise
    except Exception:  # noqa: BLE001 -- whatever goes wrong in a chain is a finding, and must not end the others
        return Outcome(0, (), (Finding("in the harness", traceback.format_exc()),))
