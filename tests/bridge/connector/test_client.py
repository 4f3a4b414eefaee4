"""What a connector file makes of small servers: proofs of who we are, records that are invoices, answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.connector.client import Connected, Surroundings
from bridge.connector.description import Description
from bridge.connector.secrets import secret_for
from bridge.pscloud.answers import Outcome
from bridge.pscloud.back_office import Doubt
from bridge.pscloud.shapes import Malformed, read_statement
from bridge.settings import BadSetting
from tests.bridge.pscloud_office import NINE
from tests.clocks import MovableClock

BODY = {"payment_id": "p1", "receipt_no": "A1", "soa_no": "S1", "amount": "12.50", "allocations": []}
Answering = Callable[[httpx.Request], httpx.Response]


def described(**parts: Any) -> Description:
    """A back office in few words."""
    plain: dict[str, Any] = {
        "name": "Bulan",
        "base_url": "http://bulan.test/api",
        "auth": {"style": "none"},
        "soas": {"path": "/soas", "items": "rows"},
        "soa": {name: name for name in ("soa_no", "customer_no", "name", "collector_code", "due_date", "invoices")},
        "invoice": {"invoice_no": "no", "balance": "left"},
        "post": {"path": "/pay"},
    }
    return Description.model_validate(plain | parts)


def client(answer: Answering, description: Description, secret: str = "s3cret") -> Connected:
    clock = MovableClock(NINE)
    around = Surroundings(clock, 40, clock.sleep, lambda _: {}, httpx.MockTransport(answer), 1)
    return Connected(description, secret, around)


def replies(content: Any, status: int = 200) -> tuple[Answering, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json=content)

    return answer, asked


def things(*names: str) -> st.SearchStrategy[Any]:
    """Any JSON in which these names come up."""
    plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    return st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(names), inner))


@pytest.mark.parametrize(
    ("auth", "header", "query"),
    [
        ({"style": "bearer", "secret_env": "X"}, ("Authorization", "Bearer s3cret"), ""),
        ({"style": "basic", "username": "me", "secret_env": "X"}, ("Authorization", "Basic bWU6czNjcmV0"), ""),
        ({"style": "api_key", "header": "X-Key", "secret_env": "X"}, ("X-Key", "s3cret"), ""),
        ({"style": "api_key", "query": "key", "secret_env": "X"}, ("Accept", "application/json"), "key=s3cret"),
    ],
)
def test_each_request_proves_who_we_are(auth: dict[str, str], header: tuple[str, str], query: str) -> None:
    answer, asked = replies({"rows": []})
    with client(answer, described(auth=auth)) as bulan:
        list(bulan.soas())
        bulan.post("p1", BODY)
    for request in asked:
        assert request.headers[header[0]] == header[1]
        assert query in request.url.query.decode()


def test_records_that_are_invoices_become_soas_across_pages() -> None:
    rows = [{"No": no, "Inv": f"{no}-{each}", "Left": 10.5} for each in range(2) for no in (7, 8)]

    def answer(request: httpx.Request) -> httpx.Response:
        first = int(request.url.params["at"])
        return httpx.Response(200, json={"rows": rows[first : first + 3]})

    soa = {"soa_no": "[0].No", "customer_no": "[0].No", "name": "'Nena'", "collector_code": "'R1'"}
    description = described(
        soas={
            "path": "/rows",
            "items": "rows",
            "one_record": "invoice",
            "paging": {"style": "offset", "param": "at"},
        },
        soa=soa | {"due_date": "'2026-10-31'", "invoices": "@"},
        invoice={"invoice_no": "Inv", "balance": "Left"},
    )
    with client(answer, description) as bulan:
        found = [read_statement(record).soa for page in bulan.soas() for record in page.items]
    assert [(soa.soa_no, soa.amount_due_minor, len(soa.invoices)) for soa in found] == [
        ("7", 2_100, 2),
        ("8", 2_100, 2),
    ]


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (200, {"id": "N1"}, Outcome.POSTED),
        (201, {"id": 17}, Outcome.POSTED),
        (200, {"ok": False, "why": "closed"}, Outcome.REFUSED),
        (200, {}, Outcome.REFUSED),
        (401, {}, Outcome.KEY_REJECTED),
        (403, {}, Outcome.KEY_REJECTED),
        (429, {}, Outcome.BUSY),
        (404, {"id": "N1"}, Outcome.REFUSED),
        (500, {"id": "N1"}, Outcome.REFUSED),
        (302, {}, Outcome.REFUSED),
    ],
)
def test_an_answer_means_one_thing(status: int, content: Any, outcome: Outcome) -> None:
    answer, _ = replies(content, status)
    rules = [{"status": [200], "when": "ok == `false`", "means": "refused", "code": "why"}]
    post = {"path": "/pay", "payment_no": "id", "answers": rules, "code_values": {"closed": "soa_closed"}}
    with client(answer, described(post=post)) as bulan:
        got = bulan.post("p1", BODY)
    assert got.outcome is outcome
    if content.get("why"):
        assert got.code == "soa_closed"
    elif outcome is Outcome.REFUSED:
        assert got.code == "answer_lost"


@given(things("id", "ok", "why", "rev", "sum"), st.sampled_from([200, 201, 204, 302, 400, 409, 500]), st.booleans())
def test_any_answer_is_judged_and_nothing_is_raised(content: Any, status: int, in_doubt: bool) -> None:
    rules = [{"when": "why", "means": "refused", "code": "why", "detail": "join(', ', why)"}]
    post = {"path": "/pay", "payment_no": "id", "soa_version": "rev", "amount": "sum", "answers": rules}
    answer, _ = replies(content, status)
    with client(answer, described(post=post | {"find": {"path": "/pay/{payment_id}"}})) as bulan:
        got = bulan.post("p1", BODY, Doubt(in_doubt, NINE))
    assert got.outcome in Outcome


@given(things("soa_no", "name", "due_date", "invoices", "no", "left"))
def test_any_record_is_taken_or_has_a_reason(record: Any) -> None:
    with client(replies({"rows": [record]})[0], described()) as bulan:
        for page in bulan.soas():
            assert all(reason != "" for reason in map(reason_of, page.items))


def reason_of(record: object) -> str | None:
    """Why it can't be taken; None when it can."""
    try:
        read_statement(record)
    except Malformed as reason:
        return reason.detail
    return None


def test_amounts_are_sent_digit_by_digit() -> None:
    answer, asked = replies({"id": 1})
    post = {"path": "/pay", "body": "{a: money(amount)}", "payment_no": "id"}
    with client(answer, described(post=post, formats={"money_as": "number"})) as bulan:
        bulan.post("p1", BODY | {"amount": "9999999999999.99"})
    assert asked[0].content == b'{"a": 9999999999999.99}'
    assert json.loads(asked[0].content)


def test_secrets_come_from_a_closed_file_or_the_environment(tmp_path: Path) -> None:
    auth = described(auth={"style": "bearer", "secret_env": "BULAN"}).auth
    assert secret_for(auth, tmp_path, {"BULAN": "s3cret"}) == "s3cret"
    with pytest.raises(BadSetting, match="no secret"):
        secret_for(auth, tmp_path, {})
    file = described(auth={"style": "bearer", "secret_file": "bulan.key"}).auth
    (tmp_path / "bulan.key").write_text("s3cret\n")
    (tmp_path / "bulan.key").chmod(0o640)
    with pytest.raises(BadSetting, match="chmod 600"):
        secret_for(file, tmp_path, {})
    (tmp_path / "bulan.key").chmod(0o600)
    assert secret_for(file, tmp_path, {}) == "s3cret"
