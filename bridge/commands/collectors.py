"""mpos-bridge collectors: the people, their PINs and their codes."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.asking import ask_secret
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.hashing import hash_secret
from bridge.pins import MAX_DIGITS, is_easy
from bridge.problems import AlreadyThere, NotFound
from bridge.settings import Settings
from bridge.store.codes import add_code, unknown_codes
from bridge.store.collectors import Collector, add_collector, assign, find_person, list_collectors, retire, set_pin
from bridge.store.engine import Connection, reading, writing
from bridge.store.office_deeds import record_deed
from mpos.contract.console import warn
from mpos.contract.problems import BadUsage

MAX_LOGIN, MAX_NAME, MAX_CODES = 60, 120, 200
app = typer.Typer(add_completion=False, help="Collectors, their PINs and their codes.")
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="What the collector logs in as.")]
Codes = Annotated[list[str], typer.Option("--code", help="A collector code of theirs; may be given more than once.")]
Pin = Annotated[str | None, typer.Option(help="- reads it from stdin; else it is asked for.")]


class EasyPin(BadUsage):
    """A run, a repetition or a date is no PIN: a finder tries those first."""

    hint = "Nothing was changed. Give one that nobody guesses."


@app.command("list")
def list_command() -> None:
    """Everybody, retired ones too."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [_item(person) for person in list_collectors(conn)]
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
    _check_text(login, MAX_LOGIN, "A login")
    _check_text(name, MAX_NAME, "A name")
    with this_bridge(Permission.PEOPLE) as bridge:
        pin_hash = _hashed(pin, bridge.settings)
        with writing(bridge.engine) as conn:
            if not add_collector(conn, login, name, pin_hash, supervisor):
                raise AlreadyThere(what=f"a collector {login}")
            _assign(conn, login, code)
            record_deed(conn, actor(), "collector added", {"login": login, "codes": code}, bridge.clock.now())
    _show(Collector(login, name, tuple(sorted(set(code))), supervisor, active=True))


@app.command("assign")
def assign_command(login: Login, code: Codes) -> None:
    """Make exactly these the codes of a collector."""
    with this_bridge(Permission.CODES) as bridge, writing(bridge.engine) as conn:
        _assign(conn, _known(conn, login).login, code)
        record_deed(conn, actor(), "codes assigned", {"login": login, "codes": code}, bridge.clock.now())
        person = _known(conn, login)
    _show(person)


@app.command("pin")
def pin_command(login: Login, pin: Pin = None) -> None:
    """Give a collector a new PIN. It also ends a lock after wrong ones."""
    with this_bridge(Permission.PEOPLE) as bridge:
        pin_hash = _hashed(pin, bridge.settings)
        with writing(bridge.engine) as conn:
            person = _known(conn, login)
            set_pin(conn, login, pin_hash)
            record_deed(conn, actor(), "PIN changed", {"login": login}, bridge.clock.now())
    _show(person)


@app.command("retire")
def retire_command(login: Login) -> None:
    """End a collector's work. What was collected stays."""
    with this_bridge(Permission.PEOPLE) as bridge, writing(bridge.engine) as conn:
        person = _known(conn, login)
        retire(conn, login)
        record_deed(conn, actor(), "collector retired", {"login": login}, bridge.clock.now())
    _show(person._replace(active=False))


def _known(conn: Connection, login: str) -> Collector:
    person = find_person(conn, login)
    if person is None:
        raise NotFound(what=f"collector {login}")
    return Collector(person.login, person.name, person.codes, person.supervisor, active=True)


def _assign(conn: Connection, login: str, codes: list[str]) -> None:
    if len(codes) > MAX_CODES:
        raise BadUsage(detail=f"A collector has at most {MAX_CODES} codes.")
    for code in unknown_codes(conn, codes):
        _check_text(code, MAX_LOGIN, "A code")
        add_code(conn, code, code)
        warn(f"PSCloud has not named the code {code} so far; it was added here.")
    assign(conn, login, codes)


def _hashed(given: str | None, settings: Settings) -> str:
    pin = ask_secret(given, "PIN")
    if not (settings.min_pin_digits <= len(pin) <= MAX_DIGITS and pin.isascii() and pin.isdigit()):
        raise BadUsage(detail=f"A PIN has {settings.min_pin_digits} to {MAX_DIGITS} digits.")
    if is_easy(pin):
        if settings.easy_pins == "refuse":
            raise EasyPin
        warn("A run, a repetition or a date is among the first PINs that a finder tries; better give another.")
    return hash_secret(pin)


def _check_text(text: str, limit: int, what: str) -> None:
    if not 1 <= len(text.strip()) <= limit or not text.isprintable():
        raise BadUsage(detail=f"{what} has 1 to {limit} printable characters.")


def _item(person: Collector) -> dict[str, Any]:
    return {**person._asdict(), "codes": list(person.codes)}


def _show(person: Collector) -> None:
    state = "active" if person.active else "retired"
    show(_item(person), lambda: print(f"{person.login}, {person.name}: {', '.join(person.codes)} ({state})"))


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
