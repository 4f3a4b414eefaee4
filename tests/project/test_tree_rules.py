"""Each rule about the tree catches the bad example that it is there for, and leaves the good one beside it alone."""

from pathlib import Path

import pytest

from tests.project import tree_rules


def test_a_stray_file_at_the_top_is_found() -> None:
    assert list(tree_rules.top_level_holds_only_what_it_must(["notes.txt"]))
    assert not list(tree_rules.top_level_holds_only_what_it_must([".ci/run", "mpos/app.py", "README.md"]))


@pytest.mark.parametrize("path", ["mpos/utils.py", "bridge/web/form_helpers.py", "printers/common/paper.py"])
def test_a_module_with_an_empty_name_is_found(path: str) -> None:
    assert list(tree_rules.modules_are_named_for_what_they_are([path]))


def test_a_module_with_the_fields_word_stays() -> None:
    assert not list(tree_rules.modules_are_named_for_what_they_are(["mpos/domain/allocation.py", "tests/data/soa.csv"]))


def test_a_script_that_cannot_be_run_is_found(tmp_path: Path) -> None:
    script = tmp_path / "scripts" / "demo"
    script.parent.mkdir()
    script.touch(mode=0o644)
    assert list(tree_rules.programs_are_executable(tmp_path, ["scripts/demo"]))
    script.chmod(0o755)
    assert not list(tree_rules.programs_are_executable(tmp_path, ["scripts/demo"]))


@pytest.mark.parametrize(
    "text", ["run `scripts/gone`", "see [the plan](docs/plan.md#first)", "    scripts/gone --short"]
)
def test_a_readme_that_names_what_is_gone_is_found(tmp_path: Path, text: str) -> None:
    assert list(tree_rules.readme_names_what_exists(tmp_path, text))


@pytest.mark.parametrize(
    "text", ["run `scripts/test`.", "[home](https://example.org/docs/x)", "http://office:8800/mpos/v1"]
)
def test_a_readme_that_names_what_exists_stays(tmp_path: Path, text: str) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "test").touch()
    assert not list(tree_rules.readme_names_what_exists(tmp_path, text))


def test_a_readme_without_the_way_in_is_found() -> None:
    assert list(tree_rules.readme_names_the_way_in("Run scripts/test."))
    assert not list(tree_rules.readme_names_the_way_in("Run scripts/demo, then scripts/test."))


@pytest.mark.parametrize("requirement", ["httpx>=1", "rich"])
def test_a_requirement_that_the_lock_lacks_is_found(requirement: str) -> None:
    assert list(tree_rules.lock_holds("httpx==0.28.1 \\\n    --hash=sha256:00\n", [requirement]))


def test_a_requirement_that_is_pinned_stays() -> None:
    lock = "python-escpos==3.1 ; sys_platform == 'linux' \\\n    --hash=sha256:00\n"
    assert not list(tree_rules.lock_holds(lock, ["Python_EscPos>=3.1,<4"]))


@pytest.mark.parametrize(
    "line", ["--find-links /opt/x", "--index-url x", "rich @ file:///opt/rich.whl", "# https://x/"]
)
def test_a_lock_with_an_address_of_one_machine_is_found(line: str) -> None:
    assert list(tree_rules.lock_is_for_every_machine(line))


def test_a_lock_of_names_and_hashes_stays() -> None:
    assert not list(tree_rules.lock_is_for_every_machine("rich==15.0.0 \\\n    --hash=sha256:00\n    # via mpos\n"))
