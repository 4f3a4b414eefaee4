"""The office's clock: how far it is from PSCloud's, and what becomes of what it wrote when it was years ahead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.checks import examine
from bridge.pscloud.problems import PscloudBusy
from bridge.store.collectors import claim_pin_try
from bridge.store.engine import Engine, make_engine, writing
from bridge.store.enrolments import WRONG_CODES_WITHIN, count_wrong, too_many_wrong
from bridge.store.pause import MAX_PAUSE, pause_until, paused_until
from bridge.store.schema import failed_try, metadata
from bridge.sync import sync_once
from mpos.contract.wire import SOA_LIST
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.office_core import NINE, Core, open_core, problem
from tests.bridge.pscloud_office import Office, open_office

YEARS = 5 * 365


@pytest.fixture
def ahead(tmp_path: Path) -> Iterator[Core]:
    """A bridge that thinks it is 2031."""
    with open_core(tmp_path / "home") as core:
        core.collector("juan", "MNL-01")
        core.clock.move(days=YEARS)
        yield core


def may_try(core: Core) -> bool:
    """Claims a try at a PIN, which is then wrong."""
    with writing(core.bridge.engine) as conn:
        return claim_pin_try(conn, "juan", core.clock.now()).pin_hash is not None


def put_right(core: Core, **besides: float) -> None:
    core.clock.move(days=-YEARS)
    core.clock.move(**besides)


def test_a_token_is_not_good_for_years_and_a_new_one_is_had_at_once(ahead: Core) -> None:
    hand = ahead.terminal()
    put_right(ahead)
    assert problem(hand.ask("GET", SOA_LIST, params={"collector": "juan"})) == (401, "token_refused")
    hand.get_token()
    assert hand.log_in("juan").status_code == 200


def test_a_token_outlives_a_clock_that_swings(ahead: Core) -> None:
    hand = ahead.terminal()
    ahead.clock.move(minutes=-10)
    assert hand.log_in("juan").status_code == 200


def test_an_enrolment_code_is_not_good_for_years_and_its_series_is_free_again(ahead: Core) -> None:
    hand = ahead.terminal()
    code = ahead.code("Z")
    put_right(ahead)
    assert problem(hand.enrol(code)) == (401, "code_unknown")
    assert hand.enrol(ahead.code("Z")).status_code == 200


def test_wrong_codes_of_the_future_keep_nobody_from_enrolling(ahead: Core) -> None:
    with writing(ahead.bridge.engine) as conn:
        for _ in range(20):
            count_wrong(conn, ahead.clock.now())
        assert too_many_wrong(conn, ahead.clock.now())
    put_right(ahead)
    assert ahead.terminal().terminal_id == "T001"


def test_a_pin_lock_holds_no_longer_than_its_own_wait(ahead: Core) -> None:
    assert [may_try(ahead) for _ in range(6)] == [True] * 5 + [False]
    put_right(ahead)
    assert not may_try(ahead)
    ahead.clock.move(minutes=14, seconds=59)
    assert not may_try(ahead)
    ahead.clock.move(seconds=1)
    assert may_try(ahead)


def test_a_payment_in_doubt_is_sent_again_at_once(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as office:
        office.sync()
        office.clock.move(days=YEARS)
        payment = office.collect("SOA-1000", 10_000, "A1")
        office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=1)
        office.sync(at_once=False, download=False)
        office.clock.move(days=-YEARS)
        office.sync(at_once=False, download=False)
        assert office.status(payment) == "completed"
        assert office.posted == [(payment.receipt_no, 10_000)]


def test_a_pause_that_pscloud_asked_for_ends(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as office:
        office.clock.move(days=YEARS)
        office.collect("SOA-1000", 10_000, "A1")
        office.bad_day(FaultKind.STATUS, status=429, retry_after_s=1800, path="/payments")
        assert isinstance(office.sync().problem, PscloudBusy)
        office.world.faults.clear()
        office.clock.move(days=-YEARS)
        assert office.sync().problem is None


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A database in memory, one for all examples: making tables is most of the work."""
    engine = make_engine("sqlite://")
    with writing(engine) as conn:
        metadata.create_all(conn)
    yield engine
    engine.dispose()


seconds = st.integers(-9_000 * 86_400, 9_000 * 86_400).map(lambda count: timedelta(seconds=count))


class TellingTheTime(httpx.BaseTransport):
    """The way to PSCloud, where answers carry the time: by a clock that is three minutes slow."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._office.network.handle_request(request)
        response.headers["Date"] = format_datetime(self._office.clock.now() - timedelta(minutes=3))
        return response


def test_each_round_keeps_how_far_pscloud_is_away(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as office:
        bridge = replace(office.bridge, pscloud_transport=TellingTheTime(office))
        sync_once(bridge, download=True, post=True)
        checks = {check.name: check for check in examine(bridge)}
    assert not checks["clocks"].ok
    assert "-180 s at pscloud, 2026-10-15 09:00" in checks["clocks"].detail


@given(asked_s=st.integers(0, 3_600), by=seconds)
def test_no_pause_is_longer_than_an_hour_whatever_the_clock_does(engine: Engine, asked_s: int, by: timedelta) -> None:
    asked = timedelta(seconds=asked_s)
    with writing(engine) as conn:
        pause_until(conn, NINE + asked)
        until = paused_until(conn, NINE + by)
    assert until is None or until - (NINE + by) <= MAX_PAUSE
    assert until is not None or by >= asked or by < asked - MAX_PAUSE


@given(by=seconds)
@settings(max_examples=30)
def test_guessing_codes_is_slowed_down_for_ten_minutes_whatever_the_clock_does(engine: Engine, by: timedelta) -> None:
    with writing(engine) as conn:
        conn.execute(failed_try.delete())
        for _ in range(20):
            count_wrong(conn, NINE)
        is_slowed = too_many_wrong(conn, NINE + by)
    assert is_slowed == (timedelta(hours=-1) <= by < WRONG_CODES_WITHIN)
