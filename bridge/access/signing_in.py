"""Signing in: a name, its password, and six digits where the user has a second factor."""

from functools import cache
from threading import BoundedSemaphore

from bridge.app import Bridge
from bridge.hashing import hash_secret, matches
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from bridge.store.office_sessions import begin_session
from bridge.store.office_users import claim_try, forgive_tries, spend_step, totp_of
from mpos.contract.clock import read_instant
from mpos.contract.problems import LockedOut

from .totp import opened, step_of

_COMPARING = BoundedSemaphore(2)
"""Passwords compared at once: each takes 64 MB, and many tried at the same time must not take it all."""


class NotSignedIn(LockedOut):
    """The name, the password or the six digits are wrong."""

    hint = "Try again. After five wrong tries the name is locked for a while."


class SignInLocked(LockedOut):
    """After too many wrong tries this name is locked until {until}."""

    http_status = 423
    hint = "Wait, or ask an administrator for a new password."


def sign_in(bridge: Bridge, name: str, password: str, code: str = "") -> str:
    """Begins a session; its secret. NotSignedIn says never which part was wrong; SignInLocked."""
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        leave = claim_try(conn, name, now)
    if leave.locked_until is not None:
        raise SignInLocked(until=f"{read_instant(leave.locked_until).astimezone(bridge.settings.zone):%H:%M}")
    with _COMPARING:
        # A name that nobody has takes as long as one that somebody has.
        is_right = matches(leave.password_hash or _nobodys(), password)
    if leave.password_hash is None or not is_right:
        raise NotSignedIn()
    with writing(bridge.engine) as conn:
        kept = totp_of(conn, name)
        if kept is not None:
            step = step_of(opened(bridge, kept), code.strip(), now)
            if step is None or not spend_step(conn, name, step):
                raise NotSignedIn()
        forgive_tries(conn, name)
        record_deed(conn, name, "signed in", {}, now)
        return begin_session(conn, name, now)


@cache
def _nobodys() -> str:
    return hash_secret("the password of nobody")
