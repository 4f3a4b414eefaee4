"""The tree as it is keeps the house rules."""

from collections.abc import Callable, Iterator

import pytest

from tests.project import tree_rules
from tests.project.code_rules import CODE_RULES, LONG_FILES
from tests.project.sources import ROOT, Finding, Source, project_paths, pyproject, python_sources

LOCKED_EXTRAS = {"terminal.txt": ["usb"], "bridge.txt": ["usb", "bridge"], "dev.txt": ["usb", "bridge"]}


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.__name__)
def test_all_code_keeps(rule: Callable[[Source], Iterator[Finding]]) -> None:
    assert_none(finding for source in python_sources() for finding in rule(source))


def test_the_top_level_holds_only_what_it_must() -> None:
    assert_none(tree_rules.top_level_holds_only_what_it_must(project_paths()))


def test_modules_are_named_for_what_they_are() -> None:
    assert_none(tree_rules.modules_are_named_for_what_they_are(project_paths()))


def test_programs_are_executable() -> None:
    assert_none(tree_rules.programs_are_executable(ROOT, project_paths()))


def test_the_readme_names_what_exists() -> None:
    assert_none(tree_rules.readme_names_what_exists(ROOT, readme()))


def test_the_readme_names_the_way_in() -> None:
    assert_none(tree_rules.readme_names_the_way_in(readme()))


@pytest.mark.parametrize("name", LOCKED_EXTRAS)
def test_the_lock_holds_what_pyproject_asks_for(name: str) -> None:
    assert_none(tree_rules.lock_holds(lock(name), asked_for(name)))


@pytest.mark.parametrize("name", LOCKED_EXTRAS)
def test_the_lock_is_for_every_machine(name: str) -> None:
    assert_none(tree_rules.lock_is_for_every_machine(lock(name)))


def test_what_is_locked_for_a_terminal_and_an_office_is_what_the_tests_run() -> None:
    developed = set(pins("dev.txt"))
    assert set(pins("terminal.txt")) <= set(pins("bridge.txt")) <= developed


def test_no_exception_outlives_its_file() -> None:
    assert set(LONG_FILES) <= set(project_paths())


def asked_for(name: str) -> list[str]:
    project = pyproject()["project"]
    extras = [wanted for extra in LOCKED_EXTRAS[name] for wanted in project["optional-dependencies"][extra]]
    group = pyproject()["dependency-groups"]["dev"] if name == "dev.txt" else []
    return [*project["dependencies"], *extras, *group]


def pins(name: str) -> list[str]:
    return [line.split()[0] for line in lock(name).splitlines() if "==" in line]


def lock(name: str) -> str:
    return (ROOT / "scripts" / "locks" / name).read_text(encoding="utf-8")


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def assert_none(findings: Iterator[Finding]) -> None:
    listed = "\n".join(map(str, findings))
    assert not listed, f"\n{listed}"
