"""mpos-bridge downloads: SOA Daily Download."""

from typing import Annotated, Any

import click
import typer
from typer.core import TyperGroup

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.download_shown import kept_failure_item, say_download, say_downloads
from bridge.commands.output import show
from bridge.commands.sync import DEFAULT_WAIT_S, MAX_WAIT_S, end_sync, say_waiting, sync_content
from bridge.deeds.cancel_download import cancel_download
from bridge.deeds.run_download import run_download_here
from bridge.items.downloads import download_item
from bridge.problems import NotFound
from bridge.store import downloads
from bridge.store.engine import Connection, reading

DEFAULT_LIMIT, MAX_LIMIT = 50, 10_000
MAX_FAILURES = 100_000
"""Failed records of one download that are shown: a listing that is bad throughout is a matter for PSCloud's people."""
LIST = "list"


class _ListUnlessNamed(TyperGroup):
    """`downloads` and `downloads 12` go on being the list and one of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [LIST, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ListUnlessNamed,
    add_completion=False,
    help="SOA Daily Download: `downloads` lists them, `downloads ID` shows one and why its records failed.",
)


@app.command(LIST)
def list_command(
    download_id: Annotated[int | None, typer.Argument(metavar="ID", help="One download, with what failed.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """One row a sync: when, how many SOAs, and how many failed; with ID, which failed, why, and what healed them."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        if download_id is None:
            items = [download_item(bridge, row) for row in downloads.newest(conn, limit)]
            show({"items": items}, lambda: say_downloads(items))
            return
        item, failures = _one(bridge, conn, download_id)
    show(item | {"failures": failures}, lambda: say_download(item, failures))


@app.command("run")
def run_command(
    whole: Annotated[bool, typer.Option("--whole", help="Bring all SOAs, not only those that changed.")] = False,
    wait: Annotated[
        int, typer.Option(min=0, max=MAX_WAIT_S, metavar="SECONDS", help="How long to wait for another sync.")
    ] = DEFAULT_WAIT_S,
) -> None:
    """Bring what changed, or everything, now. Posts nothing."""
    with this_bridge(Permission.SYNC) as bridge:
        result = run_download_here(bridge, actor(), whole=whole, wait_s=wait, waiting=say_waiting(wait))
        content = sync_content(bridge, result)
    end_sync(result, content)


@app.command("cancel")
def cancel_command(
    download_id: Annotated[int | None, typer.Argument(metavar="ID", help="Else the one that is at work.")] = None,
) -> None:
    """Stop the download that is at work, whoever runs it, with the page that it is at. What came stays."""
    with this_bridge(Permission.SYNC) as bridge:
        cancelled = cancel_download(bridge, actor(), download_id)
    show({"id": cancelled, "cancel_asked": True}, lambda: print(f"Download {cancelled} stops with the page it is at."))


def _one(bridge: Bridge, conn: Connection, download_id: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    row = downloads.show(conn, download_id)
    if row is None:
        raise NotFound(what=f"download {download_id}")
    kept = downloads.page_of_failures(conn, download_id, 0, MAX_FAILURES, actor().branches)
    return download_item(bridge, row), [kept_failure_item(bridge, each) for each in kept]
