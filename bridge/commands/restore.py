"""mpos-bridge restore: the office again, from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from bridge.commands.acting import login_here
from bridge.commands.asking import ask_secret
from bridge.commands.calling import current
from bridge.commands.output import show
from bridge.keeping.archive import needs_passphrase
from bridge.keeping.restoring import NotABackup, Restored
from bridge.keeping.restoring import restore as bring_back

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `mpos-bridge backup` has written.")],
    passphrase: Annotated[str | None, typer.Option(help="- reads it from stdin; else it is asked for.")] = None,
) -> None:
    """Bring the office back into an empty home. Terminals send again what came after the backup."""
    call = current()
    try:
        secret = ask_secret(passphrase, "passphrase") if needs_passphrase(file) else None
    except OSError as error:
        raise NotABackup(path=file, detail=error.strerror) from error
    done = bring_back(call.environ, file, login_here(call.environ), call.clock, secret)
    content = {
        "home": str(done.home),
        "made_at": done.contents.made_at,
        "bridge_id": done.contents.bridge_id,
        "database": done.has_database,
        "rows": done.contents.rows,
    }
    show(content, lambda: _say(done))


def _say(done: Restored) -> None:
    print(f"The office of {done.contents.made_at} is at {done.home}.")
    if not done.has_database:
        print("Its database was on a server of its own: restore that with pg_restore before you start the service.")
    print("Look whom it lets in: users, keys and terminals are those of that moment. Then start the service.")
