"""How every command answers: one JSON document on stdout with --json, else text for people; problems in one line.

Text for people is a table on a terminal and tab-separated lines when piped, so that scripts without --json hold too.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
import typer

from bridge.commands.calling import current
from mpos.contract import VERSION
from mpos.contract.console import is_amount, print_document, readable
from mpos.contract.problems import BadUsage, Stopped

WRAPPING = frozenset({"Name", "Customer", "Detail", "Value", "Reason", "Why", "Why it failed", "Collectors", "Codes"})
"""Columns of words; all others hold numbers and dates, which are never broken."""
WIDEST = 1_000
"""Columns of a table that nobody wants to see wider."""


def show(content: dict[str, Any], human: Callable[[], None]) -> None:
    """Prints the content as the one JSON document, or lets `human` say it."""
    if current().as_json:
        print_document(content)
    else:
        human()
    # Whoever starts a daemon through a pipe waits for what it says.
    sys.stdout.flush()


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints rows: a rich table on a terminal, tab-separated lines with a heading when piped."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not _is_terminal():
        for line in ([heading.lower() for heading in headings], *texts):
            print("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.measure import Measurement
    from rich.table import Table

    console = Console()
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    told = [place for place in range(len(headings)) if not texts or any(cells[place] for cells in texts)]
    for heading in (headings[place] for place in told):
        drawn.add_column(heading.replace(" ", "\n"), no_wrap=heading not in WRAPPING)
    for cells in texts:
        drawn.add_row(*(escape(readable(cells[place])) for place in told))
    for column in drawn.columns:
        column.justify = "right" if all(is_amount(str(cell)) for cell in column.cells) else "left"
    # A number that is cut is worse than a line that the terminal breaks.
    needed = Measurement.get(console, console.options.update(max_width=WIDEST), drawn).minimum
    console.print(drawn, width=max(console.width, needed), crop=False)


def in_words(content: Mapping[str, object]) -> dict[str, str]:
    """The values as people read them, to be put into a sentence."""
    return {name: readable(str(value)) for name, value in content.items()}


def run_typer(app: typer.Typer, words: Sequence[str], program: str) -> int:
    """Runs one verb's Typer app; a usage error is a BadUsage, a typer.Exit the exit code."""
    app.pretty_exceptions_enable = False
    try:
        result = app(args=list(words[1:]), prog_name=f"{program} {words[0]}", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        raise BadUsage(detail=f"{program} {words[0]} needs a subcommand or arguments.") from error
    except click.exceptions.Abort as error:
        raise Stopped from error
    except click.ClickException as error:
        raise BadUsage(detail=error.format_message().replace("\n", " ")) from error
    return result if isinstance(result, int) else 0


def show_version(program: str) -> None:
    """Name and version."""
    show({"version": VERSION}, lambda: print(f"{program} {VERSION}"))


def _is_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
