"""What the office does with collector codes: add, change, retire, take up again."""

from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.problems import AlreadyThere
from bridge.store import codes
from bridge.store.codes import MAX_CODE, MAX_NAME, Code
from bridge.store.engine import Connection, writing
from bridge.store.office_deeds import record_deed
from mpos.contract.problems import Refused

from .reach import branch_for, reachable_code
from .texts import check_optional, check_text


class AlreadySo(Refused):
    """The code {code} is {state} already."""

    hint = "Nothing was changed."


class Wording(NamedTuple):
    """What people call a code, and where it lies; None leaves what is there."""

    name: str | None = None
    area: str | None = None
    branch: str | None = None


def add(bridge: Bridge, actor: Actor, code: str, wording: Wording) -> Code:
    """Adds a code that PSCloud does not have yet. BadUsage, AlreadyThere."""
    actor.require(Permission.CODES)
    check_text(code, MAX_CODE, "A code")
    name, area, branch = wording.name or "", wording.area or "", branch_for(actor, wording.branch or "")
    _check(name, area, branch)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        if not codes.add_code(conn, code, name, area, branch):
            raise AlreadyThere(what=f"a code {code}")
        told = {"collector_code": code, "name": name, "area": area, "branch": branch}
        record_deed(conn, actor, "code added", told, now)
        return _found(conn, actor, code)


def change(bridge: Bridge, actor: Actor, code: str, wording: Wording) -> Code:
    """Gives a code another name, area or branch; it is active from then on. NotFound, BadUsage.

    The area and the branch that PSCloud states of a code of its own come again with the next download.
    """
    actor.require(Permission.CODES)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        before = reachable_code(conn, actor, code)
        name = before.name if wording.name is None else wording.name
        area = before.area if wording.area is None else wording.area
        branch = before.branch if wording.branch is None else branch_for(actor, wording.branch)
        _check(name, area, branch)
        codes.change_code(conn, code, name, area, branch)
        codes.set_active(conn, code, True)
        told = {"collector_code": code, "name": name, "area": area, "branch": branch}
        record_deed(conn, actor, "code changed", told | {"before": [before.name, before.area, before.branch]}, now)
        return _found(conn, actor, code)


def retire(bridge: Bridge, actor: Actor, code: str) -> Code:
    """Nobody is given the code any more. Who has it keeps it, with its SOAs, until it is taken away."""
    return _set_active(bridge, actor, code, False)


def take_up(bridge: Bridge, actor: Actor, code: str) -> Code:
    """A retired code may be given again."""
    return _set_active(bridge, actor, code, True)


def _set_active(bridge: Bridge, actor: Actor, code: str, active: bool) -> Code:
    actor.require(Permission.CODES)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        if reachable_code(conn, actor, code).active == active:
            raise AlreadySo(code=code, state="active" if active else "retired")
        codes.set_active(conn, code, active)
        record_deed(conn, actor, "code taken up" if active else "code retired", {"collector_code": code}, now)
        return _found(conn, actor, code)


def _found(conn: Connection, actor: Actor, code: str) -> Code:
    return reachable_code(conn, actor, code)


def _check(name: str, area: str, branch: str) -> None:
    check_text(name, MAX_NAME, "A name")
    check_optional(area, MAX_NAME, "An area")
    check_optional(branch, MAX_NAME, "A branch")
