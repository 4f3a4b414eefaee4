"""What somebody of certain branches can reach. What they can't is not there for them: NotFound, as if it never was."""

from collections.abc import Iterable

from bridge.access.actor import Actor
from bridge.problems import NotFound
from bridge.store.at_terminals import is_terminal_within
from bridge.store.branch_scope import codes_of
from bridge.store.codes import Code, find_code, unknown_codes
from bridge.store.collectors import Collector, find_collector
from bridge.store.engine import Connection
from bridge.store.terminals import Terminal, find_terminal
from mpos.contract.problems import BadUsage, Refused


class OthersToo(Refused):
    """{what} belongs to other branches, too."""

    hint = "Nothing was changed. Ask somebody who has all of the branches."


def reachable_code(conn: Connection, actor: Actor, code: str) -> Code:
    """The code, when it is of a branch of the actor's; NotFound."""
    found = find_code(conn, code)
    if found is None or not _is_ours(actor, found.branch):
        raise NotFound(what=f"code {code}")
    return found


def check_codes(conn: Connection, actor: Actor, codes: Iterable[str], *, may_be_new: bool = False) -> None:
    """NotFound for a code out of reach, or that nobody has named yet; a new one has no branch."""
    wanted, ours = sorted(set(codes)), codes_of(conn, actor.branches)
    missing = [code for code in wanted if code not in ours] if ours is not None else []
    if not missing and not may_be_new:
        missing = unknown_codes(conn, wanted)
    if missing:
        raise NotFound(what=f"code {missing[0]}")


def reachable_collector(conn: Connection, actor: Actor, login: str) -> Collector:
    """The collector, when one of their codes is of a branch of the actor's; NotFound."""
    found, ours = find_collector(conn, login), codes_of(conn, actor.branches)
    if found is None or not (ours is None or ours & set(found.codes)):
        raise NotFound(what=f"collector {login}")
    return found


def own_collector(conn: Connection, actor: Actor, login: str) -> Collector:
    """The collector, when all of their codes are of branches of the actor's; NotFound, OthersToo."""
    found, ours = reachable_collector(conn, actor, login), codes_of(conn, actor.branches)
    if ours is not None and not ours >= set(found.codes):
        raise OthersToo(what=f"The collector {login}")
    return found


def reachable_terminal(conn: Connection, actor: Actor, terminal_id: str) -> Terminal:
    """The terminal, when it is served codes of the actor's branches, or would be; NotFound."""
    found = find_terminal(conn, terminal_id)
    if found is None or not is_terminal_within(conn, terminal_id, actor.branches):
        raise NotFound(what=f"terminal {terminal_id}")
    return found


def branch_for(actor: Actor, branch: str) -> str:
    """The branch of something new: the actor's only one unless named. BadUsage for one that is not theirs."""
    if not branch and actor.branches is not None and len(actor.branches) == 1:
        return next(iter(actor.branches))
    if not _is_ours(actor, branch):
        raise BadUsage(detail=f"It needs a branch of yours: {', '.join(sorted(actor.branches or ()))}.")
    return branch


def _is_ours(actor: Actor, branch: str) -> bool:
    return actor.branches is None or branch in actor.branches
