"""Clocks that jump, go back, pass midnight and are told in other zones: order comes from the journal, not from them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.reconcile.audit import audit
from mpos.contract.clock import read_instant, zone_named
from mpos.contract.wire import HEALTH
from tests.clocks import MANILA, ClockAbroad, MovableClock, RestlessClock
from tests.mpos.office_at_work import DAY, Office
from tests.mpos.terminal_at_work import NINE, Homes, TerminalAtWork, at_work, copied

YEARS = timedelta(days=5 * 365)
NEW_YORK = zone_named("America/New_York")
BEFORE_MIDNIGHT = NINE + timedelta(hours=14, minutes=59, seconds=59)


def problems(office: Office) -> list[str]:
    """What is wrong once everything is uploaded and posted."""
    office.sync()
    return audit(office.bridge).problems


def ask_for(terminal: TerminalAtWork, *argv: str) -> str:
    """Which problem a command ends with."""
    return str(terminal.ask(*argv, exit_code=4)["error"]["code"])


def ticking(shown: datetime) -> datetime:
    """A clock that goes on while a command works."""
    return shown + timedelta(milliseconds=90)


def swinging(shown: datetime) -> datetime:
    """A clock that jumps years ahead and back again, look by look."""
    return shown + YEARS if shown.year < 2030 else shown - YEARS


def going_back(shown: datetime) -> datetime:
    return shown - timedelta(hours=7)


@pytest.mark.parametrize("step", [swinging, going_back])
def test_a_day_adds_up_whatever_the_clock_does_meanwhile(
    homes: Homes, tmp_path: Path, step: Callable[[datetime], datetime]
) -> None:
    # A device that thinks that it has not met its office for years would put its SOAs away, if it were to.
    with at_work(copied(homes, tmp_path), MPOS_BRIDGE_POLICY_FORGET_SOAS_AFTER_DAYS="0") as terminal:
        terminal.ask("download-soa")
        terminal.clock = RestlessClock(NINE, step)
        live_through_a_day(terminal)
        assert problems(terminal.office) == []
        posted = [amount for _, amount, status in terminal.office.posted if status == "posted"]
        assert posted == [10_000, 2_500]


def live_through_a_day(terminal: TerminalAtWork) -> None:
    terminal.ask("open-registry", "--change-fund", "500", "--business-date", DAY.isoformat())
    terminal.collect("100")
    terminal.ask("void", terminal.collect("50")["receipt_no"], "--reason", "wrong customer")
    terminal.ask("upload")
    terminal.collect("25")
    z = terminal.close_day()
    assert (z["business_date"], z["receipts"], z["gross"], z["voided"]) == (DAY.isoformat(), 3, "175.00", "50.00")
    assert terminal.ask("upload")["pending"] == 0
    assert terminal.ask("journal", "verify")["ok"]
    assert terminal.rows("SELECT DISTINCT business_date FROM payment") == [(DAY.isoformat(),)]


def test_midnight_passes_in_the_middle_of_a_payment(terminal: TerminalAtWork, office: Office) -> None:
    terminal.open_registry()
    terminal.clock = RestlessClock(BEFORE_MIDNIGHT, ticking)
    for _ in range(8):
        terminal.collect("100")
    days = terminal.rows("SELECT DISTINCT business_date, substr(paid_at, 1, 10) FROM payment ORDER BY 2")
    assert days == [("2026-11-22", "2026-11-22"), ("2026-11-22", "2026-11-23")]
    assert terminal.close_day()["gross"] == "800.00"
    terminal.ask("upload")
    assert problems(office) == []


def test_midnight_passes_in_the_middle_of_a_z_reading(terminal: TerminalAtWork, office: Office) -> None:
    terminal.open_registry()
    terminal.collect("100")
    terminal.ask("close-registry", "--count", "100x6")
    terminal.clock = RestlessClock(BEFORE_MIDNIGHT, ticking)
    while terminal.clock.now() < BEFORE_MIDNIGHT + timedelta(milliseconds=900):
        terminal.ask("x-reading")
    z = terminal.ask("z-reading")
    assert (z["business_date"], z["gross"], z["over_short"]) == ("2026-11-22", "100.00", "0.00")
    terminal.clock = MovableClock(BEFORE_MIDNIGHT + timedelta(minutes=1))
    terminal.open_registry()
    assert terminal.ask("status")["business_date"] == "2026-11-23"
    terminal.ask("upload")
    assert problems(office) == []


@pytest.mark.parametrize("back", [timedelta(days=1), timedelta(days=400), YEARS])
def test_a_clock_set_back_opens_no_closed_day_again_and_none_before_it(
    terminal: TerminalAtWork, back: timedelta
) -> None:
    terminal.open_registry()
    terminal.close_day()
    terminal.clock.move(seconds=-back.total_seconds())
    for day in ([], ["--business-date", "2026-11-22"], ["--business-date", "2026-11-21"]):
        assert ask_for(terminal, "open-registry", "--change-fund", "0", *day) == "day_backwards"
    terminal.ask("open-registry", "--change-fund", "0", "--business-date", "2026-11-23")
    assert terminal.collect("100")["receipt_no"] == "A00000001"


def test_a_clock_that_is_years_ahead_begins_no_day_by_itself(terminal: TerminalAtWork) -> None:
    terminal.clock.move(seconds=YEARS.total_seconds())
    before = terminal.head
    assert ask_for(terminal, "open-registry", "--change-fund", "0") == "clock_far_ahead"
    assert terminal.head == before
    terminal.clock.move(seconds=-YEARS.total_seconds())
    terminal.open_registry()
    terminal.close_day()
    terminal.clock.move(seconds=YEARS.total_seconds())
    assert ask_for(terminal, "open-registry", "--change-fund", "0") == "clock_far_ahead"
    # Somebody who has looked at it says which day it is, and the device believes them.
    terminal.ask("open-registry", "--change-fund", "0", "--business-date", "2026-11-23")


def test_two_zones_agree_on_every_instant_and_each_shows_its_own(homes: Homes, tmp_path: Path) -> None:
    with at_work(copied(homes, tmp_path), MPOS_BRIDGE_TIMEZONE="Europe/London") as terminal:
        terminal.clock = ClockAbroad(terminal.clock, NEW_YORK)
        terminal.environ["MPOS_TIMEZONE"] = "America/New_York"
        # In New York it is still the evening before.
        terminal.open_registry()
        paid = terminal.collect("100")
        assert paid["paid_at"] == "2026-11-21T20:00:00.000-05:00"
        assert terminal.close_day()["business_date"] == "2026-11-21"
        terminal.ask("upload")
        assert terminal.ask("status")["clock_offset_s"] == 0
        assert problems(terminal.office) == []
        [(at_office,)] = terminal.office.rows("SELECT paid_at FROM payment")
        assert read_instant(at_office) == read_instant(paid["paid_at"])


def test_an_hour_that_comes_twice_is_no_longer_than_two(homes: Homes, tmp_path: Path) -> None:
    """Where clocks are put back, a lock of a minute held an hour and one, or not at all."""
    with at_work(copied(homes, tmp_path)) as terminal:
        terminal.environ["MPOS_TIMEZONE"] = "America/New_York"
        for locked_at in ("05:59:30", "06:10:00", "06:59:30"):
            clock = MovableClock(read_instant(f"2026-11-01T{locked_at}Z"))
            terminal.clock = ClockAbroad(clock, NEW_YORK)
            wrong_pins(terminal, 5)
            assert log_in_at(terminal, seconds=30) == "pin_locked"
            assert log_in_at(terminal, seconds=29) == "pin_locked"
            assert log_in_at(terminal, seconds=1) == ""


def wrong_pins(terminal: TerminalAtWork, times: int) -> None:
    for _ in range(times):
        terminal.log_in(pin="9999", exit_code=6)


def log_in_at(terminal: TerminalAtWork, **after: float) -> str:
    terminal.clock.move(**after)
    ran = terminal.run("--json", "login", "ana", "--pin", "-", stdin="1357\n")
    return "" if ran.exit_code == 0 else str(ran.document["error"]["code"])


def clock_shown(terminal: TerminalAtWork, capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    """What a command of the office answers, its clock being the right one."""
    from bridge.commands import run
    from mpos.contract.canonical import read_json

    capsys.readouterr()
    run((*argv, "--json"), terminal.office.environ, terminal.office.clock)
    return read_json(capsys.readouterr().out)


def test_how_far_clocks_are_apart_is_seen_on_both_sides(
    terminal: TerminalAtWork, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.clock = abroad = ClockAbroad(office.clock, MANILA, timedelta(hours=2))
    terminal.ask("upload")
    abroad.wrong_by = timedelta(seconds=3)
    terminal.ask("upload")
    assert terminal.ask("status")["clock_offset_s"] == 3
    (item,) = clock_shown(terminal, capsys, "terminals", "list")["items"]
    assert item["skew_ms"] == -3_000
    (day,) = clock_shown(terminal, capsys, "terminals", "show", "T001")["clock"]
    assert (day["day"], day["last_ms"], day["largest_ms"]) == ("2026-11-22", -3_000, -7_200_000)
    abroad.wrong_by = timedelta(minutes=3)
    terminal.ask("upload")
    checks = {each["name"]: each for each in clock_shown(terminal, capsys, "doctor")["checks"]}
    assert not checks["clocks"]["ok"]
    assert "+180 s at T001, 2026-11-22 09:00" in checks["clocks"]["detail"]


def test_a_device_whose_clock_is_wrong_is_served_all_the_same(terminal: TerminalAtWork, office: Office) -> None:
    terminal.clock = ClockAbroad(office.clock, MANILA, -YEARS)
    terminal.ask("open-registry", "--change-fund", "0", "--business-date", "2021-11-23")
    (terminal.home / "token").unlink(missing_ok=True)
    assert terminal.ask("download-soa")
    terminal.collect("100")
    assert terminal.ask("upload")["pending"] == 0
    assert office.network.requests[-1].url.path != HEALTH
    assert problems(office) == []
