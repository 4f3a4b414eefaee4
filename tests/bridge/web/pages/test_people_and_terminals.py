"""Collectors and terminals as pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.contract.wire import CONTACT_HEADER, SOA_LIST, Contact, contact_wire
from tests.bridge.office_core import Core, open_core, problem
from tests.bridge.web.pages.browser import Browser


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


@pytest.fixture
def browser(core: Core) -> Browser:
    browser = Browser(core)
    browser.sign_in()
    return browser


def add_ana(browser: Browser, pin: str = "3827", again: str = "3827", **fields: str) -> int:
    values = {"login": "ana", "name": "Ana Peña", "codes": "MNL-01, MNL-02", "pin": pin, "again": again}
    return browser.submit(browser.get("/collectors"), "/collectors", **{**values, **fields}).status


def test_a_collector_is_added_and_can_log_in_on_a_terminal(core: Core, browser: Browser) -> None:
    assert add_ana(browser) == 200
    hand = core.terminal()
    assert hand.log_in("ana", "3827").json()["person"]["codes"] == ["MNL-01", "MNL-02"]
    assert "ana Ana Peña MNL-01 , MNL-02 T001 no active" in browser.get("/collectors?q=pena").words


def test_pins_that_differ_or_are_none_and_logins_that_are_taken_are_refused(browser: Browser) -> None:
    assert add_ana(browser, again="3828") == 400
    assert add_ana(browser, pin="38x7", again="38x7") == 400
    assert add_ana(browser) == 200
    assert add_ana(browser) == 409


def test_a_collector_gets_another_pin_is_retired_and_taken_up_again(core: Core, browser: Browser) -> None:
    add_ana(browser)
    hand = core.terminal()
    browser.submit(browser.get("/collectors/ana"), "/collectors/ana/pin", pin="5190", again="5190")
    assert hand.log_in("ana", "5190").is_success
    page = browser.submit(browser.get("/collectors/ana"), "/collectors/ana/active")
    assert "ana is retired" in page.words
    assert problem(hand.log_in("ana", "5190")) == (401, "wrong_pin")
    browser.submit(page, "/collectors/ana/active")
    assert hand.log_in("ana", "5190").is_success
    assert core.value("SELECT count(*) FROM office_deed WHERE what LIKE 'collector %' OR what LIKE 'PIN %'") == 4


def test_a_collector_becomes_supervisor(browser: Browser) -> None:
    add_ana(browser)
    page = browser.submit(browser.get("/collectors/ana"), "/collectors/ana", name="Ana P.", supervisor="y")
    assert ("Ana P." in page.words, "Supervisor yes" in page.words) == (True, True)


def test_a_one_time_code_is_shown_once_and_lets_a_terminal_in(core: Core, browser: Browser) -> None:
    page = browser.submit(browser.get("/terminals"), "/terminals/enrol", series_prefix="Q")
    code = page.words.split("--code ")[1].split()[0]
    assert browser.submit(browser.get("/terminals"), "/terminals/enrol", series_prefix="Q").status == 409
    assert code not in browser.get("/terminals").words
    assert code not in browser.get("/deeds").words
    hand = core.terminal()
    assert hand.enrol(code).json()["series_prefix"] == "Q"


def test_a_terminal_is_locked_out_and_let_in_again_with_a_reason(core: Core, browser: Browser) -> None:
    core.terminal()
    page = browser.get("/terminals/T001")
    assert browser.submit(page, "/terminals/T001/revoke", reason="").status == 400
    page = browser.submit(page, "/terminals/T001/revoke", reason="lost in a taxi")
    assert "lost in a taxi" in page.words
    assert "revoked" in browser.get("/terminals?show=revoked").words
    page = browser.submit(page, "/terminals/T001/readmit", reason="found")
    assert "may work again" in page.words
    assert browser.get("/terminals/T009").status == 404


def test_the_page_of_a_terminal_says_what_it_last_said_and_what_came_from_it(core: Core, browser: Browser) -> None:
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    hand.log_in("juan")
    hand.collect(None, 1_500)
    hand.upload()
    said = Contact("2026-10-15T08:59:58.500+08:00", "1.2", None, "open", "juan", 3, None, "A3", "10.00", 0, 2, "150.00")
    headers = {CONTACT_HEADER: json.dumps(contact_wire(said))}
    hand.ask("GET", SOA_LIST, params={"collector": "juan"}, headers=headers)
    words = browser.get("/terminals/T001").words
    assert "Unsent 3 2 payments over 150.00" in words
    assert "Our clock ahead by +1.5 s" in words
    assert "juan MNL-01" in words
    assert "1 A" in words
    assert "T001 at work 2026-10-15 09:00 open 3 150.00" in browser.get("/terminals?show=unsent").words
