"""House rules that look at which files there are, and at what the README and the locks say of them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.code_rules import EMPTY_WORDS
from tests.project.sources import Finding

TOP_LEVEL = {"mpos", "bridge", "printers", "tests", "scripts", "docs"} | {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
}
README_NAMES = ("scripts/demo", "scripts/test")


def top_level_holds_only_what_it_must(paths: Iterable[str]) -> Iterator[Finding]:
    for top in sorted({PurePosixPath(path).parts[0] for path in paths}):
        if top not in TOP_LEVEL and not top.startswith("."):
            yield Finding(top, "has no place at the top level; put it where it belongs")


def modules_are_named_for_what_they_are(paths: Iterable[str]) -> Iterator[Finding]:
    for path in paths:
        parts = PurePosixPath(path).with_suffix("").parts
        words = {word for part in parts for word in re.split(r"[_-]", part.lower())}
        if path.endswith(".py") and (empty := words & EMPTY_WORDS):
            yield Finding(path, f"{sorted(empty)} tells nothing; use the field's word")


def programs_are_executable(root: Path, paths: Iterable[str]) -> Iterator[Finding]:
    for path in paths:
        program = root / path
        is_script = PurePosixPath(path).parent == PurePosixPath("scripts") and not program.suffix
        if (is_script or path == ".ci/run") and not program.stat().st_mode & 0o111:
            yield Finding(path, "is not executable; chmod +x")


def readme_names_what_exists(root: Path, readme: str) -> Iterator[Finding]:
    named = re.findall(r"(?<![\w./:-])((?:mpos|bridge|printers|tests|scripts|docs)/[\w./-]*\w)", readme)
    linked = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", readme)
    for path in sorted({*named, *linked}):
        if not (root / path).exists():
            yield Finding("README.md", f"{path} does not exist")


def readme_names_the_way_in(readme: str) -> Iterator[Finding]:
    for program in README_NAMES:
        if program not in readme:
            yield Finding("README.md", f"{program} is not named")


def lock_holds(lock: str, requirements: Iterable[str]) -> Iterator[Finding]:
    """Each requirement is pinned, at a version that it allows."""
    pins = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)}
    for requirement in map(Requirement, requirements):
        pinned = pins.get(canonicalize_name(requirement.name))
        if pinned is None or pinned not in requirement.specifier:
            yield Finding("scripts/locks", f"{requirement} is pinned at {pinned}; run scripts/lock")


def lock_is_for_every_machine(lock: str) -> Iterator[Finding]:
    """Only names, versions and hashes: no address or path of the machine where it was made."""
    for number, line in enumerate(lock.splitlines(), start=1):
        if re.search(r"://|file:|^\s*-|\s@\s", line) and not re.match(r"\s+--hash=sha256:", line):
            yield Finding(f"scripts/locks:{number}", f"{line.strip()}: a lock holds names, versions and hashes only")
