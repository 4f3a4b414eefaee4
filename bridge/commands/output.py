"""How every command answers: one JSON document on stdout with --json, else text for people; problems in one line.

Text for people is a table on a terminal and tab-separated lines when piped, so that scripts without --json hold too.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click
import typer

from bridge.commands.calling import current
from bridge.daemon_log import LOG_NAME
from bridge.settings import home_from
from mpos.contract.problems import EXIT_UNFORESEEN, BadUsage, Problem, error_content

Aborted = click.exceptions.Abort


def show(content: dict[str, Any], human: Callable[[], None]) -> None:
    """Prints the content as the one JSON document, or lets `human` say it."""
    if current().as_json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        human()


def warn(line: str) -> None:
    """Says something beside the answer, on stderr."""
    print(line, file=sys.stderr, flush=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints rows: a rich table on a terminal, tab-separated lines with a heading when piped."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not _is_terminal():
        for line in ([heading.lower() for heading in headings], *texts):
            print("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    drawn = Table(*headings)
    for cells in texts:
        drawn.add_row(*map(escape, cells))
    Console().print(drawn)


def run_typer(app: typer.Typer, words: Sequence[str], program: str) -> int:
    """Runs one verb's Typer app; a usage error is a BadUsage, a typer.Exit the exit code."""
    app.pretty_exceptions_enable = False
    try:
        result = app(args=list(words[1:]), prog_name=f"{program} {words[0]}", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        raise BadUsage(detail=f"{program} {words[0]} needs a subcommand or arguments.") from error
    except click.ClickException as error:
        raise BadUsage(detail=error.format_message().replace("\n", " ")) from error
    return result if isinstance(result, int) else 0


def show_problem(problem: Problem) -> int:
    """One line on stderr (and the error's JSON on stdout); the exit code."""
    if current().as_json:
        print(json.dumps(error_content(problem), ensure_ascii=False, indent=2))
    warn(" ".join(f"{problem.message} {problem.advice}".split()))
    return problem.exit_code


def show_stopped() -> int:
    """For Ctrl-C."""
    return show_problem(Stopped())


def show_unforeseen(error: Exception) -> int:
    """For anything unforeseen: one line, and the traceback in the home's log for whoever repairs it."""
    _log("".join(traceback.format_exception(error)))
    return show_problem(Problem(detail=f"{type(error).__name__} (see {LOG_NAME} in the bridge's home)"))


def show_version(program: str) -> None:
    """Name and version."""
    try:
        number = version("mpos")
    except PackageNotFoundError:
        number = "not installed, run from its source"
    show({"version": number}, lambda: print(f"{program} {number}"))


class Stopped(Problem):
    """Stopped."""

    exit_code = EXIT_UNFORESEEN
    hint = "What was done so far is kept; the rest goes on at the next try."


def _is_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _log(text: str) -> None:
    home = home_from(current().environ)
    if not home.is_dir():
        return
    try:
        with os.fdopen(os.open(home / LOG_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as log:
            log.write(text)
    except OSError as error:
        warn(f"{LOG_NAME} can't be written: {error.strerror}")
