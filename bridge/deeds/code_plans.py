"""Plans that give one code to several, or take it away."""

from collections.abc import Callable, Iterable

from bridge.access.actor import Actor
from bridge.store.engine import Connection
from bridge.store.serving import Codes, kept_to

from .assigning import Plan
from .reach import reachable_code, reachable_collector, reachable_terminal


def given_plan(conn: Connection, actor: Actor, code: str, logins: Iterable[str], terminal_ids: Iterable[str]) -> Plan:
    """These collectors have the code beside theirs, and these terminals are kept to it beside theirs. NotFound."""
    return _plan(conn, actor, code, logins, terminal_ids, lambda codes: tuple(sorted({*codes, code})))


def taken_plan(conn: Connection, actor: Actor, code: str, logins: Iterable[str], terminal_ids: Iterable[str]) -> Plan:
    """The opposite. A terminal that is kept to nothing any more is served all codes of its collectors. NotFound."""
    return _plan(conn, actor, code, logins, terminal_ids, lambda codes: tuple(each for each in codes if each != code))


def _plan(
    conn: Connection,
    actor: Actor,
    code: str,
    logins: Iterable[str],
    terminal_ids: Iterable[str],
    change: Callable[[Codes], Codes],
) -> Plan:
    reachable_code(conn, actor, code)
    return Plan(
        {login: change(reachable_collector(conn, actor, login).codes) for login in logins},
        {each: change(kept_to(conn, reachable_terminal(conn, actor, each).terminal_id)) for each in terminal_ids},
    )
