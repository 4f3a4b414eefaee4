"""mpos-bridge ingest: the journal of a terminal without network, from a file."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import this_bridge
from bridge.commands.output import show
from bridge.intake.files import MAX_FILE_BYTES, Ingested, ingest
from bridge.problems import TooLarge
from mpos.contract.canonical import BadContent
from mpos.contract.console import warn
from mpos.contract.problems import BadUsage, PartlyDone, Refused

app = typer.Typer(add_completion=False)


class UnusableFile(Refused):
    """{path} can't be taken in: {detail}"""

    hint = "Nothing was taken in. Copy it again from the terminal (mpos upload --to FILE) or from its card."


@app.command("ingest")
def ingest_command(
    file: Annotated[
        Path, typer.Argument(help="From mpos upload --to, mpos journal export, or the card of a terminal.")
    ],
) -> None:
    """Take in a journal file. Doing it twice is harmless."""
    blob = _read(file)
    with this_bridge(Permission.EXCHANGE) as bridge:
        try:
            done = ingest(bridge, blob)
        except BadContent as error:
            raise UnusableFile(path=file, detail=error) from error
    show(_content(done), lambda: print(f"{done.terminal_id}: {done.entries} entries, up to {done.acknowledged}"))
    for item in done.set_aside:
        warn(f"Entry {item.seq} was set aside: {item.detail}")
    if done.unusable:
        warn(f"{_unusable(done)} not usable. What seals vouch for is taken in; copy the file again for the rest.")
    if done.set_aside or done.unusable:
        raise typer.Exit(PartlyDone.exit_code)


def _content(done: Ingested) -> dict[str, object]:
    return {
        "terminal_id": done.terminal_id,
        "entries": done.entries,
        "acknowledged": done.acknowledged,
        "set_aside": [item._asdict() for item in done.set_aside],
        "unusable_lines": len(done.unusable),
    }


def _unusable(done: Ingested) -> str:
    count, first = len(done.unusable), done.unusable[0]
    lines = f"{count} {'line' if count == 1 else 'lines'}"
    verb = "was" if count == 1 else "were"
    return f"{lines} after the last seal {verb}" if first > done.last_seal else f"{lines} from line {first} on {verb}"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            blob = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadUsage(detail=f"{path} can't be read: {error.strerror}") from error
    if len(blob) > MAX_FILE_BYTES:
        raise TooLarge(limit=MAX_FILE_BYTES)
    return blob
