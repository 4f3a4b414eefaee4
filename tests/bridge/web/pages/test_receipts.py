"""The page that tells a genuine slip from a fake: what it says, what it keeps to itself, and what it lets nobody do."""

import html
from collections.abc import Callable
from html.parser import HTMLParser

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.store.engine import writing
from bridge.store.terminals import revoke
from bridge.web.pages.pace import AT_ONCE
from mpos.contract.wire import HEALTH
from tests.bridge.office_core import Core
from tests.bridge.reconcile.slips_shown import check_code, forged, qr_text

PAGE = "/receipts/verify"


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def ask(core: Core, code: str) -> httpx.Response:
    """The page's answer, as a person who takes their time gets it."""
    core.clock.move(seconds=10)
    return core.http.get(PAGE, params={"code": code})


def test_the_form_asks_for_a_code_and_can_be_used_without_seeing_it(core: Core) -> None:
    answer = core.http.get(PAGE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = Elements(answer.text)
    (field,), (label,), (form,) = page.named("input"), page.named("label"), page.named("form")
    assert field["id"] == label["for"]
    assert (form["method"], form["action"]) == ("get", PAGE)
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("h1")) == 1


@pytest.mark.parametrize("proof", [check_code, qr_text])
def test_a_genuine_slip_shows_what_it_says_and_no_name(core: Core, proof: Callable[..., str]) -> None:
    hand = core.terminal()
    payment = hand.collect(amount_minor=298_514)
    for uploaded in (False, True):
        if uploaded:
            assert hand.upload().is_success
        answer = ask(core, proof(hand, payment))
        text = html.unescape(answer.text)
        assert answer.status_code == 200
        for said in ("Genuine:", "A00000001", "2,985.14", "2026-10-15", "T001"):
            assert said in text
        for kept in (payment.customer_name, "Peña", "juan", payment.payment_id):
            assert kept not in text


def test_a_fake_shows_nothing_that_could_be_taken_for_a_fact(core: Core) -> None:
    hand = core.terminal()
    answer = ask(core, forged(check_code(hand, hand.collect(amount_minor=298_514))))
    assert answer.status_code == 200
    assert "Not genuine:" in answer.text
    assert "2,985.14" not in answer.text
    assert "T001" not in answer.text


def test_a_voided_receipt_does_not_look_like_a_good_one(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect()
    code = check_code(hand, payment)
    hand.void(payment)
    hand.upload()
    text = ask(core, code).text
    assert "voided" in text
    assert 'class="doubtful"' in text


def test_a_revoked_terminals_slip_says_so(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    with writing(core.bridge.engine) as conn:
        revoke(conn, hand.terminal_id, "stolen", core.clock.now())
    assert "revoked" in ask(core, code).text


def test_what_is_no_code_is_told_how_one_is_typed(core: Core) -> None:
    answer = ask(core, "Ñandu")
    assert answer.status_code == 400
    assert "eight letters" in answer.text
    assert 'value="Ñandu"' in answer.text


@pytest.mark.parametrize(
    "code",
    [
        '"><script>alert(1)</script>',
        "' onfocus=alert(1) autofocus='",
        "</title><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}",
        "{% include '/etc/passwd' %}",
        "\x00\x1b[2J\u202e",
        "MPOS1|<b>|A1|2026-10-15|5|<i>|x|y",
        "A' OR '1'='1-1-K7M3Q9X2",
        "x" * 8_000,
    ],
)
def test_nothing_that_is_typed_becomes_part_of_the_page(core: Core, code: str) -> None:
    plain = Elements(ask(core, "no code").text)
    answer = ask(core, code)
    page = Elements(answer.text)
    assert answer.status_code == 400
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]
    assert page.named("input")[0].keys() == plain.named("input")[0].keys()
    assert page.named("input")[0]["value"] == code[:400].replace("\r", "")
    assert len(answer.content) < 10_000


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_gets_a_page_for_an_answer(core: Core, code: str) -> None:
    answer = ask(core, code)
    assert answer.status_code in (200, 400)
    assert "<main " in answer.text


@pytest.mark.parametrize("query", ["code=%ff%fe", "code=a&code=b", "code", "%00=1", "code[]=1", "code=" + "%20" * 500])
def test_a_crooked_query_gets_a_page_too(core: Core, query: str) -> None:
    answer = core.http.get(f"{PAGE}?{query}")
    assert answer.status_code in (200, 400)
    assert "<main " in answer.text


def test_a_browser_is_told_to_load_nothing_but_the_style(core: Core) -> None:
    for answer in (core.http.get(PAGE), ask(core, "x")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
        assert "unsafe" not in policy
        for name, value in core.http.get(HEALTH).headers.items():
            if name in ("cache-control", "referrer-policy", "x-content-type-options"):
                assert answer.headers[name] == value
        page = Elements(answer.text)
        assert not page.named("script")
        assert not [attributes for _, attributes in page.found if {"style", "src", "onclick"} & attributes.keys()]
        (link,) = page.named("link")
        style = core.http.get(str(link["href"]))
        assert style.headers["Content-Type"].startswith("text/css")
        assert "://" not in style.text + answer.text
        assert "@import" not in style.text


def test_the_api_keeps_its_own_stricter_policy(core: Core) -> None:
    assert core.http.get(HEALTH).headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_guessers_are_held_up_and_nobody_else_is(core: Core) -> None:
    hand = core.terminal()
    code = check_code(hand, hand.collect())
    got = [core.http.get(PAGE, params={"code": forged(code)}).status_code for _ in range(AT_ONCE + 1)]
    assert got == [200] * AT_ONCE + [429]
    refused = core.http.get(PAGE, params={"code": code})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "Genuine" not in refused.text
    assert f'value="{code}"' in refused.text
    assert core.http.get(PAGE).status_code == 200
    assert hand.upload().is_success
    core.clock.move(seconds=1)
    assert "Genuine" in core.http.get(PAGE, params={"code": code}).text


def test_nothing_else_is_done_at_the_page(core: Core) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert core.http.request(method, PAGE).status_code == 405
    assert core.http.get(f"{PAGE}/").status_code == 404
