"""Giving collectors their codes and keeping terminals to codes, with what that changes at terminals said before.

The preview and the deed settle what is wanted in the same way, and the preview is made of the rule that serves
terminals (bridge.store.serving), so what is shown is what the next downloads bring.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.store.branch_scope import codes_of
from bridge.store.codes import MAX_CODE, add_code, retired_codes, unknown_codes
from bridge.store.collectors import assign
from bridge.store.engine import Connection, reading, writing
from bridge.store.office_deeds import record_deed
from bridge.store.serving import Codes, Serving, keep_to, kept_to, read_serving
from mpos.contract.problems import BadUsage, Refused
from mpos.contract.wire import MAX_CODES

from .preview import Preview, preview
from .reach import check_codes, reachable_collector, reachable_terminal
from .texts import check_text

_Wishes = Mapping[str, Collection[str]]


class RetiredCode(Refused):
    """The code {code} is retired."""

    hint = "Nothing was changed. Take the code up again first, or give another."


class ChangedMeanwhile(Refused):
    """What it would change at terminals is not what you were shown any more."""

    hint = "Nothing was changed. Look at it again."


class Plan(NamedTuple):
    """What is wanted: the codes of each of these collectors, and the codes that each of these terminals is kept to.

    Somebody of certain branches says it of the codes of these; others stay with whom they are.
    """

    collectors: _Wishes = {}  # noqa: RUF012 -- never changed
    terminals: _Wishes = {}  # noqa: RUF012


class Done(NamedTuple):
    """What was saved: all codes of each, the codes that nobody had named before, and what changes at terminals.

    `ours` are the codes that the actor sees, None for all.
    """

    collectors: Mapping[str, Codes]
    terminals: Mapping[str, Codes]
    new_codes: tuple[str, ...]
    changes: Preview
    ours: frozenset[str] | None

    def shown(self, codes: Codes) -> Codes:
        """Those of the codes that the actor sees."""
        return codes if self.ours is None else tuple(code for code in codes if code in self.ours)


def preview_plan(bridge: Bridge, actor: Actor, plan: Plan) -> Done:
    """What saving it would do; nothing is changed. NotFound, BadUsage, RetiredCode."""
    actor.require(Permission.CODES)
    with reading(bridge.engine) as conn:
        return _settle(conn, actor, plan)


def carry_out(bridge: Bridge, actor: Actor, plan: Plan, seen: str | None = None) -> Done:
    """Saves it, all or nothing. `seen` is the preview's `mark` that the actor agreed to: ChangedMeanwhile."""
    actor.require(Permission.CODES)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        done = _settle(conn, actor, plan)
        if seen is not None and seen != done.changes.mark:
            raise ChangedMeanwhile
        for code in done.new_codes:
            add_code(conn, code, code)
            record_deed(conn, actor, "code added", {"collector_code": code, "name": code}, now)
        for login, codes in done.collectors.items():
            assign(conn, login, codes)
            record_deed(conn, actor, "codes assigned", {"login": login, "codes": list(codes)}, now)
        for terminal_id, codes in done.terminals.items():
            keep_to(conn, terminal_id, codes)
            record_deed(conn, actor, "terminal kept to codes", {"terminal_id": terminal_id, "codes": list(codes)}, now)
    return done


def check_new_codes(conn: Connection, actor: Actor, codes: Collection[str], had: Collection[str] = ()) -> Codes:
    """Those of the codes that nobody has named so far. BadUsage, NotFound out of reach, RetiredCode for new ones."""
    if len(codes) > MAX_CODES:
        raise BadUsage(detail=f"Nobody has more than {MAX_CODES} codes.")
    given = set(codes) - set(had)
    for code in given:
        check_text(code, MAX_CODE, "A code")
    check_codes(conn, actor, given, may_be_new=True)
    for code in retired_codes(conn, given):
        raise RetiredCode(code=code)
    return tuple(unknown_codes(conn, given))


def _settle(conn: Connection, actor: Actor, plan: Plan) -> Done:
    new: set[str] = set()
    collectors, terminals = {}, {}
    for login, codes in plan.collectors.items():
        person = reachable_collector(conn, actor, login)
        new |= set(check_new_codes(conn, actor, codes, person.codes))
        collectors[login] = _with_others(conn, actor, codes, person.codes)
    for terminal_id, codes in plan.terminals.items():
        had = kept_to(conn, reachable_terminal(conn, actor, terminal_id).terminal_id)
        check_codes(conn, actor, set(codes) - set(had))
        check_new_codes(conn, actor, codes, had)
        terminals[terminal_id] = _with_others(conn, actor, codes, had)
    before = read_serving(conn)
    changes = preview(conn, before, _after(before, collectors, terminals))
    ours = codes_of(conn, actor.branches)
    return Done(collectors, terminals, tuple(sorted(new)), changes, None if ours is None else frozenset(ours))


def _with_others(conn: Connection, actor: Actor, wanted: Collection[str], had: Codes) -> Codes:
    """What is wanted of the actor's branches, beside what there is of others."""
    ours = codes_of(conn, actor.branches)
    others = set() if ours is None else set(had) - ours
    return tuple(sorted({*wanted, *others}))


def _after(before: Serving, collectors: Mapping[str, Codes], terminals: Mapping[str, Codes]) -> Serving:
    active = {login: codes for login, codes in collectors.items() if login in before.own}
    return before._replace(own={**before.own, **active}, kept={**before.kept, **terminals})
