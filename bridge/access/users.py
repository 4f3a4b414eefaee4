"""What an administrator does with office users. The last administrator stays one, or nobody could make another."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store import office_users
from bridge.store.engine import Connection, writing
from bridge.store.office_deeds import record_deed
from bridge.store.office_users import User, administrators, find_user
from mpos.contract.problems import Refused

from .actor import Actor
from .roles import ADMINISTRATOR


class LastAdministrator(Refused):
    """{name} is the only administrator."""

    hint = "Nothing was changed. Make somebody else administrator first."


class Wanted(NamedTuple):
    """What a user is to be. `branches` None stands for all; `system_user` is a login of this machine."""

    role: str
    branches: tuple[str, ...] | None
    system_user: str | None

    def told(self) -> dict[str, Any]:
        """For the office's journal."""
        branches = None if self.branches is None else list(self.branches)
        return {"role": self.role, "branches": branches, "system_user": self.system_user}


def branches_in(text: str | None) -> tuple[str, ...] | None:
    """Branches separated by commas; None, which is all of them, for none."""
    named = tuple(branch.strip() for branch in (text or "").split(",") if branch.strip())
    return named or None


def add(bridge: Bridge, actor: Actor, name: str, password: str, wanted: Wanted) -> None:
    """Lets somebody new sign in. BadUsage, AlreadyThere."""
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        office_users.add_user(conn, name, password, wanted.role, now, wanted.branches, wanted.system_user)
        record_deed(conn, actor, "user added", {"name": name, **wanted.told()}, now)


def change(bridge: Bridge, actor: Actor, name: str, wanted: Wanted, password: str | None = None) -> None:
    """Makes a user this, with a new password if one is given. NotFound, LastAdministrator, BadUsage, AlreadyThere."""
    with writing(bridge.engine) as conn:
        user = _known(conn, name)
        if wanted.role != ADMINISTRATOR:
            _keep_one(conn, user)
        office_users.set_role(conn, name, wanted.role, wanted.branches)
        office_users.set_system_user(conn, name, wanted.system_user)
        if password is not None:
            office_users.set_password(conn, name, password)
        _record(bridge, conn, actor, "user changed", {"name": name, **wanted.told(), "new_password": bool(password)})


def set_active(bridge: Bridge, actor: Actor, name: str, active: bool) -> None:
    """Keeps a user out, or lets them in again. NotFound, LastAdministrator."""
    with writing(bridge.engine) as conn:
        user = _known(conn, name)
        if not active:
            _keep_one(conn, user)
        office_users.set_active(conn, name, active)
        _record(bridge, conn, actor, "user let in again" if active else "user retired", {"name": name})


def drop_totp(bridge: Bridge, actor: Actor, name: str) -> None:
    """Takes a user's second factor away: the telephone is lost. NotFound."""
    with writing(bridge.engine) as conn:
        _known(conn, name)
        office_users.set_totp(conn, name, None)
        _record(bridge, conn, actor, "second factor of another removed", {"name": name})


def _known(conn: Connection, name: str) -> User:
    user = find_user(conn, name)
    if user is None:
        raise NotFound(what=f"office user {name}")
    return user


def _keep_one(conn: Connection, user: User) -> None:
    if user.role == ADMINISTRATOR and user.active and administrators(conn) == 1:
        raise LastAdministrator(name=user.name)


def _record(bridge: Bridge, conn: Connection, actor: Actor, what: str, detail: Mapping[str, Any]) -> None:
    record_deed(conn, actor, what, detail, bridge.clock.now())
