import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import resolve_name
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import mpos
from mpos.contract import problems
from mpos.contract.problems import (
    BadUsage,
    DiskFull,
    LockedOut,
    NotPrinted,
    PartlyDone,
    Problem,
    Refused,
    StoreDamaged,
    StoreReadOnly,
    Unreachable,
    error_content,
    problem_document,
)

HOME = Path(mpos.__file__).parent


class NotASupervisorHere(Refused):
    """{login} is not a supervisor at {place}."""

    hint = "Ask another one than {login}."


class PSCloudSilent(Problem):
    """PSCloud says nothing."""


def test_a_problem_says_what_happened_and_what_to_do() -> None:
    problem = NotASupervisorHere(login="ana", place="the branch")
    assert str(problem) == problem.message == "ana is not a supervisor at the branch."
    assert problem.advice == "Ask another one than ana."
    assert problem.facts == {"login": "ana", "place": "the branch"}


def test_a_fact_is_said_as_it_is() -> None:
    problem = NotASupervisorHere(login="{place}", place="{login}")
    assert problem.message == "{place} is not a supervisor at {login}."


def test_the_code_is_the_name_in_snake_case() -> None:
    assert NotASupervisorHere(login="ana", place="").code == "not_a_supervisor_here"
    assert PSCloudSilent.name() == "ps_cloud_silent"
    assert Problem.name() == "problem"


def test_scripts_read_code_message_and_hint() -> None:
    assert error_content(NotASupervisorHere(login="ana", place="home")) == {
        "error": {
            "code": "not_a_supervisor_here",
            "message": "ana is not a supervisor at home.",
            "hint": "Ask another one than ana.",
        }
    }


def test_the_other_side_reads_an_rfc_9457_document() -> None:
    document = problem_document(NotASupervisorHere(login="ana", place="home"))
    assert document["status"] == 409
    assert document["code"] == "not_a_supervisor_here"
    assert document["title"] == "ana is not a supervisor at home."
    assert {"type", "title", "status", "detail"} <= set(document)


def test_exit_codes_are_those_that_scripts_rely_on() -> None:
    kinds: list[type[Problem]] = [
        Problem,
        BadUsage,
        Unreachable,
        Refused,
        NotPrinted,
        LockedOut,
        StoreDamaged,
        PartlyDone,
    ]
    assert [kind.exit_code for kind in kinds] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {DiskFull.exit_code, StoreReadOnly.exit_code} == {7}


def all_of(module: Any) -> list[type[Problem]]:
    return [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Problem)]


def blanks(problem: type[Problem]) -> set[str]:
    """The facts that its sentence and its hint ask for."""
    sentences = f"{problem.__doc__} {problem.hint}"
    return {name for _, name, _, _ in Formatter().parse(sentences) if name}


@pytest.mark.parametrize("problem", all_of(problems))
def test_every_problem_has_a_sentence_and_a_hint(problem: type[Problem]) -> None:
    filled = problem(**dict.fromkeys(blanks(problem), "x"))
    assert filled.message
    assert filled.advice
    assert 400 <= filled.http_status < 600
    assert "{" not in filled.message + filled.advice


def raised_in(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each name raised in a file, with the facts given to it."""
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[], keywords=facts)):
                yield name, {fact.arg or "" for fact in facts}
            case ast.Raise(exc=ast.Name(id=name)) if name[:1].isupper():
                yield name, set()


def origin(name: str, tree: ast.Module, module: str) -> str:
    """The module that a name in this one was imported from, or else this one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return resolve_name("." * node.level + (node.module or ""), module.rpartition(".")[0])
    return module


def problems_raised() -> Iterator[tuple[str, type[Problem], set[str]]]:
    for source in sorted(HOME.rglob("*.py")):
        module = ".".join(source.relative_to(HOME.parent).with_suffix("").parts)
        tree = ast.parse(source.read_text())
        for name, facts in raised_in(tree):
            found = getattr(import_module(origin(name, tree, module)), name, None)
            if isinstance(found, type) and issubclass(found, Problem) and found.__init__ is Problem.__init__:
                yield module, found, facts


def test_whoever_raises_a_problem_gives_all_its_facts() -> None:
    raised = list(problems_raised())
    assert len(raised) > 20
    assert [(place, kind.__name__, blanks(kind) - facts) for place, kind, facts in raised if blanks(kind) - facts] == []
