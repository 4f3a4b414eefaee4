"""The start page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.office_core import Core, open_core
from tests.bridge.web.pages.browser import Browser


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


def test_a_new_office_is_told_that_there_was_no_download_and_that_nothing_waits(core: Core) -> None:
    page = Browser(core).sign_in()
    assert page.path == "/today"
    assert page.status == 200
    assert "Download never" in page.words
    assert "Waits for a person Nothing." in page.words


def test_each_payment_is_shown_where_it_is(core: Core) -> None:
    hand = core.terminal()
    hand.collect(amount_minor=125_050)
    hand.collect(amount_minor=10_000)
    hand.void(hand.collect(amount_minor=500))
    hand.upload()
    page = Browser(core).sign_in()
    assert "To be posted 1,350.50 2 payments" in page.words
    assert "Voided 5.00 1 payment" in page.words
