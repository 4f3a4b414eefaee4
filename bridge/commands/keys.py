"""mpos-bridge keys: the keys with which other systems use the office's API."""

from typing import Annotated, Any

import typer

from bridge.access import keys
from bridge.access.roles import Permission
from bridge.access.scopes import SCOPES
from bridge.app import Bridge
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import show, table
from bridge.store.api_keys import ApiKey, list_keys
from bridge.store.engine import reading

app = typer.Typer(add_completion=False, help="Keys with which other systems use the office's API.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Which system it is for.")]


@app.command("list")
def list_command() -> None:
    """All keys, revoked ones too. What a key is was told when it was made, and never again."""
    with this_bridge(Permission.USERS) as bridge, reading(bridge.engine) as conn:
        items = [_item(bridge, key) for key in list_keys(conn)]
    show({"items": items}, lambda: _table(items))


@app.command("add")
def add_command(
    name: Name,
    scope: Annotated[list[str], typer.Option(help=f"What it may do; more than once: {', '.join(SCOPES)}.")],
    branch: Annotated[list[str] | None, typer.Option(help="The only branch that it sees; more than once.")] = None,
) -> None:
    """Make a key. It is shown this once: keep it in the other system's own place for secrets."""
    with this_bridge(Permission.USERS) as bridge:
        key, text = keys.add(bridge, actor(), name, scope, branch or None)
        content = _item(bridge, key) | {"key": text}
    show(content, lambda: print(f"{text}\nThis is the key of {name}. It is not shown again."))


@app.command("revoke")
def revoke_command(name: Name) -> None:
    """Let a key in no more, at once."""
    with this_bridge(Permission.USERS) as bridge:
        key = keys.revoke(bridge, actor(), name)
    show({"key_id": key.key_id, "name": name}, lambda: print(f"The key of {name} is good for nothing any more."))


def _item(bridge: Bridge, key: ApiKey) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": list(key.scopes),
        "branches": None if key.branches is None else list(key.branches),
        "made_by": key.made_by,
        "made_at": in_zone(bridge, key.made_at),
        "used_at": in_zone(bridge, key.used_at),
        "revoked_at": in_zone(bridge, key.revoked_at),
    }


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["key_id"],
            each["name"],
            ", ".join(each["scopes"]),
            "all" if each["branches"] is None else ", ".join(each["branches"]),
            each["made_by"],
            each["made_at"],
            each["used_at"],
            each["revoked_at"],
        )
        for each in items
    ]
    table(("No.", "Name", "Scopes", "Branches", "Made by", "Made at", "Last used", "Revoked"), rows)
