"""The disk is full, or fails, at every single write of a payment: it is recorded and said so, or it is not there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing

import pytest

from mpos.store.database import open_store
from scripts.powercuts import beginnings
from scripts.powercuts.faults import Fault, full_disk, read_error, write_error
from scripts.powercuts.inspection import inspect
from scripts.powercuts.promises import Seen
from scripts.powercuts.recording import recorded
from scripts.powercuts.sqlite_files import NoSharedSqlite
from scripts.powercuts.stage import SOA, TERMINAL, Stage, Stages, folder_in_memory, set_up

RECORDED, NOT_PRINTED, STORE = 0, 5, 7
MOST = 200
"""More operations than a payment has."""
COLLECT = ("collect", SOA, "--cash", "1")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    try:
        with recorded(tmp_path_factory.mktemp("watched")):
            pass
    except NoSharedSqlite as reason:
        pytest.skip(str(reason.__doc__))
    return set_up(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def stage(stages: Stages) -> Iterator[Stage]:
    with folder_in_memory() as folder:
        beginnings.at_work(stages, folder / "stage")
        with Stage(folder / "stage") as stage:
            yield stage


def payments(stage: Stage) -> list[str]:
    with closing(open_store(stage.root / TERMINAL)) as connection:
        return [row[0] for row in connection.execute("SELECT receipt_no FROM payment ORDER BY seq")]


def at_every_operation(
    stage: Stage, failing: Callable[[int], AbstractContextManager[Fault]], *words: str
) -> Iterator[tuple[int, int]]:
    """The same payment with a fault one operation later each time: its exit code, and the payments that it added.

    First where no commit was left in the -wal; then where it goes on.
    """
    with closing(open_store(stage.root / TERMINAL)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield from _at_every_operation(stage, failing, *words)
    yield from _at_every_operation(stage, failing, *words)


def _at_every_operation(
    stage: Stage, failing: Callable[[int], AbstractContextManager[Fault]], *words: str
) -> Iterator[tuple[int, int]]:
    for spared in range(MOST):
        before = len(payments(stage))
        with failing(spared) as fault:
            ran = stage.run(*words)
        if not fault.has_struck:
            assert ran.exit_code == RECORDED
            return
        assert inspect(stage, Seen(ran.out.encode(), b"", ())) == []
        yield ran.exit_code, len(payments(stage)) - before
    raise AssertionError("there is no end to it")


@pytest.mark.parametrize("words", [COLLECT, (*COLLECT, "--no-print")])
def test_a_payment_on_a_full_disk_is_recorded_and_said_so_or_not_there(stage: Stage, words: tuple[str, ...]) -> None:
    home = stage.root / TERMINAL
    ended = list(at_every_operation(stage, lambda room: full_disk(home, room_for=room), *words))
    assert set(ended) <= {(STORE, 0), (NOT_PRINTED, 1), (RECORDED, 1)}
    assert ended.count((STORE, 0)) > 20
    numbers = [stage.ask(*COLLECT)["receipt_no"], *payments(stage)]
    assert sorted(set(numbers)) == [f"A{number:08}" for number in range(1, len(set(numbers)) + 1)]


def test_a_write_that_fails_leaves_a_whole_payment_or_none(stage: Stage) -> None:
    home = stage.root / TERMINAL
    ended = list(at_every_operation(stage, lambda spared: write_error(home, after=spared), *COLLECT, "--no-print"))
    assert set(ended) <= {(STORE, 0), (RECORDED, 1)}


def test_a_disk_that_can_not_be_read_changes_nothing(stage: Stage) -> None:
    home = stage.root / TERMINAL
    ended = list(at_every_operation(stage, lambda spared: read_error(home, after=spared), *COLLECT, "--no-print"))
    assert set(ended) <= {(STORE, 0), (RECORDED, 1)}
