"""mpos close-registry: counts the cash and ends collecting for the day."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import lines, show
from mpos.contract.money import format_money, print_money
from mpos.contract.problems import BadUsage
from mpos.domain.counting import Pieces, count_wire, read_pieces
from mpos.services.registry import Counted, close_registry

MAX_HEAPS = 100

app = typer.Typer(add_completion=False)


@app.command("close-registry")
def close(
    count: Annotated[
        list[str], typer.Option(metavar="1000x3", help="Notes or coins of one kind. Once for each; 0.01x0 if none.")
    ],
    recount: Annotated[bool, typer.Option("--recount", help="Count again what was counted wrong.")] = False,
) -> int:
    """Count the cash, notes and coins by denomination, and end collecting for the day."""
    pieces = read_heaps(count)
    with this_terminal() as terminal:
        counted = close_registry(terminal, pieces, recount=recount)
    return show(
        {
            "business_date": counted.business_date,
            "expected_cash": format_money(counted.expected_minor),
            "counted_cash": format_money(counted.counted_minor),
            "over_short": format_money(counted.over_short_minor),
            "count": count_wire(counted.pieces),
        },
        lambda: _show_counted(counted),
    )


def read_heaps(count: Sequence[str]) -> tuple[Pieces, ...]:
    """The heaps of notes and coins that --count names; BadUsage for one that can't be read, and for too many."""
    if len(count) > MAX_HEAPS:
        raise BadUsage(detail=f"--count is given more than {MAX_HEAPS} times; add heaps of one kind together.")
    return tuple(_read(text) for text in count)


def _read(text: str) -> Pieces:
    try:
        return read_pieces(text)
    except ValueError as error:
        raise BadUsage(detail=f"--count: {error}.") from error


def _show_counted(counted: Counted) -> None:
    difference = counted.over_short_minor
    word = "SHORT" if difference < 0 else "OVER" if difference > 0 else "EXACT"
    lines(
        ("Cash expected", print_money(counted.expected_minor)),
        ("Cash counted", print_money(counted.counted_minor)),
        (word, print_money(abs(difference))),
    )
