"""mpos-bridge users: the people of the office who may sign in, and what they may do."""

from typing import Annotated, Any

import typer

from bridge.access import users
from bridge.access.roles import PERMISSIONS, ROLES, Permission
from bridge.app import Bridge
from bridge.commands.asking import ask_secret
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import show, table
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.office_users import User, find_user, list_users
from mpos.contract.problems import BadUsage

app = typer.Typer(add_completion=False, help="Office users: who may sign in, as what, and for which branches.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the user signs in as.")]
Role = Annotated[str, typer.Option(help=f"What they may do: {', '.join(ROLES)}.")]
Branches = Annotated[
    list[str] | None, typer.Option("--branch", help="The only branches that they see; may be given more than once.")
]
SystemUser = Annotated[str | None, typer.Option(help="The login of this machine that is this user over SSH.")]
Password = Annotated[str | None, typer.Option(help="- reads it from stdin; else it is asked for.")]


@app.command("list")
def list_command() -> None:
    """Everybody, retired ones too."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [_item(bridge, user) for user in list_users(conn)]
    show({"items": items}, lambda: _table(items))


@app.command("roles")
def roles_command() -> None:
    """What each role may do."""
    roles = {role: sorted(permissions) for role, permissions in PERMISSIONS.items()}
    show({"roles": roles}, lambda: table(("Role", "May"), [(role, ", ".join(may)) for role, may in roles.items()]))


@app.command("add")
def add_command(
    name: Name, role: Role, password: Password = None, branch: Branches = None, system_user: SystemUser = None
) -> None:
    """Let somebody new sign in."""
    with this_bridge(Permission.USERS) as bridge:
        wanted = users.Wanted(role, tuple(branch) if branch else None, system_user)
        users.add(bridge, actor(), name, ask_secret(password, "password"), wanted)
        _show(bridge, name)


@app.command("change")
def change_command(
    name: Name,
    role: Annotated[str | None, typer.Option(help="Another role.")] = None,
    branch: Branches = None,
    all_branches: Annotated[bool, typer.Option("--all-branches", help="They see all branches.")] = False,
    system_user: Annotated[
        str | None, typer.Option(help="The login of this machine, or an empty text for none.")
    ] = None,
) -> None:
    """Give a user another role, other branches or another login of this machine."""
    if all_branches and branch:
        raise BadUsage(detail="Give --branch or --all-branches, not both.")
    with this_bridge(Permission.USERS) as bridge:
        present = _known(bridge, name)
        branches = None if all_branches else (tuple(branch) if branch else present.branches)
        login = present.system_user if system_user is None else system_user or None
        users.change(bridge, actor(), name, users.Wanted(role or present.role, branches, login))
        _show(bridge, name)


@app.command("password")
def password_command(name: Name, password: Password = None) -> None:
    """Give a user a new password. It ends all their sessions, and a lock after wrong ones."""
    with this_bridge(Permission.USERS) as bridge:
        user = _known(bridge, name)
        wanted = users.Wanted(user.role, user.branches, user.system_user)
        users.change(bridge, actor(), name, wanted, ask_secret(password, "password"))
        _show(bridge, name)


@app.command("retire")
def retire_command(name: Name) -> None:
    """Keep a user out. What they did stays in the office's journal."""
    with this_bridge(Permission.USERS) as bridge:
        users.set_active(bridge, actor(), name, False)
        _show(bridge, name)


@app.command("readmit")
def readmit_command(name: Name) -> None:
    """Let a retired user sign in again."""
    with this_bridge(Permission.USERS) as bridge:
        users.set_active(bridge, actor(), name, True)
        _show(bridge, name)


@app.command("drop-second-factor")
def drop_second_factor_command(name: Name) -> None:
    """Let a user whose telephone is lost sign in with the password alone."""
    with this_bridge(Permission.USERS) as bridge:
        users.drop_totp(bridge, actor(), name)
        _show(bridge, name)


def _known(bridge: Bridge, name: str) -> User:
    with reading(bridge.engine) as conn:
        user = find_user(conn, name)
    if user is None:
        raise NotFound(what=f"office user {name}")
    return user


def _show(bridge: Bridge, name: str) -> None:
    item = _item(bridge, _known(bridge, name))
    show(item, lambda: _table([item]))


def _item(bridge: Bridge, user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "active": user.active,
        "branches": None if user.branches is None else list(user.branches),
        "system_user": user.system_user,
        "second_factor": user.has_totp,
        "created_at": in_zone(bridge, user.created_at),
    }


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["name"],
            each["role"],
            "yes" if each["active"] else "no",
            "all" if each["branches"] is None else ", ".join(each["branches"]),
            each["system_user"],
            "set up" if each["second_factor"] else "none",
        )
        for each in items
    ]
    table(("Name", "Role", "Active", "Branches", "System user", "Second factor"), rows)
