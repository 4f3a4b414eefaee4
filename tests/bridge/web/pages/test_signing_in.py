"""Signing in, and what keeps others out."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from bridge.access.roles import AUDITOR
from bridge.store.engine import reading
from bridge.store.office_users import totp_of
from tests.bridge.office_core import Core, open_core
from tests.bridge.web.pages.browser import PASSWORD, Browser


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


def test_who_is_not_signed_in_is_asked_to_and_then_goes_where_they_wanted(core: Core) -> None:
    browser = Browser(core)
    page = browser.get("/deeds")
    assert page.path == "/sign-in?to=%2Fdeeds"
    page = browser.submit(page, "/sign-in", name="admin", password="a-password-for-tests")
    assert page.path == "/deeds"
    assert "signed in" in page.words


def test_a_wrong_password_and_a_name_that_nobody_has_look_the_same(core: Core) -> None:
    browser = Browser(core)
    wrong = browser.sign_in(password="something else")
    nobody = browser.sign_in(name="nobody")
    assert wrong.status == nobody.status == 401
    assert wrong.words.replace("admin", "") == nobody.words.replace("nobody", "")


def test_after_five_wrong_tries_even_the_right_password_waits(core: Core) -> None:
    browser = Browser(core)
    for _ in range(5):
        assert browser.sign_in(password="something else").status == 401
    assert browser.sign_in().status == 423
    core.clock.move(minutes=2)
    assert browser.sign_in().path == "/today"


def test_a_second_factor_is_asked_for_once_it_is_set_up_and_each_code_is_taken_once(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    offered = browser.submit(browser.get("/account"), "/account/second-factor")
    secret = offered.form("/account/second-factor/confirm").values["secret"]
    totp = pyotp.TOTP(secret)
    wrong = browser.submit(offered, "/account/second-factor/confirm", code="000000")
    assert wrong.status == 403
    done = browser.submit(wrong, "/account/second-factor/confirm", code=totp.at(core.clock.now()))
    assert "takes six digits too" in done.words
    assert browser.sign_in().status == 401
    assert browser.sign_in(code=totp.at(core.clock.now())).status == 401, "it was used to set the factor up"
    core.clock.move(seconds=30)
    assert browser.sign_in(code=totp.at(core.clock.now())).path == "/today"
    with reading(core.bridge.engine) as conn:
        assert secret not in (totp_of(conn, "admin") or secret), "it is kept encrypted"


def test_a_session_ends_when_nobody_was_there_and_after_a_working_day(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    core.clock.move(minutes=29)
    assert browser.get("/deeds").path == "/deeds"
    core.clock.move(minutes=29)
    assert browser.get("/deeds", **{"Mpos-Live": "1"}).path == "/deeds", "a page looks by itself"
    core.clock.move(minutes=2)
    assert browser.get("/deeds").path.startswith("/sign-in")


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    page = browser.get("/deeds")
    kept = dict(core.http.cookies)
    browser.submit(page, "/sign-out")
    core.http.cookies.update(kept)
    assert browser.get("/deeds").path.startswith("/sign-in")


def test_a_form_without_the_token_of_its_session_changes_nothing(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    fields = {"name": "eve", "password": PASSWORD, "role": "administrator", "branches": "", "system_user": ""}
    assert browser.send("/users", **fields).status == 400
    assert browser.send("/users", csrf_token="##", **fields).status == 400
    assert "eve" not in browser.get("/users").words


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "today"])
def test_signing_in_sends_nobody_elsewhere(core: Core, to: str) -> None:
    browser = Browser(core)
    page = browser.submit(browser.get("/sign-in"), "/sign-in", name="admin", password="a-password-for-tests", to=to)
    assert page.path == "/today"


def test_an_auditor_sees_the_office_journal_and_changes_no_user(core: Core) -> None:
    browser = Browser(core)
    browser.become(AUDITOR)
    assert browser.get("/deeds").status == 200
    refused = browser.get("/users")
    assert refused.status == 403
    assert "takes the permission users" in refused.words
