"""SOA Daily Download as a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.access.roles import AUDITOR, CASHIER
from bridge.store.downloads import Failure, record_failures
from bridge.store.engine import writing
from bridge.turn import work_turn
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.web.pages.pscloud_browser import Online, open_online


@pytest.fixture
def online(tmp_path: Path) -> Iterator[Online]:
    with open_online(tmp_path / "home") as online:
        yield online


def test_whoever_may_runs_a_download_and_is_named_on_its_row(online: Online) -> None:
    online.browser.become(CASHIER)
    page = online.browser.submit(online.browser.get("/downloads"), "/downloads", scope="whole")
    assert page.path == "/downloads/1"
    online.until_done()
    assert "State completed SOAs 3 In 3 Failed 0" in online.browser.get("/downloads/1").words
    assert "Asked by cashier" in online.browser.get("/downloads/1").words
    assert online.office.value("SELECT detail FROM office_deed WHERE what = 'download run'") is not None
    assert online.office.value("SELECT who FROM office_deed WHERE what = 'download run'") == "cashier"


def test_beside_another_sync_the_page_says_so(online: Online, tmp_path: Path) -> None:
    online.browser.sign_in()
    page = online.browser.get("/downloads")
    with work_turn(tmp_path / "home", online.office.clock, 0, lambda _: None):
        refused = online.browser.submit(page, "/downloads", scope="changes")
    assert refused.status == 409
    assert "Another sync is at work" in refused.words
    assert online.office.value("SELECT count(*) FROM download") == 0


def test_an_unreachable_pscloud_is_on_the_page_of_the_download(online: Online) -> None:
    online.browser.sign_in()
    online.office.network.is_down = True
    online.browser.submit(online.browser.get("/downloads"), "/downloads", scope="changes")
    online.office.network.is_down = False
    online.until_done()
    assert online.browser.get("/downloads/1").status == 200


def test_an_auditor_sees_downloads_and_runs_none(online: Online) -> None:
    online.office.sync()
    online.browser.become(AUDITOR)
    page = online.browser.get("/downloads")
    assert [form.action for form in page.forms] == ["/sign-out"]
    token = page.form("/sign-out").values["csrf_token"]
    assert online.browser.send("/downloads", scope="whole", csrf_token=token).status == 403
    assert online.browser.send("/downloads/1/cancel", csrf_token=token).status == 403


def test_failed_records_are_shown_as_they_came_and_what_healed_them(online: Online) -> None:
    online.office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    online.office.sync()
    online.browser.sign_in()
    page = online.browser.get("/downloads/1")
    assert "due_date is missing" in page.words
    assert "still open" in page.words
    assert "&#34;soa_no&#34;: &#34;SOA-2000&#34;" in page.text
    online.office.clock.sleep(60)
    online.office.sync()
    assert "healed by download 2" in online.browser.get("/downloads/1").words


def test_many_failed_records_come_in_pages(online: Online) -> None:
    online.office.sync()
    failures = [Failure(f"BAD-{number}", "C391", "missing", "due_date is missing", {}) for number in range(60)]
    with writing(online.office.bridge.engine) as conn:
        record_failures(conn, 1, failures)
    online.browser.sign_in()
    first = online.browser.get("/downloads/1")
    assert ("BAD-49" in first.words, "BAD-50" in first.words) == (True, False)
    assert "/downloads/1?after=50" in first.text
    rest = online.browser.get("/downloads/1?after=50")
    assert ("BAD-49" in rest.words, "BAD-59" in rest.words) == (False, True)


def test_the_history_comes_in_pages(online: Online) -> None:
    for _ in range(51):
        online.office.sync()
    online.browser.sign_in()
    assert "/downloads?before=2" in online.browser.get("/downloads").text
    assert "/downloads/1" in online.browser.get("/downloads?before=2").text


def test_a_user_of_one_branch_sees_failed_records_of_that_branch_only(online: Online) -> None:
    online.office.sync()
    online.office.change("UPDATE collector_code SET branch = 'Cebu' WHERE collector_code = 'C406'")
    failures = [Failure("SOA-2000", "C391", "x", "x", {}), Failure("SOA-3000", "C406", "x", "x", {})]
    with writing(online.office.bridge.engine) as conn:
        record_failures(conn, 1, failures)
    online.browser.become(CASHIER, ("Cebu",))
    page = online.browser.get("/downloads/1")
    assert ("SOA-3000" in page.words, "SOA-2000" in page.words) == (True, False)


def test_what_is_over_can_t_be_cancelled_and_what_never_was_is_not_there(online: Online) -> None:
    online.office.sync()
    online.browser.sign_in()
    token = online.browser.get("/downloads").form("/downloads").values["csrf_token"]
    assert "completed already" in online.browser.send("/downloads/1/cancel", csrf_token=token).words
    assert online.browser.send("/downloads/7/cancel", csrf_token=token).status == 404
    assert online.browser.get("/downloads/7").status == 404
    assert online.browser.get("/downloads/99999999999999999999999").status == 404
