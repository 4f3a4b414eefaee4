"""The project's own files, as its rules look at them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GIT_DEADLINE_S = 30


@dataclass(frozen=True)
class Finding:
    """A place in the tree and what a rule has against it."""

    place: str
    complaint: str

    def __str__(self) -> str:
        return f"{self.place}: {self.complaint}"


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its text, and its syntax tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def within(self, *rooms: str) -> bool:
        """True when the file is one of these files or lies in one of these directories."""
        return any(self.path == room or self.path.startswith(f"{room}/") for room in rooms)

    def finding(self, node: ast.expr | ast.stmt, complaint: str) -> Finding:
        return Finding(f"{self.path}:{node.lineno}", complaint)


def project_paths() -> list[str]:
    """Every file that is in the project or would be with the next commit."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=GIT_DEADLINE_S,
    ).stdout
    return sorted({path for path in listing.split("\0") if path and (ROOT / path).is_file()})


def python_sources() -> list[Source]:
    """Modules, and the programs in scripts/ that are Python by their first line."""
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in project_paths() if _is_python(path)]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def dotted_names(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Each name and attribute chain that is read or called, as it is written: datetime.datetime.now."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node, ast.unparse(node)


def _is_python(path: str) -> bool:
    if path.endswith(".py"):
        return True
    if not path.startswith("scripts/") or "." in Path(path).name:
        return False
    with (ROOT / path).open(encoding="utf-8") as program:
        first_line = program.readline()
    return first_line.startswith("#!") and "python" in first_line
