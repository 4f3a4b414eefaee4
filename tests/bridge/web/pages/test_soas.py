"""SOA Customer List in a browser."""

import csv
import io
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bridge.access.roles import AUDITOR, CASHIER
from bridge.store.soas import SETTLED
from mpos.contract.soa import Soa
from tests.bridge.office_core import Core, a_soa, open_core
from tests.bridge.web.pages.browser import Browser, Page


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


@pytest.fixture
def browser(core: Core) -> Browser:
    browser = Browser(core)
    browser.sign_in()
    return browser


def keep(core: Core, number: str, name: str = "Ana Peña", **fields: Any) -> Soa:
    soa = a_soa(number)._replace(name=name, **fields)
    core.keep(soa)
    return soa


def test_what_is_typed_finds_it_and_its_totals_are_shown(core: Core, browser: Browser) -> None:
    keep(core, "SOA-1")
    keep(core, "SOA-2", "Jose Rizal", due_date="2026-10-01")
    page = browser.get("/soas?search=pena+ana")
    assert "SOA-1" in page.words
    assert "SOA-2" not in page.words
    assert "SOAs 1 that match" in page.words
    assert "SOA-2" in browser.get("/soas?overdue=yes").words
    assert "SOA-1" not in browser.get("/soas?overdue=yes").words


def test_what_can_t_be_read_is_said_and_what_was_typed_stays(browser: Browser) -> None:
    page = browser.get("/soas?min_amount=many")
    assert page.status == 400
    assert "'many' is not an amount" in page.words
    assert 'value="many"' in page.text


def test_a_long_list_goes_on_page_by_page(core: Core, browser: Browser) -> None:
    core.keep(*(a_soa(f"SOA-{number:03}") for number in range(120)))
    seen: list[str] = []
    page = browser.get("/soas")
    while True:
        found = [word for word in page.words.split() if word.startswith("SOA-")]
        seen += found
        if "Next page" not in page.words:
            break
        page = browser.get(next_address(page))
    assert seen == sorted(seen)
    assert len(set(seen)) == 120


def test_a_page_that_is_no_page_is_refused(browser: Browser) -> None:
    assert browser.get("/soas?after=nonsense").status == 400


def test_a_settled_soa_is_pointed_to_when_nothing_active_has_the_words(core: Core, browser: Browser) -> None:
    core.keep(a_soa("SOA-1"), status=SETTLED)
    page = browser.get("/soas?search=SOA-1")
    assert "1 settled" in page.words
    assert "SOA-1" in browser.get("/soas?search=SOA-1&status=settled").words


def test_csv_has_amounts_as_decimals_and_nothing_that_a_spreadsheet_would_run(core: Core, browser: Browser) -> None:
    keep(core, "SOA-1", "=cmd|' /C calc'!A0")
    keep(core, "SOA-2", "Rizal", due_date="2026-12-01")
    text = browser.get("/soas.csv").text
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row["SOA"], row["Name"], row["Due now"]) for row in rows] == [
        ("SOA-1", "'=cmd|' /C calc'!A0", "1000.00"),
        ("SOA-2", "Rizal", "1000.00"),
    ]


@pytest.mark.usefixtures("browser")
def test_xlsx_has_amounts_as_numbers_and_formulas_as_text(core: Core) -> None:
    keep(core, "SOA-1", "=1+1")
    answer = core.http.get("/soas.xlsx?search=SOA-1")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    headings, row = sheet.iter_rows()
    cells = {heading.value: cell for heading, cell in zip(headings, row, strict=True)}
    assert (cells["Name"].value, cells["Name"].data_type) == ("=1+1", "s")
    assert (cells["Due now"].value, cells["Due now"].data_type) == (1000, "n")


def test_one_soa_tells_its_payments_visits_and_versions(core: Core, browser: Browser) -> None:
    core.keep(a_soa("SOA-1"))
    core.clock.move(minutes=10)
    core.keep(a_soa("SOA-1", version=2, balance_minor=90_000))
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    payment = hand.collect("SOA-1")
    hand.void(hand.collect("SOA-1", 5_000))
    hand.upload()
    page = browser.get("/soas/SOA-1")
    assert "Due now 800.00" in page.words
    assert payment.receipt_no in page.words
    assert "payment voided juan" in page.words
    assert [line in page.words for line in ("2 2026-10-15 09:10 active", "1 2026-10-15 09:00 active")] == [True, True]


def test_a_soa_that_is_not_here_is_not_found(browser: Browser) -> None:
    page = browser.get("/soas/SOA-9")
    assert page.status == 404
    assert "There is no SOA SOA-9 here" in page.words


def test_somebody_of_a_branch_sees_its_soas_only(core: Core, browser: Browser) -> None:
    keep(core, "SOA-1", branch="North")
    keep(core, "SOA-2", branch="South")
    browser.become(CASHIER, ("North",))
    page = browser.get("/soas")
    assert "SOA-1" in page.words
    assert "SOA-2" not in page.words
    assert "SOAs 1 that match" in page.words
    assert "SOA-2" not in browser.get("/soas.csv").text
    assert browser.get("/soas/SOA-2").status == 404


def test_an_auditor_can_not_begin_a_comparison(browser: Browser) -> None:
    browser.become(AUDITOR)
    page = browser.get("/soas/compare")
    assert "Nobody has compared yet" in page.words
    assert "Compare now" not in page.words
    token = page.form("/sign-out").values["csrf_token"]
    assert browser.send("/soas/compare", csrf_token=token).status == 403


def next_address(page: Page) -> str:
    link = page.text.split('">Next page</a>')[0]
    return unescape(link.rpartition('href="')[2])
