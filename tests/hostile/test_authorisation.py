"""Who may do what: every route against every kind of caller, and nothing of one terminal by way of another."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bridge.store.engine import writing
from bridge.store.terminals import revoke
from bridge.web import bare_app
from mpos.contract.sealed_file import SOA_LIST as LIST_FILE
from mpos.contract.sealed_file import describe_sealed
from mpos.contract.wire import (
    ATTACHMENT,
    CHALLENGES,
    CONTACT_HEADER,
    ENROLMENTS,
    HEALTH,
    JOURNAL,
    LOGINS,
    SOA_LIST,
    SOA_LIST_CHANGES,
    TOKENS,
    Upload,
    upload_wire,
)
from tests.bridge.office_core import PIN, Core, Hand, a_soa

JUAN, EVA = "juan", "eva"
OK = (200, None)
NO_TOKEN, REVOKED = (401, "token_refused"), (403, "terminal_revoked")
NOT_HERE, SNAPSHOT = (403, "collector_not_here"), (409, "snapshot_needed")
NOT_NAMED = (409, "attachment_unknown")

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    HEALTH: ("GET", HEALTH, {}),
    ENROLMENTS: ("POST", ENROLMENTS, {"json": {"code": "0000000000", "public_key": "0" * 64}}),
    CHALLENGES: ("POST", CHALLENGES, {"json": {"terminal_id": "T999"}}),
    TOKENS: ("POST", TOKENS, {"json": {"terminal_id": "T001", "challenge": "x", "signature": "x"}}),
    LOGINS: ("POST", LOGINS, {"json": {"login": JUAN, "pin": PIN}}),
    SOA_LIST: ("GET", SOA_LIST, {"params": {"collector": JUAN}}),
    SOA_LIST_CHANGES: ("GET", SOA_LIST_CHANGES, {"params": {"collector": JUAN, "list_id": "x", "after": "0"}}),
    JOURNAL: ("POST", JOURNAL, {"json": {"entries": [], "fates_after": 0}}),
    ATTACHMENT: ("PUT", ATTACHMENT.format(sha256="5" * 64), {"content": b"x"}),
}
ANYBODY = {HEALTH: OK, ENROLMENTS: (401, "code_unknown"), CHALLENGES: (401, "challenge_refused")} | {
    TOKENS: (401, "challenge_refused")
}
"""These ask for no token, and so answer everybody alike."""
STRANGER = {**ANYBODY, **dict.fromkeys((LOGINS, SOA_LIST, SOA_LIST_CHANGES, JOURNAL, ATTACHMENT), NO_TOKEN)}

Caller = Callable[[Core], str | None]


def _garbage(_core: Core) -> str:
    return "Bearer " + "x" * 43


def _another_scheme(core: Core) -> str:
    return f"Basic {_at_home(core).token}"


def _expired(core: Core) -> str:
    hand = _at_home(core)
    core.clock.move(hours=24)
    return f"Bearer {hand.token}"


def _revoked(core: Core) -> str:
    hand = _at_home(core)
    with writing(core.bridge.engine) as conn:
        revoke(conn, hand.terminal_id, "lost", core.clock.now())
    return f"Bearer {hand.token}"


def _at_home(core: Core) -> Hand:
    hand = core.terminal()
    hand.log_in(JUAN)
    return hand


CALLERS: dict[str, tuple[Caller, dict[str, tuple[int, str | None]]]] = {
    "no token": (lambda _core: None, STRANGER),
    "a garbage token": (_garbage, STRANGER),
    "an empty token": (lambda _core: "Bearer ", STRANGER),
    "a token under another scheme": (_another_scheme, STRANGER),
    "an expired token": (_expired, STRANGER),
    "a revoked terminal": (
        _revoked,
        {**ANYBODY, **dict.fromkeys((LOGINS, SOA_LIST, SOA_LIST_CHANGES), REVOKED), JOURNAL: OK, ATTACHMENT: NOT_NAMED},
    ),
    "a terminal where the collector never logged in": (
        lambda core: f"Bearer {core.terminal().token}",
        {**ANYBODY, LOGINS: OK, SOA_LIST: NOT_HERE, SOA_LIST_CHANGES: NOT_HERE, JOURNAL: OK, ATTACHMENT: NOT_NAMED},
    ),
    "the collector's own terminal": (
        lambda core: f"Bearer {_at_home(core).token}",
        {**ANYBODY, LOGINS: OK, SOA_LIST: OK, SOA_LIST_CHANGES: SNAPSHOT, JOURNAL: OK, ATTACHMENT: NOT_NAMED},
    ),
}


def test_the_matrix_knows_every_route() -> None:
    assert set(bare_app().openapi()["paths"]) == set(REQUESTS)


@pytest.mark.parametrize("who", CALLERS)
def test_each_caller_gets_exactly_its_answer_at_each_route(core: Core, who: str) -> None:
    core.collector(JUAN, "MNL-01")
    caller, expected = CALLERS[who]
    authorization = caller(core)
    headers = {"Authorization": authorization} if authorization is not None else {}
    got = {}
    # Logging in comes last, as it lets the collector in.
    for route in sorted(REQUESTS, key=lambda route: route == LOGINS):
        method, path, request = REQUESTS[route]
        got[route] = _told(core.http.request(method, path, headers=headers, **request))
    assert got == expected


@pytest.mark.parametrize("route", [SOA_LIST, SOA_LIST_CHANGES])
def test_nothing_that_a_terminal_says_makes_it_another(core: Core, route: str) -> None:
    ana, thief = _two_terminals(core)
    method, path, request = REQUESTS[route]
    claims: tuple[dict[str, Any], ...] = (
        {"params": {**request["params"], "terminal_id": ana.terminal_id}},
        {"params": [("collector", EVA), *request["params"].items()]},
        {"headers": {"X-Terminal-Id": ana.terminal_id, "Cookie": f"terminal_id={ana.terminal_id}; token={ana.token}"}},
        {"headers": {"X-Forwarded-User": JUAN, "X-Original-URL": path, "Mpos-Terminal": ana.terminal_id}},
        {"headers": {CONTACT_HEADER: json.dumps(_contact(collector=JUAN))}},
        {"json": {"terminal_id": ana.terminal_id, "collector": JUAN, "token": ana.token}},
    )
    for claim in claims:
        assert _told(thief.ask(method, path, **{**request, **claim})) == NOT_HERE


@pytest.mark.parametrize(
    "path", [f"{SOA_LIST}/../journal", f"{SOA_LIST}//changes", f"{SOA_LIST}/", f"{SOA_LIST}%2Fchanges"]
)
def test_a_crooked_path_leads_nowhere(core: Core, path: str) -> None:
    _, thief = _two_terminals(core)
    url = httpx.URL("http://bridge.test").copy_with(raw_path=path.encode() + b"?collector=juan")
    assert _told(thief.ask("GET", str(url))) in ((404, "no_such_place"), (405, "not_done_here"), NOT_HERE)


def test_a_terminal_can_not_write_into_anothers_journal(core: Core) -> None:
    ana, thief = _two_terminals(core)
    ana.collect("SOA-1")
    by_hand = gzip.compress(json.dumps(upload_wire(Upload(tuple(ana.entries), ana.seal(ana.head), 0))).encode())
    stolen = thief.ask("POST", JOURNAL, content=by_hand, headers={"Content-Encoding": "gzip"})
    assert _told(stolen) == (403, "not_your_journal")
    in_their_name = thief.record("payment_recorded", {}, terminal_id=ana.terminal_id)
    assert _told(thief.upload([in_their_name])) == (403, "not_your_journal")
    own_after_theirs = [*ana.entries, thief.record("x_reading", prev_hash=ana.head.hash, seq=ana.head.seq + 1)]
    assert _told(thief.upload(own_after_theirs)) == (403, "not_your_journal")
    assert core.value("SELECT count(*) FROM journal") == 0


def test_a_terminal_hears_nothing_of_anothers_payments_and_positions(core: Core) -> None:
    ana, thief = _two_terminals(core)
    ana.collect("SOA-1")
    assert ana.upload().is_success
    thief.log_in(EVA)
    news = thief.ask("POST", JOURNAL, json={"entries": [], "fates_after": 0}).json()
    assert (news["fates"], news["set_aside"], news["acknowledged"]["seq"]) == ([], [], 0)
    listed = describe_sealed(thief.soa_list(EVA).content, LIST_FILE)
    assert (listed["taken"], listed["codes"], listed["count"]) == ([], ["MNL-02"], 0)
    page = thief.changes(EVA, str(listed["list_id"]), 0).json()
    assert (page["taken"], page["items"]) == ([], [])


def test_what_a_terminal_says_of_itself_is_kept_as_its_own(core: Core) -> None:
    ana, thief = _two_terminals(core)
    claim = json.dumps(_contact(collector=JUAN, terminal_id=ana.terminal_id))
    assert thief.ask(
        "POST", JOURNAL, json={"entries": [], "fates_after": 0}, headers={CONTACT_HEADER: claim}
    ).is_success
    kept = "SELECT last_contact_at FROM terminal WHERE terminal_id = :id"
    assert core.value(kept, id=ana.terminal_id) is None
    assert core.value(kept, id=thief.terminal_id) is not None


def _two_terminals(core: Core) -> tuple[Hand, Hand]:
    """Juan's terminal with a SOA of his, and one that Eva may use, in a thief's hands."""
    core.collector(JUAN, "MNL-01")
    core.collector(EVA, "MNL-02")
    core.keep(a_soa("SOA-1"))
    return _at_home(core), core.terminal(b"u" * 32)


def _contact(**said: object) -> dict[str, object]:
    contact = {"sent_at": "2026-10-15T09:00:00+08:00", "version": "0.1.0", "day": "open", "pending_entries": 0}
    return {**contact, "cash_in_hand": "0.00", "unprinted_slips": 0, **said}


def _told(answer: httpx.Response) -> tuple[int, str | None]:
    is_problem = answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"] if is_problem else None
