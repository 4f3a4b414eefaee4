"""Keys at the API: who is let in, how often, and what is noted."""

from datetime import timedelta

import pytest

from bridge.access import keys
from bridge.access.actor import holder_of_the_home
from bridge.store.api_keys import list_keys
from bridge.store.engine import reading
from bridge.web.office.asking import AT_ONCE
from mpos.contract.clock import in_utc
from tests.bridge.web.office.caller import Caller, Connected, key_for

CODES = "codes:read"


def test_a_key_that_is_nearly_right_is_refused(line: Connected) -> None:
    key = key_for(line.office.bridge, (CODES,))
    for spoilt in (key[:-1], f"{key}x", key.replace("mpos_1_", "mpos_2_"), key.swapcase()):
        assert Caller(line.http, spoilt).refused("/codes") == (401, "key_refused")
    assert Caller(line.http, key).get("/codes")


@pytest.mark.parametrize(
    "given", ["", "mpos", "mpos_1_", "mpos__", "mpos_99999999999999999999_x", "mpos_²_x", "a b", "é"]
)
def test_what_is_no_key_is_refused(line: Connected, given: str) -> None:
    answer = line.http.get("/office/v1/codes", headers=[(b"Authorization", f"Bearer {given}".encode())])
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_key_is_refused_at_once(line: Connected) -> None:
    bridge = line.office.bridge
    key, text = keys.add(bridge, holder_of_the_home(None), "accounting", (CODES,), None)
    caller = Caller(line.http, text)
    caller.get("/codes")
    keys.revoke(bridge, holder_of_the_home(None), key.name)
    assert caller.refused("/codes") == (401, "key_refused")


def test_a_key_that_asks_too_often_is_told_when_to_come_again(line: Connected) -> None:
    caller, other = line.caller(CODES), line.caller("soas:read", CODES)
    for _ in range(AT_ONCE):
        caller.get("/codes")
    answer = caller.send("GET", "/codes")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert other.get("/codes")
    line.office.clock.sleep(1)
    assert caller.get("/codes")


def test_that_it_was_used_is_noted_once_a_minute(line: Connected) -> None:
    def used_at() -> str | None:
        with reading(line.office.bridge.engine) as conn:
            return list_keys(conn)[0].used_at

    caller, clock = line.caller(CODES), line.office.clock
    assert used_at() is None
    caller.get("/codes")
    first = used_at()
    clock.sleep(59)
    caller.get("/codes")
    assert used_at() == first == in_utc(clock.now() - timedelta(seconds=59))
    clock.sleep(2)
    caller.get("/codes")
    assert used_at() == in_utc(clock.now())
