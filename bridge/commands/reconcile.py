"""mpos-bridge reconcile: a business day held against PSCloud's posted payments, both ways."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import day_given
from bridge.commands.output import in_words, show, table
from bridge.deeds.reconcile_day import reconcile_day, see_all_branches
from bridge.items.reconciliations import difference_item, run_item
from bridge.store.engine import reading
from bridge.store.reconciliations import differences_of, list_runs
from mpos.contract.console import warn
from mpos.contract.problems import PartlyDone

DEFAULT_WAIT_S = 20
MAX_SHOWN = 10_000
DEFAULT_RUNS = 30
app = typer.Typer(add_completion=False)


@app.command()
def reconcile(
    date: Annotated[str | None, typer.Option(help="This business day: 2026-10-15; today when it is left out.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Show the runs so far, and make none.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=MAX_SHOWN, help="Runs of the history, newest first.")] = DEFAULT_RUNS,
) -> None:
    """Hold a business day against PSCloud's posted payments, both ways. 8 when it is not right, or something waits."""
    day = day_given(date, "--date")
    if history:
        _show_history(day, limit)
        return
    with this_bridge(Permission.SYNC) as bridge:
        today = bridge.clock.now().astimezone(bridge.settings.zone).date().isoformat()
        run = reconcile_day(
            bridge,
            actor(),
            day or today,
            DEFAULT_WAIT_S,
            lambda who: warn(f"A sync is at work ({who}); waiting up to {DEFAULT_WAIT_S} s."),
        )
        with reading(bridge.engine) as conn:
            found = differences_of(conn, run.reconciliation_id, MAX_SHOWN)
        content = run_item(bridge, run) | {"items": [difference_item(each) for _, each in found]}
    show(content, lambda: _say(content))
    if not run.ok:
        raise typer.Exit(PartlyDone.exit_code)


def _show_history(day: str | None, limit: int) -> None:
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        see_all_branches(actor())
        items = [run_item(bridge, run) for run in list_runs(conn, limit, day)]
    show({"items": items}, lambda: _table(items))


def _table(items: list[dict[str, Any]]) -> None:
    headings = ("No.", "Day", "Made", "By", "Verdict", "Here", "Sum here", "PSCloud", "Sum there", "Waiting", "Differ")
    table(
        headings,
        [
            (
                *(item[name] for name in ("id", "business_date", "made_at", "asked_by", "verdict")),
                *(item[side][what] for side in ("ours", "theirs") for what in ("count", "amount")),
                item["waiting"]["count"],
                item["differences"],
            )
            for item in items
        ],
    )


def _say(content: dict[str, Any]) -> None:
    _table([content])
    names = ("receipt_no", "kind", "ours", "theirs", "detail", "advice")
    if content["items"]:
        headings = ("Receipt", "What", "Here", "PSCloud", "Detail", "What helps")
        table(headings, [[item[name] for name in names] for item in content["items"]])
    if content["waiting"]["count"]:
        print("{count} over {amount} are not at PSCloud yet.".format(**in_words(content["waiting"])))
    print(f"{content['business_date']}: {'both sides are the same.' if content['ok'] else 'not right yet.'}")
