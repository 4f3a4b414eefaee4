"""What the office does with terminals: lets them in, locks them out, readmits them. Their codes: assigning."""

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.store import terminals
from bridge.store.engine import writing
from bridge.store.enrolments import OpenCode, offer
from bridge.store.office_deeds import record_deed
from mpos.contract.problems import Refused

from .reach import reachable_terminal
from .texts import MAX_REASON, check_text


class RevokedAlready(Refused):
    """{terminal_id} was revoked before."""

    hint = "Nothing was changed."


class NotRevoked(Refused):
    """{terminal_id} is not revoked."""

    hint = "Nothing was changed."


def offer_enrolment(bridge: Bridge, actor: Actor, series_prefix: str | None) -> OpenCode:
    """A one-time code that lets one terminal in, in clear for the only time. BadUsage, PrefixTaken."""
    actor.require(Permission.TERMINALS)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        offered = offer(conn, series_prefix, now)
        record_deed(conn, actor, "enrolment code made", {"series_prefix": offered.series_prefix}, now)
    return offered


def revoke(bridge: Bridge, actor: Actor, terminal_id: str, reason: str) -> None:
    """Locks a terminal out; what it recorded can still be uploaded. NotFound, RevokedAlready."""
    actor.require(Permission.TERMINALS)
    check_text(reason, MAX_REASON, "A reason")
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        reachable_terminal(conn, actor, terminal_id)
        if not terminals.revoke(conn, terminal_id, reason, now):
            raise RevokedAlready(terminal_id=terminal_id)
        record_deed(conn, actor, "terminal revoked", {"terminal_id": terminal_id, "reason": reason}, now)


def readmit(bridge: Bridge, actor: Actor, terminal_id: str, reason: str) -> None:
    """Lets a revoked terminal work again, from its next contact on. NotFound, NotRevoked."""
    actor.require(Permission.TERMINALS)
    check_text(reason, MAX_REASON, "A reason")
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        reachable_terminal(conn, actor, terminal_id)
        if not terminals.readmit(conn, terminal_id):
            raise NotRevoked(terminal_id=terminal_id)
        record_deed(conn, actor, "terminal readmitted", {"terminal_id": terminal_id, "reason": reason}, now)
