"""The power goes at any moment: what somebody was told stays true. `scripts/powercut` tries many more moments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.powercuts.recording import recorded
from scripts.powercuts.scenarios import SCENARIOS, scenario_named
from scripts.powercuts.sqlite_files import NoSharedSqlite
from scripts.powercuts.stage import Stages, folder_in_memory, set_up
from scripts.powercuts.trial import Outcome, Plan, try_out

STATES, SETTLE_EVERY, STATES_TO_FIND_A_MISTAKE = 6, 3, 40


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """Stages to begin from; where SQLite can't be watched there is nothing to try."""
    try:
        with recorded(tmp_path_factory.mktemp("watched")):
            pass
    except NoSharedSqlite as reason:
        pytest.skip(str(reason.__doc__))
    return set_up(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def place() -> Iterator[Path]:
    with folder_in_memory() as folder:
        yield folder


def trial(name: str, stages: Stages, folder: Path, states: int, mistake: str | None = None) -> Outcome:
    plan = Plan(choices=1, limit=states, mistake=mistake, settle_every=SETTLE_EVERY)
    return try_out(scenario_named(name), stages, folder, plan)


@pytest.mark.parametrize("name", [scenario.name for scenario in SCENARIOS])
def test_what_was_promised_survives_a_power_cut(name: str, stages: Stages, place: Path) -> None:
    outcome = trial(name, stages, place, STATES)
    assert outcome.findings == ()
    assert outcome.states == STATES


@pytest.mark.parametrize(
    ("mistake", "name"),
    [
        ("synchronous off", "collect"),
        ("synchronous normal", "collect"),
        ("list not synced", "download whole"),
    ],
)
def test_a_sync_that_is_left_out_is_found(mistake: str, name: str, stages: Stages, place: Path) -> None:
    assert trial(name, stages, place, STATES_TO_FIND_A_MISTAKE, mistake).findings
