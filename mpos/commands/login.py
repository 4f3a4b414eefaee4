"""mpos login: a collector starts work on this device."""

from typing import Annotated

import typer

from mpos.commands.asking import ask_pin
from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.typed import read_short
from mpos.services.logins import log_in

app = typer.Typer(add_completion=False)


@app.command()
def login(
    login: Annotated[str, typer.Argument(help="Your login.")],
    pin: Annotated[str | None, typer.Option(help="- reads the PIN from stdin; else it is asked for.")] = None,
) -> int:
    """Start work on this device. Works without network once you have logged in here."""
    name = read_short("LOGIN", login, 60)
    with this_terminal() as terminal:
        _ = terminal.identity
        person = log_in(terminal, name, ask_pin(pin))
        # On a new device the day's first customer would wait for it, and a PIN takes as long.
        terminal.paper.prepare()
    codes = list(person.codes)
    return show(
        {
            "collector": person.login,
            "name": person.name,
            "collector_code": codes[0] if codes else None,
            "collector_codes": codes,
        },
        lambda: print(f"Welcome, {person.name}. Your codes: {', '.join(codes) or 'none; ask the office'}."),
    )
