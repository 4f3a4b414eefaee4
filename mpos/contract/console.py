"""How both commands speak: one JSON document on stdout with --json, problems in one line on stderr, and exit codes."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .problems import Problem, error_content

JSON_FLAG = "--json"


def split_json_flag(argv: Sequence[str]) -> tuple[list[str], bool]:
    """The words without --json, which may stand before or after the subcommand, and whether it was there."""
    words = [word for word in argv if word != JSON_FLAG]
    return words, len(words) < len(argv)


def print_document(content: Mapping[str, Any]) -> None:
    """The one JSON document."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def warn(line: str) -> None:
    """Says something beside the answer, on stderr, in one line."""
    sys.stderr.write(" ".join(line.split()) + "\n")
    sys.stderr.flush()


def show_problem(problem: Problem, *, as_json: bool, done: Mapping[str, Any] | None = None) -> int:
    """Tells a problem (with --json beside what was done all the same); the exit code."""
    if as_json:
        print_document({**(done or {}), **error_content(problem)})
    warn(f"{_sentence(problem.message)} {problem.advice}")
    return problem.exit_code


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
