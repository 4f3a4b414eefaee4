"""Keys of other systems, made and revoked on a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.access.roles import MANAGER
from tests.bridge.office_core import Core, open_core
from tests.bridge.web.pages.browser import Browser


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


def test_a_key_is_shown_once_and_lets_in_until_it_is_revoked(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    made = browser.submit(browser.get("/keys"), "/keys", name="accounting / 1", scopes=["codes:read", "soas:read"])
    text = next(word for word in made.words.split() if word.startswith("mpos_"))
    assert "codes:read" in made.words
    listed = browser.get("/keys")
    assert text not in listed.text
    assert "accounting / 1 soas:read, codes:read all admin" in listed.words
    assert core.http.get("/office/v1/codes", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    after = browser.submit(listed, "/keys/1/revoke")
    assert "The key of accounting / 1 is good for nothing any more." in after.words
    assert core.http.get("/office/v1/codes", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    deeds = browser.get("/deeds").words
    assert "API key made" in deeds
    assert "API key revoked" in deeds
    assert text not in deeds


def test_a_key_without_a_scope_is_not_made(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    refused = browser.submit(browser.get("/keys"), "/keys", name="accounting")
    assert refused.status == 400
    assert "No other system has a key." in browser.get("/keys").words


def test_a_manager_makes_no_keys(core: Core) -> None:
    browser = Browser(core)
    browser.become(MANAGER)
    assert browser.get("/keys").status == 403
    assert "Keys" not in browser.get("/deeds").words.split("Office journal")[0]
