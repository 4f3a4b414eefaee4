"""Trying a reader on many inputs, in a process of its own whose memory is bounded."""

import multiprocessing
import resource
import time
from collections import Counter
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

from scripts.fuzzing.reader import Reader

ROOM_BYTES = 1_000_000_000
"""What a reader may take beyond what Python and its libraries have taken: more is a finding."""
DEADLINE_S = 3_600
KIB_PER_MIB = 1024
TOLD = 300
"""Characters of a finding; the input that brings it follows from the seed."""


class Tried(NamedTuple):
    """What came of it. `peak_mib` is what was held beyond the beginning."""

    name: str
    inputs: int
    outcomes: Counter[str]
    slowest_s: float
    peak_mib: int
    findings: list[str]


def try_reader(reader: Reader, examples: int, number: int | None = None) -> Tried:
    """Feeds a reader in this process; `number` is the seed."""
    outcomes: Counter[str] = Counter()
    slowest = [0.0]
    findings = []
    before_kib = _most_held_kib()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(reader.inputs)
    def feed(content: Any) -> None:
        began = time.perf_counter()
        outcomes[reader.judge(content)] += 1
        slowest[0] = max(slowest[0], time.perf_counter() - began)

    try:
        (feed if number is None else seed(number)(feed))()
    except Exception as finding:  # noqa: BLE001 - whatever it raises is what was looked for
        findings.append(f"{type(finding).__name__}: {finding}"[:TOLD])
    held_mib = (_most_held_kib() - before_kib) // KIB_PER_MIB
    return Tried(reader.name, outcomes.total(), outcomes, slowest[0], held_mib, findings)


def try_apart(reader: Reader, examples: int, number: int) -> Tried:
    """The same in a process of its own: running out of memory, of time or into a crash is a finding."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_try_and_tell, args=(there, reader, examples, number))
    child.start()
    there.close()
    try:
        tried: Tried = here.recv() if here.poll(DEADLINE_S) else _lost(reader, "it did not come to an end")
    except EOFError:
        tried = _lost(reader, "the process was lost")
    child.kill()
    child.join()
    return tried


def _try_and_tell(there: Connection, reader: Reader, examples: int, number: int) -> None:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB_PER_MIB
    resource.setrlimit(resource.RLIMIT_DATA, (held + ROOM_BYTES, resource.RLIM_INFINITY))
    there.send(try_reader(reader, examples, number))


def _lost(reader: Reader, what: str) -> Tried:
    return Tried(reader.name, 0, Counter(), 0.0, 0, [what])


def _most_held_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
