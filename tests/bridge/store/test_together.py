"""Group commit: many writers, few transactions, and nobody answers for another's failure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import event, text

from bridge.store.engine import Connection, Engine, make_engine, reading
from bridge.store.together import MOST_AT_ONCE, Together

WRITERS = 3 * MOST_AT_ONCE


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'bridge.sqlite3'}")
    Together(engine).write(lambda conn: conn.execute(text("CREATE TABLE noted (number INTEGER PRIMARY KEY)")))
    yield engine
    engine.dispose()


class Note:
    """Work that notes a number, and fails after that for odd ones."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, conn: Connection) -> int:
        conn.execute(text("INSERT INTO noted VALUES (:number)"), {"number": self.number})
        if self.number % 2:
            raise ValueError(str(self.number))
        return self.number


def noted(engine: Engine) -> list[int]:
    with reading(engine) as conn:
        return list(conn.execute(text("SELECT number FROM noted ORDER BY number")).scalars())


def test_everybody_gets_what_their_own_work_came_to(engine: Engine) -> None:
    together, start = Together(engine), Barrier(WRITERS)

    def write(number: int) -> str:
        start.wait()
        try:
            return f"did {together.write(Note(number))}"
        except ValueError as error:
            return f"failed {error}"

    with ThreadPoolExecutor(WRITERS) as pool:
        said = list(pool.map(write, range(WRITERS)))
    assert said == [f"failed {number}" if number % 2 else f"did {number}" for number in range(WRITERS)]
    assert noted(engine) == [number for number in range(WRITERS) if number % 2 == 0]


def test_those_who_wait_at_the_same_time_share_a_commit(engine: Engine) -> None:
    together, commits = Together(engine), []
    event.listen(engine, "commit", lambda _: commits.append(1))
    at_work, go_on = Event(), Event()

    def slow(conn: Connection) -> None:
        at_work.set()
        assert go_on.wait(30)
        conn.execute(text("INSERT INTO noted VALUES (1000)"))

    with ThreadPoolExecutor(1 + MOST_AT_ONCE) as pool:
        first = pool.submit(together.write, slow)
        assert at_work.wait(30)
        others = [pool.submit(together.write, Note(2 * number)) for number in range(MOST_AT_ONCE)]
        while len(together._waiting) < MOST_AT_ONCE:
            assert not first.done()
        go_on.set()
        assert [other.result(30) for other in others] == [2 * number for number in range(MOST_AT_ONCE)]
    assert len(commits) == 2


def test_when_the_commit_fails_everybody_hears_and_nothing_is_kept(engine: Engine) -> None:
    together = Together(engine)

    def refuse(_: object) -> None:
        raise OSError("the disk is full")

    event.listen(engine, "commit", refuse)
    with pytest.raises(OSError, match="the disk is full"):
        together.write(Note(2))
    event.remove(engine, "commit", refuse)
    assert noted(engine) == []
    assert together.write(Note(4)) == 4
