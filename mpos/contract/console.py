"""How both commands speak: one JSON document on stdout with --json, problems in one line on stderr, and exit codes."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from mpos.light.paths import Path
from mpos.light.typing import Any

from .clock import read_instant
from .money import parse_money, print_money
from .problems import EXIT_UNFORESEEN, Problem, error_content

JSON_FLAG = "--json"
LOG_MODE = 0o600
MAX_LOG_BYTES = 1_000_000
"""What fails all day must not fill the disk with the telling of it."""


def split_json_flag(argv: Sequence[str]) -> tuple[list[str], bool]:
    """The words without --json, which may stand before or after the subcommand, and whether it was there."""
    words = [word for word in argv if word != JSON_FLAG]
    return words, len(words) < len(argv)


def print_document(content: Mapping[str, Any]) -> None:
    """The one JSON document."""
    import json

    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def print_items(items: Iterable[Mapping[str, Any]], rest: Mapping[str, Any]) -> None:
    """The one JSON document: `items`, one a line, and the rest. As text they are small enough to be kept till all are
    there: a document that breaks off would be none.
    """
    import json

    texts = [json.dumps(item, ensure_ascii=False) for item in items]
    sys.stdout.write('{"items": [')
    sys.stdout.writelines(f"{',' if at else ''}\n  {text}" for at, text in enumerate(texts))
    sys.stdout.write(f"\n], {json.dumps(rest, ensure_ascii=False)[1:]}\n")


def warn(line: str) -> None:
    """Says something beside the answer, on stderr, in one line."""
    sys.stderr.write(" ".join(line.split()) + "\n")
    sys.stderr.flush()


def is_amount(text: str) -> bool:
    """Whether this is an amount, in the wire's form or with thousands; nothing at all may stand for one."""
    try:
        parse_money(text.replace(",", ""))
    except ValueError:
        return not text
    return True


def readable(text: str) -> str:
    """A cell as people read it: amounts with thousands, instants to the minute, all else as it is."""
    try:
        return print_money(parse_money(text))
    except ValueError:
        pass
    try:
        return f"{read_instant(text):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text


def show_problem(problem: Problem, *, as_json: bool, done: Mapping[str, Any] | None = None) -> int:
    """Tells a problem (with --json beside what was done all the same); the exit code."""
    if as_json:
        print_document({**(done or {}), **error_content(problem)})
    warn(f"{_sentence(problem.message)} {problem.advice}")
    return problem.exit_code


def show_unforeseen(error: Exception, log: Path, *, as_json: bool) -> int:
    """Tells in one line of what nobody foresaw, and keeps the traceback for whoever repairs it; the exit code."""
    return show_problem(keep_unforeseen(error, log), as_json=as_json)


def leave_unread() -> int:
    """Lets go of an answer that nobody takes any more, as when it goes into `head`; the exit code.

    What was done before it was told stays done.
    """
    with suppress(OSError):
        # Python would complain of what is still to be written when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC), sys.stdout.fileno())
    return EXIT_UNFORESEEN


def keep_unforeseen(error: Exception, log: Path) -> Problem:
    """Keeps the traceback of what nobody foresaw; what to tell of it."""
    import traceback

    _keep(log, "".join(traceback.format_exception(error)))
    return Problem(detail=f"{type(error).__name__} (see {log.name})")


def _keep(log: Path, text: str) -> None:
    try:
        if log.parent.is_dir() and (not log.exists() or log.stat().st_size < MAX_LOG_BYTES):
            with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, LOG_MODE), "a") as file:
                file.write(text)
    except OSError as failure:
        warn(f"{log.name} can't be written: {failure.strerror}")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
