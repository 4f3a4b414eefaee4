"""Real commands killed at their steps: everything holds afterwards; and what would not hold is found."""

import gc
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.crashes.bridge_commands import Post
from scripts.crashes.chain import Moment, Outcome, run_chain
from scripts.crashes.command import Command
from scripts.crashes.every_command import COMMANDS
from scripts.crashes.plan import plan
from scripts.crashes.planted import FAULTS
from scripts.crashes.running import NOT_AT_ALL, Ended, Kill, run, run_killed
from scripts.crashes.serving import ServeUpload
from scripts.crashes.stage import Device, Stage
from scripts.crashes.terminal_commands import Collect, CollectUnprinted

KILLS, SEED = 100, 20261122
DEADLINE_S = 600

# Commands leave the closing of their connections to the end of their process, which here is not theirs.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
RunChain = Callable[..., Outcome]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as made:
        yield made
    gc.collect()


@pytest.fixture
def device(stage: Stage, tmp_path: Path) -> Device:
    return stage.device(tmp_path)


@pytest.fixture
def kill(stage: Stage, tmp_path: Path) -> Iterator[RunChain]:
    """Runs a chain of kills with a fault in the killed processes, from the last steps back: commits are near it."""

    def run_with(command: type[Command], kills: int, fault: str) -> Outcome:
        stage.planted = (FAULTS[fault],)
        moments = [Moment(0.98 - 0.02 * place, is_timed=False) for place in range(kills)]
        return run_chain(command, stage, tmp_path, "1", moments, lambda: None)

    yield run_with
    stage.planted = ()


def test_whatever_is_killed_when_everything_holds(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "scripts.crashes", "--kills", str(KILLS), "--seed", str(SEED)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Everything held." in ended.stdout
    for command in COMMANDS:
        assert re.search(rf"^{command.name} +\d+ +[1-9]", ended.stdout, re.MULTILINE), ended.stdout
    # What may stay is the printer library's table of models, of a command that was killed while it read that.
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("escpos-")] == []


def test_a_slip_that_is_printed_before_the_commit_is_found(kill: RunChain) -> None:
    assert "is on paper, and the journal has no such payment" in told(kill(Collect, 25, "print-before-commit"))


def test_a_deed_that_is_left_half_done_is_found(kill: RunChain) -> None:
    found = told(kill(CollectUnprinted, 25, "leave-out-the-transaction"))
    assert "lacks a row that an entry calls for" in found


def test_a_payment_that_is_posted_under_two_keys_is_found(kill: RunChain) -> None:
    assert re.search(
        "PSCloud has receipt .*, and the bridge has not", told(kill(Post, 10, "post-under-a-key-of-its-own"))
    )


def test_an_acknowledgement_of_what_is_not_kept_is_found(kill: RunChain) -> None:
    assert "and does not have it" in told(kill(ServeUpload, 1, "acknowledge-what-is-not-kept"))


def test_a_command_that_is_watched_is_the_same_command(device: Device) -> None:
    device.do("mpos", "open-registry", "--change-fund", "500")
    soa_no = device.ask("mpos", "soa", "list")["items"][0]["soa_no"]
    for words in (
        ("mpos", "collect", soa_no, "--cash", "1"),
        ("mpos", "collect", soa_no, "--cash", "0"),
        ("mpos", "soa", "list", "--json"),
        ("mpos", "journal", "verify"),
        ("mpos", "z-reading"),
        ("mpos", "nonsense"),
        ("mpos-bridge", "soa", "compare"),
    ):
        plain, watched = run(words, device.environ), run_killed(words, device.environ, NOT_AT_ALL)
        assert watched.steps > 0
        assert without_numbers(watched) == without_numbers(plain), words


def test_a_killed_command_says_where(device: Device) -> None:
    ended = run_killed(("mpos", "status"), device.environ, Kill(at_step=9))
    assert ended.was_killed
    assert ended.steps == 9
    assert re.fullmatch(r"(before|after) \S+, mpos/store/\w+\.py:\d+ in \w+", ended.place)


def test_with_as_many_kills_as_steps_each_step_is_hit() -> None:
    chains = plan([Collect], 4 * Collect.steps // 3 + 1, seed=5)
    at_steps = [moment for chain in chains for moment in chain.moments if not moment.is_timed]
    assert {1 + int(moment.share * Collect.steps) for moment in at_steps} == set(range(1, Collect.steps + 1))


def test_the_kills_of_one_command_can_be_had_again_alone() -> None:
    among_all = [chain for chain in plan(COMMANDS, 500, seed=3) if chain.command is Post]
    alone = plan([Post], int(among_all[0].repeat.split()[2]), seed=3)
    assert sorted(alone, key=lambda chain: chain.seed) == sorted(among_all, key=lambda chain: chain.seed)


def told(outcome: Outcome) -> str:
    return "\n".join(finding.fault for finding in outcome.findings)


def without_numbers(ended: Ended) -> tuple[int, str, str]:
    return ended.exit_code, re.sub(r"\d", "0", ended.shown), ended.complaint
