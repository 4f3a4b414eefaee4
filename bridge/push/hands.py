"""Hands that send: several at the same time, each on a line of its own to the back office.

How many there are follows how it goes: twice as many after each good wave, half as many after one that did not go well,
as a back office that is overloaded is not helped by being asked more.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self

from bridge.pscloud.answers import Answer, Outcome
from bridge.pscloud.back_office import BackOffice
from bridge.store.postings import Job

WENT_WELL = frozenset({Outcome.POSTED, Outcome.REFUSED})
"""A refusal is an answer like any other: whoever gives one is at work."""
Send = Callable[[BackOffice, Job], Answer]


class Hands:
    """At most `most` hands. The first is the caller's own, on `line`; the others get theirs from `open_line`."""

    def __init__(self, line: BackOffice, open_line: Callable[[], BackOffice], most: int) -> None:
        self._lines = [line]
        self._open_line = open_line
        self._most = most
        self._stack = ExitStack()
        self._pool: ThreadPoolExecutor | None = None
        self.at_once = 1
        """How many may be sent now."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def send(self, jobs: Sequence[Job], send: Send) -> list[Answer]:
        """The answers to these, in their order; at most `at_once` of them. They must not hang on one another."""
        others = [self._start(at, job, send) for at, job in enumerate(jobs[1:], start=1)]
        answers = [send(self._lines[0], job) for job in jobs[:1]] + [other.result() for other in others]
        self._learn(answers)
        return answers

    def _start(self, at: int, job: Job, send: Send) -> "Future[Answer]":
        if self._pool is None:
            self._pool = self._stack.enter_context(ThreadPoolExecutor(self._most - 1, "hand"))
        if at == len(self._lines):
            self._lines.append(self._stack.enter_context(self._open_line()))
        return self._pool.submit(send, self._lines[at], job)

    def _learn(self, answers: Sequence[Answer]) -> None:
        went_well = all(answer.outcome in WENT_WELL and answer.resume_at is None for answer in answers)
        self.at_once = min(self.at_once * 2, self._most) if went_well else max(self.at_once // 2, 1)
