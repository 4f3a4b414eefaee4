"""mpos-bridge collectors: the people, their PINs and their codes."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.asking import ask_secret
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.commands.plans import Preview, say_plan
from bridge.deeds import collectors as deeds
from bridge.deeds.assigning import Plan, carry_out, preview_plan
from bridge.deeds.collectors import Newcomer, easy_pin_warning
from bridge.deeds.reach import reachable_collector
from bridge.items.collectors import collector_item
from bridge.items.previews import plan_item
from bridge.store.collectors import Collector, list_collectors
from bridge.store.engine import reading
from mpos.contract.console import warn

app = typer.Typer(add_completion=False, help="Collectors, their PINs and their codes.")
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="What the collector logs in as.")]
Codes = Annotated[list[str], typer.Option("--code", help="A collector code of theirs; may be given more than once.")]
Pin = Annotated[str | None, typer.Option(help="- reads it from stdin; else it is asked for.")]


@app.command("list")
def list_command() -> None:
    """Everybody, retired ones too."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [collector_item(person) for person in list_collectors(conn, actor().branches)]
    show({"items": items}, lambda: _table(items))


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The full name.")],
    code: Codes,
    pin: Pin = None,
    supervisor: Annotated[bool, typer.Option("--supervisor", help="May approve voids on terminals.")] = False,
) -> None:
    """Add a collector."""
    with this_bridge(Permission.PEOPLE) as bridge:
        given = ask_secret(pin, "PIN")
        added = deeds.add(bridge, actor(), Newcomer(login, name, code, supervisor), given)
    _warn_of(given)
    _warn_of_new(added.new_codes)
    _show(added.collector)


@app.command("assign")
def assign_command(login: Login, code: Codes, preview: Preview = False) -> None:
    """Make exactly these the codes of a collector."""
    plan = Plan(collectors={login: code})
    with this_bridge(Permission.CODES) as bridge:
        if preview:
            content = plan_item(bridge, preview_plan(bridge, actor(), plan), saved=False)
            show(content, lambda: say_plan(content))
            return
        done = carry_out(bridge, actor(), plan)
        content = plan_item(bridge, done, saved=True)
        with reading(bridge.engine) as conn:
            person = reachable_collector(conn, actor(), login)
    _warn_of_new(done.new_codes)
    show({**collector_item(person), "changes": content["changes"]}, lambda: say_plan(content))


@app.command("edit")
def edit_command(
    login: Login,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    supervisor: Annotated[
        bool | None, typer.Option("--supervisor/--no-supervisor", help="May approve voids on terminals.")
    ] = None,
) -> None:
    """Give a collector another name, or make somebody a supervisor or not."""
    with this_bridge(Permission.PEOPLE) as bridge:
        with reading(bridge.engine) as conn:
            person = reachable_collector(conn, actor(), login)
        named = person.name if name is None else name
        changed = deeds.change(bridge, actor(), login, named, person.supervisor if supervisor is None else supervisor)
    _show(changed)


@app.command("pin")
def pin_command(login: Login, pin: Pin = None) -> None:
    """Give a collector a new PIN. It also ends a lock after wrong ones."""
    with this_bridge(Permission.PEOPLE) as bridge:
        given = ask_secret(pin, "PIN")
        person = deeds.give_pin(bridge, actor(), login, given)
    _warn_of(given)
    _show(person)


@app.command("retire")
def retire_command(login: Login) -> None:
    """End a collector's work. What was collected stays."""
    with this_bridge(Permission.PEOPLE) as bridge:
        person = deeds.retire(bridge, actor(), login)
    _show(person)


@app.command("take-up")
def take_up_command(login: Login) -> None:
    """Let a retired collector work again, with the codes and the PIN of before."""
    with this_bridge(Permission.PEOPLE) as bridge:
        person = deeds.take_up(bridge, actor(), login)
    _show(person)


def _warn_of(pin: str) -> None:
    if warning := easy_pin_warning(pin):
        warn(warning)


def _warn_of_new(codes: tuple[str, ...]) -> None:
    for code in codes:
        warn(f"PSCloud has not named the code {code} so far; it was added here.")


def _show(person: Collector) -> None:
    state = "active" if person.active else "retired"
    show(collector_item(person), lambda: print(f"{person.login}, {person.name}: {', '.join(person.codes)} ({state})"))


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["login"],
            each["name"],
            ", ".join(each["codes"]) or "none",
            "yes" if each["supervisor"] else "no",
            "yes" if each["active"] else "no",
        )
        for each in items
    ]
    table(("Login", "Name", "Codes", "Supervisor", "Active"), rows)
