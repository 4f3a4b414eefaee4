"""Every problem says what happened, that the money is safe, and which key helps."""

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mpos
from mpos.contract.journal import EMPTY
from mpos.contract.problems import Problem
from mpos.domain.refusals import JournalGap
from mpos.keypad.advice import SAFE, problem_view
from mpos.keypad.frame import SMALLEST, Size, compose
from mpos.keypad.language import _, speak
from mpos.keypad.what_helps import has_own_advice, what_helps
from mpos.settings import LANGUAGE_NAMES

GENERAL_IS_RIGHT = {
    *("problem", "bad_usage", "refused", "locked_out", "stopped"),
    *("cut_short", "snapshot_needed", "_token_refused"),
}
"""What has no cause that a key could mend, and what is caught before anybody hears of it."""
NEVER_AT_THE_KEYS = {
    "already_enrolled",
    "bad_bridge_address",
    "end_missing",
    "home_in_use",
    "not_a_backup",
    "not_a_picture",
    "undrawable_slip",
    "unreadable_file",
    "unwritable_file",
}
"""What comes of work that has no page: enrolling, backups, files, repair."""
ROWS_LEFT = (7, 8, 10)
"""What a page has below the status line, on the smallest screen and on the usual one."""


def problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from problems(narrower)


def all_problems() -> list[type[Problem]]:
    for module in pkgutil.walk_packages(mpos.__path__, "mpos."):
        if not module.name.startswith(("mpos.commands", "mpos.__main__")):
            importlib.import_module(module.name)
    found = {kind for kind in problems() if kind.__module__.startswith("mpos.")}
    return sorted(
        (kind for kind in found if not kind.__module__.startswith("mpos.commands")), key=lambda kind: kind.name()
    )


MET = [kind for kind in all_problems() if kind.name() not in NEVER_AT_THE_KEYS]


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.name())
def test_each_problem_has_advice_of_its_own(kind: type[Problem]) -> None:
    assert has_own_advice(kind.name()) != (kind.name() in GENERAL_IS_RIGHT)


@pytest.mark.parametrize("kind", MET, ids=lambda kind: kind.name())
def test_no_advice_names_a_command(kind: type[Problem]) -> None:
    assert "mpos " not in f"{kind.__doc__} {what_helps(made(kind, 'x'))}"
    assert "--" not in what_helps(made(kind, "x"))


@given(
    kind=st.sampled_from(MET),
    fact=st.text(max_size=200) | st.just("9,999,999,999,999.99"),
    size=st.builds(Size, st.integers(SMALLEST.columns, 60), st.sampled_from(ROWS_LEFT)),
    language=st.sampled_from(list(LANGUAGE_NAMES)),
)
def test_safety_and_help_are_there_in_full_whatever_happened(
    kind: type[Problem], fact: str, size: Size, language: str
) -> None:
    speak(language)
    try:
        problem = made(kind, fact)
        frame = compose([], problem_view(problem, size), Size(size.columns, size.rows + 2))
        shown = " ".join(" ".join(line.text for line in frame.lines).split())
        assert not frame.cut
        assert _(SAFE) in shown
        assert what_helps(problem) in shown
    finally:
        speak("en")


def test_a_long_fact_is_shortened_where_it_stands() -> None:
    problem = made(next(kind for kind in MET if kind.name() == "no_collector_code"), "Ana " * 50)
    lines = problem_view(problem, Size(32, 8)).lines
    assert "has no collector code." in " ".join(line.text for line in lines)


def made(kind: type[Problem], fact: str) -> Problem:
    """A problem of this kind with this fact in all its places."""
    if kind is JournalGap:
        return JournalGap(EMPTY)
    names = (name for _text, name, _spec, _as in string.Formatter().parse(kind.__doc__ or "") if name)
    return kind(**dict.fromkeys(names, fact))
