"""mpos-bridge sync: one round with PSCloud now."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.after_round import follow_up
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show
from bridge.items.downloads import download_item
from bridge.pull.download import Asked
from bridge.push.post import PostResult
from bridge.store.downloads import CANCELLED
from bridge.sync import SyncResult, sync_once
from mpos.contract.console import warn
from mpos.contract.problems import PartlyDone, error_content

DEFAULT_WAIT_S = 20
"""Most rounds are over by then, so that two which meet both do their work."""
MAX_WAIT_S = 3600
app = typer.Typer(add_completion=False)


@app.command()
def sync(
    download: Annotated[bool, typer.Option("--download", help="Only bring SOAs.")] = False,
    post: Annotated[bool, typer.Option("--post", help="Only post payments.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Bring all SOAs, not only those that changed.")] = False,
    wait: Annotated[
        int, typer.Option(min=0, max=MAX_WAIT_S, metavar="SECONDS", help="How long to wait for another sync.")
    ] = DEFAULT_WAIT_S,
) -> None:
    """Post what was collected and bring what changed, and then exit. Safe beside `serve` and another `sync`."""
    both = download == post
    with this_bridge(Permission.SYNC) as bridge:
        result = sync_once(
            bridge,
            download=both or download or whole,
            post=both or post,
            asked=Asked(whole, name=actor().name),
            wait_s=wait,
            at_once=True,
            waiting=say_waiting(wait),
        )
        follow_up(bridge, result)
        content = sync_content(bridge, result)
    end_sync(result, content)


def say_waiting(wait_s: int) -> Callable[[str], None]:
    """What whoever waits for another sync is told."""
    return lambda who: warn(f"Another sync is at work ({who}); waiting up to {wait_s} s.")


def end_sync(result: SyncResult, content: dict[str, Any]) -> None:
    """Says what a round came to, and ends with its exit code."""
    show(content, lambda: _say(content))
    if result.problem is not None:
        warn(f"{result.problem.message} {result.problem.advice}")
        raise typer.Exit(result.problem.exit_code)
    if _is_partial(result):
        raise typer.Exit(PartlyDone.exit_code)


def _is_partial(result: SyncResult) -> bool:
    if result.download and result.download.status == CANCELLED:
        return not result.is_busy
    failed = (result.download.failed if result.download else 0) + (result.post.failed if result.post else 0)
    return failed > 0 and not result.is_busy


def sync_content(bridge: Bridge, result: SyncResult) -> dict[str, Any]:
    """A round as JSON has it."""
    content: dict[str, Any] = {
        "download": None if result.download is None else download_item(bridge, result.download),
        "post": None if result.post is None else _post(result.post),
    }
    if result.is_busy:
        content["busy"] = True
    if result.problem is not None:
        content |= error_content(result.problem)
    return content


def _post(result: PostResult) -> dict[str, int]:
    return {
        "completed": result.completed,
        "failed": result.failed,
        "waiting": result.waiting,
        "voids": result.voids,
    }


def _say(content: dict[str, Any]) -> None:
    if content.get("busy"):
        print("Another sync is still at work; it does the same. Nothing was done here.")
    if post := content["post"]:
        print("Posted {completed}, refused {failed}, voided {voids}, still waiting {waiting}.".format(**post))
    if row := content["download"]:
        print("Download {id} is {status}: {total} SOAs, {succeeded} in, {failed} failed.".format(**row))
        if row["reason"]:
            print(row["reason"])
