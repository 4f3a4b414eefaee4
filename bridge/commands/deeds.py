"""mpos-bridge deeds: the office's journal, who did what."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import show, table
from bridge.store.engine import reading
from bridge.store.office_deeds import Deed, Wanted, check_deeds, list_deeds
from mpos.contract.problems import PartlyDone

DEFAULT_LIMIT, MAX_LIMIT = 50, 100_000
app = typer.Typer(add_completion=False, help="The office's journal: who did what, chained so that no deed can go.")


@app.command("list")
def list_command(
    who: Annotated[str | None, typer.Option(help="Of this user only.")] = None,
    what: Annotated[str | None, typer.Option(help="Of this kind only, as in the list: payment approved")] = None,
    before: Annotated[int | None, typer.Option(min=1, help="Older than the deed with this number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """The newest deeds first."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [_item(bridge, deed) for deed in list_deeds(conn, Wanted(who, what, before), limit)]
    show({"items": items}, lambda: _table(items))


@app.command("verify")
def verify_command() -> None:
    """Prove that no deed was changed, put in or taken out."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        problems = list(check_deeds(conn))
    show(
        {"ok": not problems, "problems": problems}, lambda: print("\n".join(problems) or "The office's journal holds.")
    )
    if problems:
        raise typer.Exit(PartlyDone.exit_code)


def _item(bridge: Bridge, deed: Deed) -> dict[str, Any]:
    return {
        "deed_id": deed.deed_id,
        "done_at": in_zone(bridge, deed.done_at),
        "who": deed.who,
        "system_user": deed.system_user,
        "what": deed.what,
        "detail": deed.detail,
        "hash": deed.hash,
    }


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["deed_id"],
            each["done_at"],
            each["who"],
            each["what"],
            ", ".join(f"{name} {_said(value)}" for name, value in each["detail"].items()),
        )
        for each in items
    ]
    table(("No.", "Done", "Who", "What", "Detail"), rows)


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
