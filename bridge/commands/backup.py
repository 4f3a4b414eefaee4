"""mpos-bridge backup: one file with all that the office is."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.asking import ask_secret
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show
from bridge.keeping.backing_up import BackedUp, back_up
from bridge.settings import DATABASE_NAME
from mpos.contract.problems import BadUsage

MIN_PASSPHRASE, MAX_KEPT = 12, 1_000
app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file, or a folder, where it gets a name with its time.")],
    keep: Annotated[
        int | None, typer.Option(min=1, max=MAX_KEPT, help="In a folder: so many stay, and older ones go.")
    ] = None,
    passphrase: Annotated[
        str | None, typer.Option(help="- reads one from stdin, and only that opens the file again.")
    ] = None,
) -> None:
    """Write a checked copy of database, key and settings, while the office is at work. It is as secret as the home."""
    with this_bridge(Permission.KEEP) as bridge:
        secret = None if passphrase is None else ask_secret(passphrase, "passphrase")
        if secret is not None and len(secret) < MIN_PASSPHRASE:
            raise BadUsage(detail=f"A passphrase has at least {MIN_PASSPHRASE} characters.")
        done = back_up(bridge, actor(), file, secret, keep)
    content = {
        "file": str(done.path),
        "size": done.size,
        "made_at": done.contents.made_at,
        "encrypted": secret is not None,
        "database": DATABASE_NAME in done.contents.files,
        "rows": done.contents.rows,
        "removed": [str(path) for path in done.removed],
    }
    show(content, lambda: _say(done))


def _say(done: BackedUp) -> None:
    rows = done.contents.rows
    if rows:
        counts = f"{rows['soa']:,} SOAs, {rows['journal']:,} journal entries and {rows['payment']:,} payments"
        print(f"{done.path}: {counts}, read back and whole.")
    else:
        print(f"{done.path}: the key and the settings. The database is on a server of its own: copy it with pg_dump.")
    for path in done.removed:
        print(f"Removed {path}.")
