"""Finding SOAs on the keypad and by barcode: what is due of them now, and only one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mpos.app import opened
from mpos.domain.refusals import NoSoaList
from mpos.services.known_soas import KnownSoas, known_soas
from mpos.services.terminal import Terminal
from mpos.store.soas import remove_list
from tests.golden.goldens import golden_homes
from tests.mpos.office_at_work import OF_ANOTHER_CODE, SOA
from tests.mpos.store.lists import a_soa, put
from tests.mpos.terminal_at_work import TerminalAtWork, at_work


@contextmanager
def seen_by_collector(device: TerminalAtWork) -> Iterator[KnownSoas]:
    """The list as the collector sees it who is logged in."""
    with opened(device.environ, device.clock) as terminal:
        soas = known_soas(terminal, terminal.collector)
        yield soas


def test_the_list_narrows_while_a_number_is_typed(terminal: TerminalAtWork) -> None:
    with seen_by_collector(terminal) as soas:
        typed = ("7", "7621", "1000", "1001")
        met = {keys: [item.listed.soa_no for item in soas.by_keys(keys, 8)] for keys in typed}
    assert met == {"7": [SOA, "SOA-2000"], "7621": [SOA], "1000": [SOA], "1001": []}


def test_no_more_are_found_than_asked_for(terminal: TerminalAtWork) -> None:
    with seen_by_collector(terminal) as soas:
        assert [len(soas.by_keys("7", limit)) for limit in (1, 2, 99)] == [1, 2, 2]


def test_what_was_collected_is_taken_off_what_a_search_shows(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    with seen_by_collector(open_terminal) as soas:
        [item] = soas.by_keys("1000", 8)
        due = soas.exact("soa1000")
    assert (item.amount_due_minor, item.listed.amount_due_minor) == (117_550, 127_550)
    assert due is not None
    assert due.amount_minor == 117_550


@pytest.mark.parametrize("code", [SOA, "soa-1000", "SOA1000", " 1000 ", "1000"])
def test_a_barcode_leads_to_the_soa(terminal: TerminalAtWork, code: str) -> None:
    with seen_by_collector(terminal) as soas:
        due = soas.exact(code)
    assert due is not None
    assert due.soa.soa_no == SOA


@pytest.mark.parametrize("code", ["", "-", "100", "10000", "SOA", "\x1b[2J", "9" * 5_000, "Ñ", OF_ANOTHER_CODE, "3000"])
def test_a_barcode_of_nothing_known_leads_nowhere(terminal: TerminalAtWork, code: str) -> None:
    with seen_by_collector(terminal) as soas:
        assert soas.exact(code) is None


def test_nobody_elses_customers_are_found(terminal: TerminalAtWork) -> None:
    terminal.office.assign("ana", "C391", "C406")
    terminal.ask("download-soa")
    with seen_by_collector(terminal) as soas:
        assert [item.listed.soa_no for item in soas.by_keys("3000", 8)] == [OF_ANOTHER_CODE]
    terminal.office.add_collector("ben", "C406")
    terminal.ask("logout")
    terminal.log_in("ben")
    with seen_by_collector(terminal) as soas:
        assert [item.listed.soa_no for item in soas.by_keys("7", 8)] == [OF_ANOTHER_CODE]
        assert soas.exact(SOA) is None


def test_changes_are_found_after_a_download(terminal: TerminalAtWork) -> None:
    terminal.office.world.cancel_soa("SOA-2000")
    terminal.office.state_next_day()
    with seen_by_collector(terminal) as soas:
        assert len(soas.by_keys("7", 8)) == 2
    terminal.ask("download-soa")
    with seen_by_collector(terminal) as soas:
        assert [item.amount_due_minor for item in soas.by_keys("7", 8)] == [128_550]


def test_what_a_neighbour_downloads_is_seen_in_a_session_that_has_looked_before(terminal: TerminalAtWork) -> None:
    with opened(terminal.environ, terminal.clock) as session:
        looked = [_numbers(session)]
        terminal.office.world.cancel_soa("SOA-2000")
        terminal.office.state_next_day()
        terminal.ask("download-soa")
        looked.append(_numbers(session))
        put(terminal.home, [a_soa("SOA-7")])
        looked.append(_numbers(session))
        remove_list(terminal.home)
        with pytest.raises(NoSoaList):
            _numbers(session)
    assert looked == [[SOA, "SOA-2000"], [SOA], ["SOA-7"]]


def _numbers(session: Terminal) -> list[str]:
    found = known_soas(session, session.collector).items(None, None, None)
    return sorted(item.listed.soa_no for item in found)


def test_a_list_that_an_earlier_version_left_is_searched_without_a_download(tmp_path: Path) -> None:
    with at_work(golden_homes(tmp_path)) as golden:
        golden.clock.move(days=1, hours=1)
        with seen_by_collector(golden) as soas:
            assert SOA in [item.listed.soa_no for item in soas.by_keys("1000", 8)]
            assert soas.exact(SOA) is not None
