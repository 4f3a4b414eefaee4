"""mpos download-soa: brings the day's SOAs for the collector's codes."""

from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import local, show
from mpos.commands.progress import working
from mpos.contract.money import format_money, print_money
from mpos.contract.problems import PartlyDone
from mpos.services.downloading import Downloaded, download, download_from
from mpos.services.files import read_whole

app = typer.Typer(add_completion=False)


@app.command("download-soa")
def download_soa(
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A list that the office has exported to a file.")
    ] = None,
) -> int:
    """Bring the day's SOAs for your codes. Until all of it is here, the list from before stays in use."""
    with this_terminal() as terminal, working("Downloading SOAs"):
        done = download_from(terminal, read_whole(from_)) if from_ else download(terminal)
        as_of = local(terminal, done.as_of)
    problem = PartlyDone(detail=f"{done.failed} SOAs could not be taken in.") if done.failed else None
    return show(_content(done), lambda: _tell(done, as_of), problem)


def _content(done: Downloaded) -> dict[str, object]:
    content = {**done._asdict(), "amount_due": format_money(done.amount_due_minor)}
    del content["amount_due_minor"]
    return content


def _tell(done: Downloaded, as_of: str) -> None:
    print(f"{done.total} SOAs, {print_money(done.amount_due_minor)} due, as of {as_of}.")
    print(f"{done.changed} changed, {done.dropped} dropped.")
    if done.failed_at_office:
        print(f"{done.failed_at_office} SOAs of your codes could not be read at the office; it knows which.")
