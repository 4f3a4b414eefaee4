"""The SOA list on a device: searching it, and putting another in its place."""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.problems import DiskFull
from mpos.store.list_draft import ListUnfit, drafted
from mpos.store.soas import LIST_FILE, SoaList, open_list
from tests.mpos.office_at_work import CODE, SOA
from tests.mpos.store.lists import a_soa, opened, packed, put
from tests.mpos.terminal_at_work import Homes, TerminalAtWork


@pytest.fixture(scope="module")
def soas(homes: Homes) -> Iterator[SoaList]:
    """Ana's list."""
    found = open_list(homes.terminal)
    assert found is not None
    with closing(found):
        yield found


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20))
def test_any_text_may_be_searched_for(soas: SoaList, text: str) -> None:
    for row in soas.search(text, [CODE], None):
        assert row.collector_code == CODE


@pytest.mark.parametrize(
    "text",
    ['"', "*", '" OR 1', "NEAR(a b)", "soa_no:1000", "(", "a AND", "^a", "-", "{}", "%", "_", "'; --", "1000 OR"],
)
def test_nothing_in_a_search_is_read_as_syntax(soas: SoaList, text: str) -> None:
    assert soas.search(text, [CODE], None) == []


@pytest.mark.parametrize(
    "text", ["1000", "SOA-1000", "soa 1000", "dionisio", "DIONÍSIO", "o'hara", "baut", "burgos 1000"]
)
def test_a_search_finds_numbers_names_and_addresses_by_their_beginnings(soas: SoaList, text: str) -> None:
    assert [row.soa_no for row in soas.search(text, [CODE], None)] == [SOA]


def test_only_ones_own_codes_are_seen(soas: SoaList) -> None:
    assert soas.rows([], None) == []
    assert soas.rows(["C406"], None) == []
    assert soas.search("1000", ["C406"], None) == []
    assert len(soas.rows([CODE, "C406"], None)) == 2
    assert len(soas.rows([CODE], 1)) == 1


def test_a_new_list_takes_the_place_of_the_old_one_whole_or_not_at_all(terminal: TerminalAtWork) -> None:
    before = (terminal.home / LIST_FILE).read_bytes()
    arrived = packed([a_soa("SOA-1")])
    rows = lzma.decompress(arrived)
    unfit = (b"", b"junk", before, rows[:5000], rows[:60] + (9).to_bytes(4, "big") + rows[64:])
    for travelled in (b"", b"junk", arrived[:-1], arrived[:200], *map(lzma.compress, unfit)):
        with pytest.raises(ListUnfit), drafted(terminal.home, BytesIO(travelled)):
            pass
        assert (terminal.home / LIST_FILE).read_bytes() == before
        assert list(terminal.home.glob(f"{LIST_FILE}*")) == [terminal.home / LIST_FILE]
    with pytest.raises(ZeroDivisionError), drafted(terminal.home, BytesIO(arrived)):
        1 / 0  # noqa: B018 -- what brings its changes fails
    assert list(terminal.home.glob(f"{LIST_FILE}*")) == [terminal.home / LIST_FILE]
    put(terminal.home, [a_soa("SOA-1")])
    with opened(terminal.home) as soas:
        assert [row.soa_no for row in soas.rows([CODE], None)] == ["SOA-1"]


def test_there_is_no_list_before_the_first_download(tmp_path: Path) -> None:
    assert open_list(tmp_path) is None


def test_changes_that_the_disk_has_no_room_for_are_left_out_whole(terminal: TerminalAtWork) -> None:
    """A full disk is no damage: the list from before holds, and a download would not help."""
    with closing(sqlite3.connect(terminal.home / LIST_FILE, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
        soas = SoaList(connection)
        soa = soas.find(SOA)
        assert soa is not None
        more = ((soa._replace(soa_no=f"SOA-{number}"), ()) for number in range(5000, 9000))
        with pytest.raises(DiskFull):
            soas.apply(more, [SOA], {"revision": "99"})
        assert soas.find(SOA) == soa


@pytest.mark.parametrize("typed", ["s", "sa", "santos", "soa-1", "cruz ju"])
def test_a_search_as_it_is_typed_reads_first_hits_and_sorts_nothing_by_rank(tmp_path: Path, typed: str) -> None:
    put(tmp_path, [a_soa(SOA)])
    asked: list[str] = []
    with closing(sqlite3.connect(tmp_path / LIST_FILE)) as connection:
        soas = SoaList(connection)
        soas.by_keys("7", (CODE,), 5)
        connection.set_trace_callback(asked.append)
        soas.search(typed, (CODE,), 5)
        for keys in ("7", "72", "7202", "100"):
            soas.by_keys(keys, (CODE,), 5)
        connection.set_trace_callback(None)
        searches = [query for query in asked if query.lstrip().startswith("SELECT") and "MATCH" in query]
        plans = [row[3] for query in searches for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plans
    assert not [
        step for step in plans if "TEMP B-TREE" in step or (step.startswith("SCAN soa") and "VIRTUAL" not in step)
    ]
    assert not any("rank" in query for query in searches)
