"""mpos-bridge soa: SOA Customer List."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show
from bridge.commands.soa_content import say_items, say_live, say_story
from bridge.commands.written import written_to
from bridge.items.comparisons import comparison_item
from bridge.items.soas import live_item, soas_item, story_item
from bridge.soas.due_rows import due_rows
from bridge.soas.filters import Filters, sort_of, wanted
from bridge.soas.story import NoSoa, story_of
from bridge.store.effects import effects_on
from bridge.store.engine import reading
from bridge.store.soa_search import BY_DUE_DATE, every_total, first_soas
from bridge.store.soas import ACTIVE, load
from mpos.contract.problems import PartlyDone

DEFAULT_LIMIT, MAX_LIMIT = 100, 1_000_000
app = typer.Typer(add_completion=False, help="SOA Customer List: search, show, and compare with PSCloud.")
Text = Annotated[str, typer.Option()]


@app.command("list")
def list_command(
    search: Annotated[
        str, typer.Option(help="Beginnings of words of name, address, account, SOA, invoice, code or branch.")
    ] = "",
    collector_code: Annotated[str, typer.Option(help="Of this code only.")] = "",
    branch: Annotated[str, typer.Option(help="Of this branch only.")] = "",
    due_before: Annotated[str, typer.Option(help="Due before this day: 2026-10-15")] = "",
    min_amount: Annotated[str, typer.Option(help="PSCloud has at least so much due.")] = "",
    max_amount: Annotated[str, typer.Option(help="PSCloud has at most so much due.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Something is due.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Something is due, and was before today.")] = False,
    penalty: Annotated[bool, typer.Option("--penalty", help="There is a penalty on it.")] = False,
    disputed: Annotated[bool, typer.Option("--disputed", help="An invoice is disputed.")] = False,
    changed_today: Annotated[bool, typer.Option("--changed-today", help="It came, changed or went today.")] = False,
    status: Annotated[str, typer.Option(help="active, settled, cancelled or gone")] = ACTIVE,
    sort: Annotated[str, typer.Option(help="due (longest due first), amount (largest first) or name")] = BY_DUE_DATE,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many of them.")] = DEFAULT_LIMIT,
    count_all: Annotated[
        bool, typer.Option("--count-all", help="Add up what matches, however much it is; it may take seconds.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="Write all that match to this CSV file.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write all that match to this workbook.")] = None,
) -> None:
    """The SOAs that match, with what is due of them now."""
    filters = Filters(
        search, collector_code, branch, due_before, min_amount, max_amount, due, overdue, penalty, disputed,
        changed_today, status, sort,
    )  # fmt: skip
    with this_bridge(Permission.SEE) as bridge:
        if csv or xlsx:
            _write(bridge, filters, csv, xlsx)
            return
        asked = wanted(bridge, filters, actor().branches)
        with reading(bridge.engine) as conn:
            found = first_soas(conn, asked, limit, sort_of(filters))
            totals = every_total(conn, asked) if found.totals is None and count_all else found.totals
            rows = due_rows(conn, found.soa_nos)
    content = soas_item(rows, totals)
    show(content, lambda: say_items(content))


@app.command("show")
def show_command(
    soa_no: Annotated[str, typer.Argument(metavar="SOA_NO", help="As in the list.")],
    live: Annotated[bool, typer.Option("--live", help="As PSCloud has it at this moment, and what differs.")] = False,
) -> None:
    """One SOA with its invoices, its versions and what collectors did about it."""
    with this_bridge(Permission.SEE) as bridge:
        if live:
            content = _live(bridge, soa_no)
            show(content, lambda: say_live(content))
            return
        with reading(bridge.engine) as conn:
            content = story_item(story_of(conn, soa_no, actor().branches), bridge)
    show(content, lambda: say_story(content))


@app.command("compare")
def compare_command() -> None:
    """Hold our SOAs against PSCloud's control totals, down to the SOAs that differ and why."""
    from bridge.commands.comparison import say_comparison
    from bridge.connector.opening import open_back_office
    from bridge.soas.comparing import compare_and_keep, within

    with this_bridge(Permission.SYNC) as bridge, open_back_office(bridge) as pscloud:
        kept = compare_and_keep(bridge, pscloud, actor())
        with reading(bridge.engine) as conn:
            content = comparison_item(within(conn, kept, actor().branches))
    show(content, lambda: say_comparison(content))
    if not content["ok"]:
        raise typer.Exit(PartlyDone.exit_code)


def _write(bridge: Bridge, filters: Filters, csv: Path | None, xlsx: Path | None) -> None:
    from bridge.soas.sheets import write_csv, write_xlsx

    asked, sort = wanted(bridge, filters, actor().branches), sort_of(filters)
    files: dict[str, Any] = {}
    for path, write in ((csv, write_csv), (xlsx, write_xlsx)):
        if path is not None:
            with written_to(path) as file:
                files[str(path)] = write(bridge, asked, sort, file)
    content = {"files": [{"file": path, "soas": soas} for path, soas in files.items()]}
    show(content, lambda: print(*(f"{soas} SOAs are in {path}." for path, soas in files.items()), sep="\n"))


def _live(bridge: Bridge, soa_no: str) -> dict[str, Any]:
    from bridge.soas.look_up import look_up

    with reading(bridge.engine) as conn:
        effects = effects_on(conn, [soa_no]).get(soa_no, [])
        here = load(conn, [soa_no]).get(soa_no)
        story = None if here is None else story_of(conn, soa_no, actor().branches)
    found = look_up(bridge, soa_no)
    branches = actor().branches
    if branches is not None and found.soa.branch not in branches:
        raise NoSoa(soa_no=soa_no, reason="")
    return live_item(found, effects, story)
