"""Collector codes, and the people and terminals that have them, as pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.access.roles import AUDITOR, MANAGER
from bridge.deeds.assigning import Plan, carry_out
from bridge.store.engine import writing
from bridge.store.terminals import admit_collector
from tests.bridge.feed.test_kept_terminals import SOMEBODY
from tests.bridge.office_core import Core, Hand, a_soa, open_core
from tests.bridge.web.pages.browser import Browser, Page


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        core.keep(a_soa("SOA-1"), a_soa("SOA-2", "MNL-02"), a_soa("SOA-3", "MNL-02"))
        core.collector("juan", "MNL-01", "MNL-02")
        core.collector("ana", "QC-01")
        yield core


@pytest.fixture
def browser(core: Core) -> Browser:
    browser = Browser(core)
    browser.sign_in()
    return browser


def at_work(core: Core, *logins: str) -> Hand:
    """A terminal with which they all work."""
    hand = core.terminal()
    with writing(core.bridge.engine) as conn:
        for login in logins:
            admit_collector(conn, hand.terminal_id, login, core.clock.now())
    return hand


def test_codes_are_listed_with_all_that_hangs_on_them_and_found_by_any_of_it(core: Core, browser: Browser) -> None:
    at_work(core, "juan")
    words = browser.get("/codes").words
    assert "MNL-02 MNL-02 2 2,000.00 juan T001 the office active" in words
    assert "3 codes 3 3,000.00" in words
    assert "1 code 1 1,000.00" in browser.get("/codes?q=mnl-01").words
    core.reassign("ana")
    assert "1 code 0 0.00" in browser.get("/codes?who=nobody").words
    assert "No such code." in browser.get("/codes?state=retired").words


def test_a_code_is_made_changed_retired_and_taken_up_again_with_a_deed_of_each(core: Core, browser: Browser) -> None:
    page = browser.submit(browser.get("/codes"), "/codes", code="X/1", name="Zone X", area="Pasig", branch="East")
    assert page.path == "/codes/X/1"
    assert browser.submit(browser.get("/codes"), "/codes", code="X/1", name="again").status == 409
    page = browser.submit(page, "/codes/X/1", name="Zone Y", area="", branch="East")
    assert "Name Zone Y" in page.words
    page = browser.submit(page, "/codes/X/1/retire")
    assert "State retired" in page.words
    page = browser.submit(page, "/codes/X/1/take-up")
    assert "State active" in page.words
    assert core.value("SELECT count(*) FROM office_deed WHERE what LIKE 'code %'") == 4


def test_giving_a_code_shows_what_changes_and_saves_just_that(core: Core, browser: Browser) -> None:
    at_work(core, "ana")
    shown = browser.submit(browser.get("/codes/MNL-02"), "/codes/MNL-02/give", collector="ana")
    assert "ana has MNL-02, QC-01." in shown.words
    assert "T001 ana MNL-02 2 2,000.00" in shown.words
    assert core.value("SELECT count(*) FROM collector_assignment WHERE login = 'ana'") == 1, "nothing is saved so far"
    saved = browser.submit(shown, "/assignments")
    assert saved.path == "/codes/MNL-02"
    assert core.value("SELECT count(*) FROM collector_assignment WHERE login = 'ana'") == 2


def test_what_is_not_as_it_was_shown_is_shown_again(core: Core, browser: Browser) -> None:
    at_work(core, "ana")
    shown = browser.submit(browser.get("/codes/MNL-02"), "/codes/MNL-02/give", collector="ana")
    at_work_too = Hand(core, b"u" * 32)
    at_work_too.enrol(core.code())
    with writing(core.bridge.engine) as conn:
        admit_collector(conn, at_work_too.terminal_id, "ana", core.clock.now())
    again = browser.submit(shown, "/assignments")
    assert again.status == 409
    assert "T002 ana MNL-02" in again.words
    assert browser.submit(again, "/assignments").path == "/codes/MNL-02"


def test_taking_a_code_away_from_the_last_one_says_so(core: Core, browser: Browser) -> None:
    at_work(core, "ana")
    shown = browser.submit(browser.get("/codes/QC-01"), "/codes/QC-01/take", collector="ana")
    assert "ana is left without a code at T001" in shown.words
    core.keep(a_soa("SOA-9", "QC-01"))
    browser.submit(shown, "/assignments")
    lost = browser.get("/accounts-without-code")
    assert "QC-01 no active collector has the code 1 1,000.00" in lost.words
    assert "SOA-9" in lost.words


def test_codes_of_a_collector_are_ticked(browser: Browser) -> None:
    page = browser.get("/collectors/juan")
    shown = browser.submit(page, "/collectors/juan/codes", code=["QC-01"], more="")
    assert "juan has QC-01." in shown.words
    new = browser.submit(page, "/collectors/juan/codes", code=[], more="NEW-1, NEW-2")
    assert "PSCloud has not named so far: NEW-1, NEW-2" in new.words
    browser.submit(new, "/assignments")
    assert "Codes NEW-1, NEW-2" in browser.get("/collectors/juan").words


def test_a_terminal_is_kept_to_codes_and_to_none_again(core: Core, browser: Browser) -> None:
    hand = at_work(core, "juan")
    page = browser.get("/terminals/T001")
    shown = browser.submit(page, "/terminals/T001/codes", code=["MNL-01"])
    assert "T001 is kept to MNL-01." in shown.words
    assert "T001 juan" in shown.words
    kept = browser.submit(shown, "/assignments")
    assert "It is kept to MNL-01." in kept.words
    assert hand.soa_list("juan").is_success
    again = browser.submit(kept, "/terminals/T001/codes", code=[], more="")
    browser.submit(again, "/assignments")
    assert "It is kept to no codes" in browser.get("/terminals/T001").words


def test_a_retired_code_is_given_to_nobody_and_stays_with_who_has_it(browser: Browser) -> None:
    browser.submit(browser.get("/codes/MNL-02"), "/codes/MNL-02/retire")
    refused = browser.submit(browser.get("/collectors/ana"), "/collectors/ana/codes", code=["QC-01", "MNL-02"])
    assert (refused.status, "The code MNL-02 is retired" in refused.words) == (409, True)
    kept = browser.submit(browser.get("/collectors/juan"), "/collectors/juan/codes", code=["MNL-01", "MNL-02"])
    assert "juan has MNL-01, MNL-02." in kept.words
    assert "MNL-02 the code is retired 2" in browser.get("/accounts-without-code").words


@pytest.mark.parametrize(
    "plan", ["", "[]", '{"collectors":{},"terminals":7}', '{"collectors":{"juan":[7]},"terminals":{}}']
)
def test_a_plan_that_no_page_has_made_is_refused(core: Core, browser: Browser, plan: str) -> None:
    shown = browser.submit(browser.get("/collectors/juan"), "/collectors/juan/codes", code=["QC-01"])
    assert browser.submit(shown, "/assignments", plan=plan).status == 400
    assert browser.submit(shown, "/assignments", back="https://elsewhere.example/").status == 400
    assert core.value("SELECT count(*) FROM collector_assignment WHERE login = 'juan'") == 2


def test_an_auditor_sees_everything_and_changes_nothing(core: Core) -> None:
    at_work(core, "juan")
    browser = Browser(core)
    browser.become(AUDITOR)
    for path in ("/codes", "/codes/MNL-01", "/collectors", "/collectors/juan", "/terminals", "/terminals/T001"):
        page = browser.get(path)
        assert (page.status, {form.action for form in page.forms} - {""}) == (200, {"/sign-out"}), path
    token = browser.get("/codes").form("/sign-out").values["csrf_token"]
    for path in ("/codes", "/codes/MNL-01/give", "/collectors", "/collectors/juan/pin", "/terminals/T001/revoke"):
        assert browser.send(path, csrf_token=token, plan="x").status == 403, path
    plan = '{"collectors":{"juan":["QC-01"]},"terminals":{}}'
    assert browser.send("/assignments", csrf_token=token, plan=plan, mark="", back="/codes/x").status == 403


def test_a_user_of_one_branch_sees_and_changes_what_belongs_to_it(core: Core, browser: Browser) -> None:
    browser.submit(browser.get("/codes/QC-01"), "/codes/QC-01", name="QC", area="", branch="East")
    browser.submit(browser.get("/codes/MNL-01"), "/codes/MNL-01", name="MNL", area="", branch="West")
    at_work(core, "juan")
    carry_out(core.bridge, SOMEBODY, Plan({"juan": ["MNL-01", "QC-01"]}))
    browser.become(MANAGER, ("East",))
    assert ("QC-01" in browser.get("/codes").words, "MNL" in browser.get("/codes").words) == (True, False)
    assert "MNL" not in browser.get("/collectors").words
    assert browser.get("/codes/MNL-01").status == 404
    ana = browser.get("/collectors/juan")
    assert "MNL-01" not in ana.words
    assert browser.submit(ana, "/collectors/juan/codes", code=["MNL-02"]).status == 404
    assert browser.submit(ana, "/collectors/juan/active").status == 409, "juan is of another branch, too"
    shown = browser.submit(ana, "/collectors/juan/codes", code=[])
    browser.submit(shown, "/assignments")
    assert core.value("SELECT collector_code FROM collector_assignment WHERE login = 'juan'") == "MNL-01"
    assert browser.get("/terminals/T001").status == 404, "nobody works there under a code of theirs any more"


def test_a_new_code_of_somebody_with_one_branch_is_of_that_branch(core: Core) -> None:
    browser = Browser(core)
    browser.become(MANAGER, ("East",))
    page: Page = browser.submit(browser.get("/codes"), "/codes", code="E-1", name="East 1")
    assert "Branch East" in page.words
    refused = browser.submit(browser.get("/codes"), "/codes", code="E-2", name="East 2", branch="West")
    assert refused.status == 400
