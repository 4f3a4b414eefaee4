"""A device that its office can't reach forgets whom it may collect from, and never what it has collected."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.feed.soa_list import write_soa_list
from mpos.app import opened
from mpos.contract import kinds
from mpos.contract.office import FORGET_SOAS_AFTER_DAYS
from mpos.domain.refusals import SoasForgotten
from mpos.services.known_soas import known_soas
from mpos.store.soas import LIST_FILE
from tests.clocks import MovableClock
from tests.mpos.office_at_work import CODE, DUE, SOA, Office
from tests.mpos.terminal_at_work import NINE, Homes, NoNetwork, TerminalAtWork, assert_one_line, at_work, copied

LIMIT = FORGET_SOAS_AFTER_DAYS


@pytest.fixture(autouse=True)
def away(open_terminal: TerminalAtWork) -> None:
    """Out of reach of the office, the day open, since the list came at nine."""
    open_terminal.transport = NoNetwork()


def has_list(terminal: TerminalAtWork) -> bool:
    return any(terminal.home.glob(f"{LIST_FILE}*"))


def is_put_away(terminal: TerminalAtWork) -> bool:
    """Whether the list can't be looked at just now."""
    ran = terminal.run("soa", "list")
    if ran.exit_code == 0:
        return False
    assert ran.exit_code == 4
    assert_one_line(ran, [f"not heard from its office for more than {LIMIT} days", "clock", "download-soa", "or-entry"])
    return True


def reasons(terminal: TerminalAtWork) -> list[str]:
    """Why lists were removed, by the journal."""
    rows = terminal.rows("SELECT body FROM journal WHERE kind = ? ORDER BY seq", kinds.SOAS_FORGOTTEN)
    return [json.loads(body)["reason"] for (body,) in rows]


@pytest.mark.parametrize("days", [0, 14, LIMIT])
def test_two_weeks_on_an_island_cost_no_day(open_terminal: TerminalAtWork, days: int) -> None:
    open_terminal.clock.move(days=days)
    open_terminal.collect("100")
    assert open_terminal.due() == "1175.50"


def test_past_the_limit_the_list_is_put_away_and_a_day_later_it_is_gone(open_terminal: TerminalAtWork) -> None:
    open_terminal.clock.move(days=LIMIT, seconds=1)
    assert is_put_away(open_terminal)
    assert open_terminal.ask("status")["soas_put_away"]
    assert open_terminal.ask("collect", SOA, "--cash", "10", exit_code=4)["error"]["code"] == "soas_forgotten"
    assert has_list(open_terminal)

    open_terminal.clock.move(days=1)
    assert is_put_away(open_terminal)
    assert not has_list(open_terminal)
    assert is_put_away(open_terminal)
    assert reasons(open_terminal) == ["no_contact"]


def test_a_session_lets_go_of_the_list_that_it_removes(open_terminal: TerminalAtWork) -> None:
    """What is removed while somebody has it open is on the disk until they end."""
    with opened(open_terminal.environ, open_terminal.clock) as session:
        known_soas(session, session.collector)
        assert any(LIST_FILE in name for name in _open_files())
        for days in (LIMIT, 1, 1):
            open_terminal.clock.move(days=days)
            with suppress(SoasForgotten):
                known_soas(session, session.collector)
        assert not has_list(open_terminal)
        assert not any(LIST_FILE in name for name in _open_files())


def _open_files() -> list[str]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(link.readlink()))
    return found


def test_a_device_that_nobody_touches_forgets_by_its_timed_uploads(open_terminal: TerminalAtWork) -> None:
    for days in (LIMIT, 1, 1):
        assert has_list(open_terminal)
        open_terminal.clock.move(days=days)
        assert open_terminal.run("upload").exit_code == 3
    assert not has_list(open_terminal)


def test_without_the_list_money_is_taken_read_and_closed(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    for _ in range(2):
        open_terminal.clock.move(days=LIMIT, hours=1)
        assert is_put_away(open_terminal)
    open_terminal.ask("or-entry", "--manual-or", "7", "--customer-no", "1000", "--cash", "50")
    assert open_terminal.ask("x-reading")["net"] == "150.00"
    assert len(open_terminal.ask("transactions")["items"]) == 2
    open_terminal.ask("close-registry", "--count", "50x13")
    assert open_terminal.ask("z-reading")["over_short"] == "0.00"
    open_terminal.transport = None
    assert open_terminal.ask("upload")["refused"] == []
    open_terminal.ask("download-soa")
    assert not is_put_away(open_terminal)


def test_a_clock_that_leaps_ahead_for_a_moment_costs_that_moment(open_terminal: TerminalAtWork) -> None:
    for years in (5, 9):  # and a second time, later by its own wrong time
        open_terminal.clock.move(days=365 * years)
        assert is_put_away(open_terminal)
        open_terminal.clock.move(days=-365 * years, minutes=1)
        assert open_terminal.due() == DUE
    open_terminal.collect("100")
    assert reasons(open_terminal) == []


def test_a_clock_that_was_set_back_keeps_the_list(open_terminal: TerminalAtWork) -> None:
    """A dead battery says 1970, and the collector has nothing else to work with."""
    open_terminal.clock.move(days=-365 * 56)
    open_terminal.collect("100")
    assert open_terminal.due() == "1175.50"


@pytest.mark.parametrize("hours", [1, 26])
@pytest.mark.parametrize("argv", [["upload"], ["download-soa"]], ids=str)
def test_a_word_from_the_office_brings_the_list_back(
    open_terminal: TerminalAtWork, argv: list[str], hours: int
) -> None:
    open_terminal.clock.move(days=LIMIT, hours=1)
    assert is_put_away(open_terminal)
    open_terminal.clock.move(hours=hours)  # nobody has looked meanwhile: what is still there is still good
    open_terminal.transport = None
    open_terminal.ask(*argv)
    assert not is_put_away(open_terminal)
    assert not open_terminal.ask("status")["soas_put_away"]
    open_terminal.transport = NoNetwork()
    open_terminal.clock.move(days=LIMIT - 1)
    assert not is_put_away(open_terminal)


@pytest.mark.parametrize("days", [-365 * 26, -400, 400])
def test_a_clock_that_was_wrong_at_the_last_contact_may_be_set_right(open_terminal: TerminalAtWork, days: int) -> None:
    open_terminal.transport = None
    open_terminal.clock = MovableClock(NINE + timedelta(days=days))
    open_terminal.ask("upload")
    open_terminal.transport = NoNetwork()
    open_terminal.clock = MovableClock(NINE + timedelta(hours=1))
    assert not is_put_away(open_terminal)
    open_terminal.clock.move(days=LIMIT)
    assert is_put_away(open_terminal)


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_stays_wrong_measures_as_well(open_terminal: TerminalAtWork, days: int) -> None:
    open_terminal.transport = None
    open_terminal.clock = MovableClock(NINE + timedelta(days=days))
    open_terminal.ask("upload")
    open_terminal.transport = NoNetwork()
    open_terminal.clock.move(days=LIMIT)
    assert not is_put_away(open_terminal)


def test_the_news_of_a_file_are_as_old_as_the_file(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    files = []
    for days in (0, 10):
        office.clock.move(days=days)
        files.append(tmp_path / str(days))
        files[-1].write_bytes(write_soa_list(office.bridge, [CODE])[0])
    open_terminal.clock.move(days=20)  # both clocks are one: the files are 30 and 20 days old now
    for file in reversed(files):
        open_terminal.ask("download-soa", "--from", str(file))
    open_terminal.clock.move(days=LIMIT - 20)
    assert not is_put_away(open_terminal)
    open_terminal.clock.move(hours=1)
    assert is_put_away(open_terminal)


def test_a_store_that_knows_of_no_contact_begins_to_count(open_terminal: TerminalAtWork) -> None:
    open_terminal.change_store("DELETE FROM setting WHERE key = 'last_contact'")
    open_terminal.clock.move(days=400)
    assert not is_put_away(open_terminal)
    open_terminal.clock.move(days=LIMIT, hours=1)
    assert is_put_away(open_terminal)


def test_what_can_not_be_recorded_is_forgotten_all_the_same(open_terminal: TerminalAtWork) -> None:
    open_terminal.change_store(
        "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    open_terminal.clock.move(days=LIMIT, hours=1)
    assert is_put_away(open_terminal)
    open_terminal.clock.move(days=1)
    assert open_terminal.run("soa", "list").exit_code == 7
    assert not has_list(open_terminal)


@pytest.fixture
def strict(homes: Homes, tmp_path: Path) -> Iterator[TerminalAtWork]:
    """An office that wants lists forgotten after three days."""
    with at_work(copied(homes, tmp_path / "strict"), MPOS_BRIDGE_POLICY_FORGET_SOAS_AFTER_DAYS="3") as terminal:
        yield terminal


def test_the_office_decides_after_how_many_days(strict: TerminalAtWork) -> None:
    strict.ask("download-soa")
    strict.transport = NoNetwork()
    strict.clock.move(days=3)
    assert strict.due() == DUE
    strict.clock.move(minutes=1)
    assert "for more than 3 days" in strict.run("soa", "list").err


def test_an_office_may_want_nothing_forgotten(homes: Homes, tmp_path: Path) -> None:
    never = {"MPOS_BRIDGE_POLICY_FORGET_SOAS_AFTER_DAYS": "0"}
    with at_work(copied(homes, tmp_path / "never"), **never) as terminal:
        terminal.ask("download-soa")
        terminal.transport = NoNetwork()
        terminal.clock.move(days=10_000)
        assert terminal.due() == DUE
