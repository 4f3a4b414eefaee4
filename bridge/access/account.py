"""What people of the office change about their own account. Each takes the password again, or a code."""

from bridge.app import Bridge
from bridge.hashing import matches
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from bridge.store.office_users import claim_try, forgive_tries, set_password, set_totp, spend_step
from mpos.contract.problems import LockedOut

from .actor import Actor
from .signing_in import SignInLocked
from .totp import sealed, step_of


class WrongPassword(LockedOut):
    """The present password is wrong."""

    http_status = 403
    hint = "Nothing was changed."


class WrongCode(LockedOut):
    """The six digits are not those of this secret."""

    http_status = 403
    hint = "Nothing was changed. See that the telephone's clock is right, and try the next six."


def change_password(bridge: Bridge, actor: Actor, present: str, new: str) -> None:
    """Gives a new password and ends all sessions. WrongPassword, BadUsage."""
    _show(bridge, actor, present)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        set_password(conn, actor.name, new)
        record_deed(conn, actor, "own password changed", {}, now)


def confirm_totp(bridge: Bridge, actor: Actor, secret: str, code: str) -> None:
    """Keeps a second factor, once a code shows that the telephone has it. WrongCode."""
    now = bridge.clock.now()
    try:
        step = step_of(secret, code, now)
    except ValueError:
        step = None
    if step is None:
        raise WrongCode()
    with writing(bridge.engine) as conn:
        set_totp(conn, actor.name, sealed(bridge, secret))
        spend_step(conn, actor.name, step)
        record_deed(conn, actor, "second factor set up", {}, now)


def drop_totp(bridge: Bridge, actor: Actor, present: str) -> None:
    """Takes the second factor away. WrongPassword."""
    _show(bridge, actor, present)
    with writing(bridge.engine) as conn:
        set_totp(conn, actor.name, None)
        record_deed(conn, actor, "second factor removed", {}, bridge.clock.now())


def _show(bridge: Bridge, actor: Actor, present: str) -> None:
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        leave = claim_try(conn, actor.name, now)
    if leave.locked_until is not None:
        raise SignInLocked(until=leave.locked_until)
    if leave.password_hash is None or not matches(leave.password_hash, present):
        raise WrongPassword()
    with writing(bridge.engine) as conn:
        forgive_tries(conn, actor.name)
