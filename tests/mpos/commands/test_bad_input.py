"""Bad input of every command: nothing is recorded, and one line and the exit code say what is wrong."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mpos.commands.bad_case import Case
from tests.mpos.commands.bad_input import CASES
from tests.mpos.commands.states import States, next_day
from tests.mpos.terminal_at_work import Homes, Ran, TerminalAtWork, assert_one_line, at_work


@pytest.fixture(scope="module")
def states(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> States:
    return States(homes, tmp_path_factory.mktemp("states"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "empty").touch()
    (files / "junk").write_text("What is this?\n")
    (files / "bytes").write_bytes(bytes(range(256)))
    return files


@pytest.fixture
def in_state(states: States, case: Case, tmp_path: Path) -> Iterator[TerminalAtWork]:
    with at_work(states.homes(case.state, tmp_path)) as terminal:
        if case.state is next_day:
            terminal.clock.move(days=1)
        yield terminal


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_told_in_one_line_and_nothing_is_recorded(
    in_state: TerminalAtWork, case: Case, files: Path
) -> None:
    argv = [word.replace("FILES", str(files)) for word in shlex.split(case.typed)]
    before, there = in_state.head, sorted(files.iterdir())
    ran = in_state.run(*argv, stdin=case.stdin)
    assert (ran.exit_code, ran.out) == (case.exit_code, ""), ran
    assert_one_line(ran, [case.told])
    assert_told_as_json(in_state.run(*argv, "--json", stdin=case.stdin), ran)
    assert in_state.head == before
    assert sorted(files.iterdir()) == there


def assert_told_as_json(ran: Ran, in_words: Ran) -> None:
    """The same as one JSON document; stderr stays for people."""
    assert ran.exit_code == in_words.exit_code
    assert ran.err == in_words.err
    error = ran.document.pop("error")
    assert set(error) == {"code", "message", "hint"}
    assert all(isinstance(text, str) and text for text in error.values())
    assert all(" ".join(error[part].split()) in ran.err for part in ("message", "hint"))
