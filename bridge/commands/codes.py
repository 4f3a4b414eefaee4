"""mpos-bridge codes: the collector codes."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import this_bridge
from bridge.commands.output import show, table
from bridge.problems import AlreadyThere, NotFound
from bridge.store.codes import MAX_CODE, MAX_NAME, Code, add_code, list_codes, rename_code, set_active
from bridge.store.engine import reading, writing
from mpos.contract.money import format_money
from mpos.contract.problems import BadUsage

app = typer.Typer(add_completion=False, help="Collector codes: the areas, and what is due in them.")
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="The collector code.")]


@app.command("list")
def list_command() -> None:
    """All codes, with their SOAs and collectors."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [_item(code) for code in list_codes(conn)]
    show({"items": items}, lambda: _table(items))


@app.command()
def add(code: CodeArgument, name: Annotated[str, typer.Option(help="What people call it.")]) -> None:
    """Add a code that PSCloud does not have yet. Those that it has come with each download."""
    _check(code, MAX_CODE, "A code")
    _check(name, MAX_NAME, "A name")
    with this_bridge(Permission.CODES) as bridge, writing(bridge.engine) as conn:
        if not add_code(conn, code, name):
            raise AlreadyThere(what=f"a code {code}")
    show({"collector_code": code, "name": name, "active": True}, lambda: print(f"Added {code}, {name}."))


@app.command()
def edit(
    code: CodeArgument,
    name: Annotated[str, typer.Option(help="What people call it from now on.")],
) -> None:
    """Give a code another name. It is active again from then on."""
    _check(name, MAX_NAME, "A name")
    with this_bridge(Permission.CODES) as bridge, writing(bridge.engine) as conn:
        if not rename_code(conn, code, name):
            raise NotFound(what=f"code {code}")
        set_active(conn, code, True)
    show({"collector_code": code, "name": name, "active": True}, lambda: print(f"{code} is {name}."))


@app.command()
def retire(code: CodeArgument) -> None:
    """Mark a code as no longer used. Its SOAs and collectors stay as they are; `edit` takes it up again."""
    with this_bridge(Permission.CODES) as bridge, writing(bridge.engine) as conn:
        if not set_active(conn, code, False):
            raise NotFound(what=f"code {code}")
    show({"collector_code": code, "active": False}, lambda: print(f"{code} is retired."))


def _item(code: Code) -> dict[str, Any]:
    return {
        "collector_code": code.collector_code,
        "name": code.name,
        "active": code.active,
        "source": code.source,
        "soas": code.soas,
        "amount_due": format_money(code.amount_due_minor),
        "collectors": list(code.collectors),
    }


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["collector_code"],
            each["name"],
            "yes" if each["active"] else "no",
            each["soas"],
            each["amount_due"],
            ", ".join(each["collectors"]) or "nobody",
        )
        for each in items
    ]
    table(("Code", "Name", "Active", "SOAs", "Amount due", "Collectors"), rows)


def _check(text: str, limit: int, what: str) -> None:
    if not 1 <= len(text.strip()) <= limit or not text.isprintable():
        raise BadUsage(detail=f"{what} has 1 to {limit} printable characters.")
