"""mpos logout: a collector ends work on this device."""

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.services.logins import log_out
from mpos.services.unsent import count_unsent

app = typer.Typer(add_completion=False)


@app.command()
def logout() -> int:
    """End work on this device. What is not uploaded stays here."""
    with this_terminal() as terminal:
        person = log_out(terminal)
        pending = count_unsent(terminal.connection)
    return show(
        {"collector": person.login, "collector_code": person.codes[0] if person.codes else None, "pending": pending},
        lambda: print(f"Goodbye, {person.name}. {pending} entries wait to be uploaded."),
    )
