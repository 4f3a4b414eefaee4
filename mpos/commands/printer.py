"""mpos printer: finds printers, chooses one, tests it, asks how it is, and looks after what waits for paper."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mpos.commands.calling import current, this_terminal
from mpos.commands.output import lines, local, show, table
from mpos.commands.printer_words import advice, counts, next_step, slip_content, slip_row, where_set
from mpos.commands.taking import doubted, not_printed
from mpos.contract.console import warn
from mpos.contract.problems import NotPrinted
from mpos.services.print_queue import look, print_once_more
from mpos.services.printer_setup import Choice, choose_printer, print_trial
from mpos.services.printing import Printed, print_waiting
from mpos.settings import Settings, home_of, read_settings

if TYPE_CHECKING:
    from printers.discovery import Found

app = typer.Typer(add_completion=False)


class TrialNotPrinted(NotPrinted):
    """The test slip was not printed: {detail}"""

    hint = "Nothing was recorded. See to the printer, or choose another: mpos printer list"


@app.callback(invoke_without_command=True)
def printer(context: typer.Context) -> int:
    """Look after the printer; alone, tell how it is and what to do next."""
    return 0 if context.invoked_subcommand else status()


@app.command("list")
def list_printers() -> int:
    """List what this device could print on, with the address to set, and the profiles there are."""
    from printers.discovery import find_printers
    from printers.profiles import PROFILES

    settings = read_settings(current().environ)
    found = find_printers()
    content = {
        "printer": settings.printer,
        "found": [one._asdict() for one in found],
        "profiles": [{"name": one.name, "columns": one.columns, "made_for": one.made_for} for one in PROFILES.values()],
    }

    def human() -> None:
        table(("Address", "Name", "Remark"), [(one.address, one.description, _remark(one, settings)) for one in found])
        if not any(one.is_printer for one in found):
            print("No printer shows itself here. Is it plugged in, switched on, paired?")
        table(("Profile", "Columns", "Name"), [(one.name, one.columns, one.made_for) for one in PROFILES.values()])
        print("A network printer: tcp://ADDRESS:9100. Bluetooth: bluetooth:AA:BB:CC:DD:EE:FF, once it is paired.")
        print("Choose with: mpos printer set ADDRESS --profile PROFILE")

    return show(content, human)


@app.command("set")
def choose(
    address: Annotated[str, typer.Argument(help="As `mpos printer list` shows it; none for no printer.")],
    profile: Annotated[str | None, typer.Option(help="The kind of printer; see the list.")] = None,
    columns: Annotated[int | None, typer.Option(help="32, 42 or 48; else those of the profile.")] = None,
    peso: Annotated[str | None, typer.Option(help="What stands for the peso sign: P, PHP or glyph.")] = None,
) -> int:
    """Choose the printer, and ask it how it is. All other settings stay as they are."""
    environ = current().environ
    written = choose_printer(home_of(environ), Choice(address, profile, columns, peso))
    for name in written:
        if f"MPOS_{name.upper()}" in environ:
            warn(f"MPOS_{name.upper()} in the environment wins over config.toml. Take it out there, too.")
    return status()


@app.command()
def status() -> int:
    """Ask the printer, and tell what waits for it."""
    settings = read_settings(current().environ)
    with this_terminal(as_found=True) as terminal:
        state, queue = terminal.paper.state(), look(terminal)
    step = next_step(state, queue, settings)
    content = {**_settings_content(settings), **state._asdict(), "queue": queue.states, "next": step}

    def human() -> None:
        lines(
            ("Printer", f"{settings.printer} ({where_set(current().environ, settings)})"),
            ("Profile", f"{settings.printer_profile}, {settings.printer_columns} columns, {settings.printer_peso}"),
            ("State", state.detail),
            ("Paper", state.paper.replace("_", " ")),
            ("Cover", state.cover),
            ("Queue", counts(queue)),
            ("Next", step),
        )

    return show(content, human)


@app.command("test")
def try_out() -> int:
    """Print a test slip, and tell what to look for on it. Records nothing."""
    settings = read_settings(current().environ)
    with this_terminal(as_found=True) as terminal:
        outcome = print_trial(terminal, settings)
    failed = outcome.state == "failed"
    return show(
        {"outcome": outcome.state, "detail": outcome.detail, "look_for": list(advice(settings))},
        lambda: None if failed else print(f"Sent. {outcome.detail}", *advice(settings), sep="\n"),
        TrialNotPrinted(detail=outcome.detail) if failed else None,
    )


@app.command("queue")
def list_slips(
    all_slips: Annotated[bool, typer.Option("--all", help="Also those that are on paper; the newest fifty.")] = False,
) -> int:
    """List the slips that wait or are in doubt, each with the command that prints it."""
    with this_terminal(as_found=True) as terminal:
        queue = look(terminal, all_slips=all_slips)
        rows = [slip_row(job, local(terminal, job.queued_at)) for job in queue.slips]
    content = {"queue": queue.states, "items": [slip_content(job) for job in queue.slips]}
    return show(content, lambda: table(("Slip", "What", "Receipt", "Since", "State", "Next"), rows))


@app.command()
def send() -> int:
    """Print what waits."""
    with this_terminal() as terminal:
        return _show_printed(print_waiting(terminal), "What waits")


@app.command()
def again(job: Annotated[int, typer.Argument(min=1, help="The slip's number in `mpos printer queue`.")]) -> int:
    """Print a slip once more, marked as a reprint. For receipts there is: mpos receipt."""
    with this_terminal() as terminal:
        return _show_printed(print_once_more(terminal, job), f"Slip {job}")


def _remark(one: "Found", settings: Settings) -> str:
    if settings.printer.partition("?")[0] == one.address:
        return "set now"
    if not one.usable:
        return "no permission: ask whoever installed this device"
    return "" if one.is_printer else "a port; a printer may be on it"


def _show_printed(printed: Printed, what: str) -> int:
    if printed.doubt:
        warn(doubted(printed, "mpos printer queue"))
    content = {"sent": printed.sent, "waiting": printed.waiting, "printed": printed.on_paper}
    told = f"{printed.sent} sent, {printed.waiting} still wait."
    return show(content, lambda: print(told), not_printed(printed, what))


def _settings_content(settings: Settings) -> dict[str, Any]:
    return {
        "printer": settings.printer,
        "set_by": where_set(current().environ, settings),
        "profile": settings.printer_profile,
        "columns": settings.printer_columns,
        "peso": settings.printer_peso,
    }
