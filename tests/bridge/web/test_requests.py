"""Requests: bounded, packed, and answered in one form."""

import gzip
import json

import pytest

from bridge.web.bodies import MAX_VALUES, SMALL_BODY_BYTES
from mpos.contract.wire import CONTACT_HEADER, ENROLMENTS, HEALTH, JOURNAL, MAX_REQUEST_BYTES, Contact, contact_wire
from tests.bridge.office_core import Core, problem

CONTACT = Contact("2026-10-15T08:59:58.500+08:00", "0.1.0", "2026-10-15", "open", "juan", 3, None, "A12", "150.00", 0)


def test_a_stranger_may_send_little(core: Core) -> None:
    assert problem(core.http.post(ENROLMENTS, content=b" " * (SMALL_BODY_BYTES + 1))) == (413, "too_large")


def test_an_upload_that_is_too_large_is_refused(core: Core) -> None:
    answer = core.terminal().ask("POST", JOURNAL, content=b" " * (MAX_REQUEST_BYTES + 1))
    assert problem(answer) == (413, "too_large")


@pytest.mark.parametrize(("path", "limit"), [(ENROLMENTS, SMALL_BODY_BYTES), (JOURNAL, MAX_REQUEST_BYTES)])
def test_a_body_that_unpacks_to_too_much_is_refused(core: Core, path: str, limit: int) -> None:
    bomb = gzip.compress(b" " * (limit + 1))
    assert len(bomb) < 10_000
    answer = core.terminal().ask("POST", path, content=bomb, headers={"Content-Encoding": "gzip"})
    assert problem(answer) == (413, "too_large")


@pytest.mark.parametrize("piece", [b"[],", b"{},", b"0,", b'{"a":0},'])
def test_an_upload_that_unfolds_to_too_many_values_is_refused_before_it_is_read(core: Core, piece: bytes) -> None:
    many = b"[" + piece * (MAX_VALUES + 1) + b"0]"
    answer = core.terminal().ask("POST", JOURNAL, content=gzip.compress(many), headers={"Content-Encoding": "gzip"})
    assert problem(answer) == (400, "bad_request")
    assert "values" in answer.json()["title"]


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b'{"code": 1.5}', b'{"code": 1, "code": 2}', b"\xff", b"[" * 9_000])
def test_a_body_that_is_no_enrolment_is_refused(core: Core, body: bytes) -> None:
    assert problem(core.http.post(ENROLMENTS, content=body)) == (400, "bad_request")


@pytest.mark.parametrize(
    "packed", [b"not packed", gzip.compress(b"{}" * 1_000, mtime=0)[:-20], gzip.compress(b"{}", mtime=0) + b"more"]
)
def test_what_can_not_be_unpacked_is_refused(core: Core, packed: bytes) -> None:
    answer = core.http.post(ENROLMENTS, content=packed, headers={"Content-Encoding": "gzip"})
    assert problem(answer) == (400, "bad_request")


def test_an_unknown_packing_is_refused(core: Core) -> None:
    answer = core.http.post(ENROLMENTS, content=b"{}", headers={"Content-Encoding": "br"})
    assert problem(answer) == (400, "bad_request")


def test_an_address_where_nothing_is_gets_a_problem_too(core: Core) -> None:
    assert problem(core.http.get("/admin")) == (404, "no_such_place")


def test_a_method_that_an_address_does_not_know_is_told_those_that_it_does(core: Core) -> None:
    answer = core.http.get(ENROLMENTS)
    assert problem(answer) == (405, "not_done_here")
    assert answer.headers["Allow"] == "POST"


def test_health_tells_anybody_the_time(core: Core) -> None:
    answer = core.http.get(HEALTH)
    assert answer.json() == {
        "status": "ok",
        "time": "2026-10-15T09:00:00.000+08:00",
        "bridge_id": core.bridge.bridge_id,
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_contact_is_kept_with_the_skew_of_its_clock(core: Core) -> None:
    hand = core.terminal()
    empty = {"entries": [], "fates_after": 0}
    assert hand.ask("POST", JOURNAL, json=empty, headers={CONTACT_HEADER: json.dumps(contact_wire(CONTACT))}).is_success
    assert core.value("SELECT skew_ms FROM terminal") == 1_500
    assert core.value("SELECT last_contact_at FROM terminal") == "2026-10-15T01:00:00.000+00:00"
    assert json.loads(core.value("SELECT contact FROM terminal"))["pending_entries"] == 3


def test_a_contact_that_makes_no_sense_is_refused(core: Core) -> None:
    hand = core.terminal()
    for header in ("{}", "x", "[" * 5_000):
        assert problem(hand.ask("GET", HEALTH.replace("health", "soa-list"), headers={CONTACT_HEADER: header})) == (
            400,
            "bad_request",
        )


def test_a_revoked_terminal_may_still_upload_and_nothing_else(core: Core) -> None:
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    hand.log_in("juan")
    _revoke(core, hand.terminal_id)
    assert hand.answer_challenge(hand.get_challenge()).json()["revoked"] is True
    assert problem(hand.log_in("juan")) == (403, "terminal_revoked")
    assert problem(hand.soa_list("juan")) == (403, "terminal_revoked")
    assert problem(hand.changes("juan", "x", 0)) == (403, "terminal_revoked")
    hand.collect()
    assert hand.upload().is_success
    assert core.value("SELECT count(*) FROM payment") == 1


def _revoke(core: Core, terminal_id: str) -> None:
    from bridge.store.engine import writing
    from bridge.store.terminals import revoke

    with writing(core.bridge.engine) as conn:
        assert revoke(conn, terminal_id, "lost", core.clock.now())
