"""mpos-bridge init: makes the home, the database and the first administrator."""

from typing import Annotated

import typer

from bridge.app import init_home
from bridge.commands.asking import ask_secret
from bridge.commands.calling import current
from bridge.commands.output import show

app = typer.Typer(add_completion=False)


@app.command()
def init(
    admin: Annotated[str, typer.Option(help="The first administrator's name.")],
    password: Annotated[str | None, typer.Option(help="- reads it from stdin; else it is asked for.")] = None,
) -> None:
    """Make the home, the database and the first administrator. Never changes a bridge that is there."""
    call = current()
    home = init_home(call.environ, admin, ask_secret(password, "password"), call.clock)
    show(
        {"home": str(home), "admin": admin},
        lambda: print(f"The bridge is at {home}. Look through {home / 'config.toml'}, then run: mpos-bridge serve"),
    )
