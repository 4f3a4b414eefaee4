"""How a command answers: JSON for scripts, text for people: a table on a terminal, plain lines when piped."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from mpos.commands.calling import current
from mpos.contract.clock import write_instant
from mpos.contract.console import print_document, print_items, show_problem
from mpos.contract.problems import Problem
from mpos.light.typing import Any, Literal
from mpos.services.terminal import Terminal

WRAPPING = frozenset({"Name", "Customer", "Remark", "Methods"})
"""Columns of words; all others hold numbers and dates, which are never broken."""
WIDEST = 1_000
"""Columns of a table that nobody wants to see wider."""


def show(content: Mapping[str, Any], human: Callable[[], None], problem: Problem | None = None) -> int:
    """Answers, and tells what went wrong although the deed is done; the exit code."""
    as_json = current().as_json
    if problem is not None:
        if not as_json:
            human()
        return show_problem(problem, as_json=as_json, done=content)
    if as_json:
        print_document(content)
    else:
        human()
    return 0


def show_items(items: Iterable[Mapping[str, Any]], rest: Mapping[str, Any], human: Callable[[], None]) -> int:
    """Answers with items that may be many, of which none is kept, and with the rest; the exit code."""
    if current().as_json:
        print_items(items, rest)
    else:
        human()
    return 0


def lines(*rows: tuple[str, object]) -> None:
    """Labels and values, one a line; what has no value is left out."""
    shown = [(label, value) for label, value in rows if value not in (None, "")]
    width = max((len(label) for label, _ in shown), default=0)
    for label, value in shown:
        print(f"{label:{width}}  {value}")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], amounts: frozenset[str] = frozenset()) -> None:
    """Rows under headings: drawn on a terminal, tab-separated when piped. Columns in `amounts` align right."""
    texts = (["" if cell is None else str(cell) for cell in row] for row in rows)
    if not is_terminal():
        named = [heading.lower() for heading in headings]
        # All of them before the first is shown: nobody takes a part for the whole. A line takes a tenth of its cells.
        for line in list(map(_in_line, chain([named], texts))):
            print(line)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.measure import Measurement
    from rich.table import Table

    console = Console()
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    for heading in headings:
        justify: Literal["left", "right"] = "right" if heading in amounts else "left"
        drawn.add_column(heading.replace(" ", "\n"), justify=justify, no_wrap=heading not in WRAPPING)
    for cells in texts:
        drawn.add_row(*map(escape, cells))
    # A number that is cut is worse than a line that the terminal breaks.
    needed = Measurement.get(console, console.options.update(max_width=WIDEST), drawn).minimum
    console.print(drawn, width=max(console.width, needed), crop=False)


def _in_line(cells: Sequence[str]) -> str:
    return "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells)


def local(terminal: Terminal, instant: str | None) -> str:
    """Date and minute in the zone of the business; "not yet" for what has not happened."""
    from mpos.slips.wording import shown_time

    return shown_time(instant, write_instant(terminal.clock.now())) if instant else "not yet"


def is_terminal() -> bool:
    """Whether a person looks at stdout, on a screen that can draw."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
