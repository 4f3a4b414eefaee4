"""What a download brings, and what of it survives PSCloud's bad days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.store.downloads import failures_of
from bridge.store.engine import reading
from bridge.store.soas import Changes, list_changes
from scripts.pscloud_sandbox import Defect, FaultKind
from tests.bridge.pscloud_office import Office, listed, open_office

MANY = tuple(listed(f"I{number:04}", f"{number:04}", 100) for number in range(1100))
"""Three pages of SOAs."""


@pytest.fixture
def large_office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home", MANY) as office:
        yield office


def test_the_first_download_brings_everything(office: Office) -> None:
    row = office.sync().download
    assert row is not None
    assert (row.scope, row.status, row.total, row.succeeded, row.failed) == ("whole", "completed", 3, 3, 0)
    assert office.due("SOA-1000") == 125_050
    assert office.value("SELECT count(*) FROM collector_code WHERE source = 'pscloud'") == 2


def test_later_downloads_bring_what_changed(office: Office) -> None:
    office.sync()
    office.clock.sleep(60)
    office.world.touch("SOA-2000")
    row = office.sync().download
    assert row is not None
    assert (row.scope, row.total, row.reason) == ("changes", 1, None)
    assert office.value("SELECT version FROM soa WHERE soa_no = 'SOA-2000'") == 2


def test_a_record_that_two_pages_have_counts_once(large_office: Office) -> None:
    large_office.bad_day(FaultKind.REPEAT_RECORDS, records=5)
    row = large_office.sync().download
    assert row is not None
    assert (row.total, row.succeeded) == (1100, 1100)


def test_the_highest_version_in_a_page_wins_wherever_it_stands(large_office: Office) -> None:
    large_office.bad_day(FaultKind.NEWER_VERSION_IN_PAGE, soa_no="SOA-0007")
    large_office.sync()
    assert large_office.value("SELECT version FROM soa WHERE soa_no = 'SOA-0007'") == 2


def test_an_expired_cursor_starts_the_listing_again(large_office: Office) -> None:
    large_office.bad_day(FaultKind.EXPIRE_CURSOR, times=2)
    row = large_office.sync().download
    assert row is not None
    assert (row.status, row.total) == ("completed", 1100)


def test_a_cursor_that_always_expires_ends_the_download_and_the_next_one_is_whole(large_office: Office) -> None:
    large_office.bad_day(FaultKind.EXPIRE_CURSOR, times=1000)
    result = large_office.sync()
    assert result.problem is not None
    assert result.download is not None
    assert result.download.status == "failed"
    large_office.world.faults.clear()
    row = large_office.sync().download
    assert row is not None
    assert (row.scope, row.status, row.total) == ("whole", "completed", 1100)


@pytest.mark.parametrize(
    ("defect", "code"),
    [
        (Defect.MISSING_DUE_DATE, "missing"),
        (Defect.NEGATIVE_BALANCE, "negative_amount"),
        (Defect.AMOUNT_NO_NUMBER, "not_money"),
        (Defect.INVOICES_DO_NOT_ADD_UP, "does_not_add_up"),
    ],
)
def test_a_malformed_record_is_set_aside_with_its_reason_and_the_others_come_in(
    office: Office, defect: Defect, code: str
) -> None:
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000", defect=defect)
    row = office.sync().download
    assert row is not None
    assert (row.status, row.total, row.succeeded, row.failed) == ("completed", 3, 2, 1)
    with reading(office.bridge.engine) as conn:
        (failure,) = failures_of(conn, row.download_id)
    assert (failure.soa_no, failure.collector_code, failure.code) == ("SOA-2000", "C391", code)


def test_a_malformed_record_is_healed_by_the_next_good_one(office: Office) -> None:
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    first = office.sync().download
    second = office.sync().download
    assert first is not None
    assert second is not None
    with reading(office.bridge.engine) as conn:
        (failure,) = failures_of(conn, first.download_id)
    assert failure.healed_by == second.download_id
    assert office.due("SOA-2000") == 8_008


def test_a_malformed_newer_version_leaves_the_good_one_in_place(office: Office) -> None:
    office.sync()
    office.world.touch("SOA-2000")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    office.sync()
    assert office.value("SELECT version FROM soa WHERE soa_no = 'SOA-2000'") == 1
    assert office.due("SOA-2000") == 8_008


def test_a_whole_listing_without_a_soa_takes_it_off_its_list(office: Office) -> None:
    office.sync()
    before = revision(office)
    office.world.cancel_soa("SOA-2000")
    office.sync(whole=True)
    assert [soa_no for soa_no, _ in changes(office, before, "C391").dropped] == ["SOA-2000"]


def test_a_malformed_record_without_number_lets_nothing_depart(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.sync()
    office.world.cancel_soa("SOA-2000")
    monkeypatch.setattr("scripts.pscloud_sandbox.listing.soa_document", lambda _: {"soa_no": 7})
    row = office.sync(whole=True).download
    assert row is not None
    assert row.failed == 2
    assert office.value("SELECT count(*) FROM soa WHERE status = 'active'") == 3


def test_a_settled_soa_departs(office: Office) -> None:
    office.sync()
    before = revision(office)
    office.world.cancel_soa("SOA-2000")
    office.sync()
    page = changes(office, before, "C391")
    assert [soa_no for soa_no, _ in page.dropped] == ["SOA-2000"]
    assert page.items == []


def test_a_moved_soa_departs_from_the_old_code_and_arrives_at_the_new_one(office: Office) -> None:
    office.sync()
    before = revision(office)
    move(office, "SOA-2000", "C406")
    office.sync()
    assert [soa_no for soa_no, _ in changes(office, before, "C391").dropped] == ["SOA-2000"]
    assert [soa.soa_no for soa, _ in changes(office, before, "C406").items] == ["SOA-2000"]
    both = changes(office, before, "C391", "C406")
    assert ([soa.soa_no for soa, _ in both.items], both.dropped) == (["SOA-2000"], [])


def test_a_soa_that_comes_back_is_no_departure_any_more(office: Office) -> None:
    office.sync()
    before = revision(office)
    move(office, "SOA-2000", "C406")
    office.sync()
    move(office, "SOA-2000", "C391")
    office.sync()
    page = changes(office, before, "C391")
    assert ([soa.soa_no for soa, _ in page.items], page.dropped) == (["SOA-2000"], [])


def test_an_interrupted_download_is_seen_and_done_again_from_where_it_began(
    large_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_after(large_office, monkeypatch, requests=3)
    with pytest.raises(KeyboardInterrupt):
        large_office.sync()
    assert large_office.value("SELECT status FROM download") == "processing"
    assert large_office.value("SELECT count(*) FROM soa") == 500
    monkeypatch.undo()
    row = large_office.sync().download
    assert row is not None
    assert (row.scope, row.status, row.total) == ("whole", "completed", 1100)
    first = large_office.value("SELECT status || ': ' || reason FROM download WHERE download_id = 1")
    assert first.startswith("failed: interrupted")


def test_an_unreachable_pscloud_fails_the_download_and_says_so(office: Office) -> None:
    office.network.is_down = True
    result = office.sync()
    assert result.problem is not None
    assert result.problem.exit_code == 3
    assert result.download is not None
    assert (result.download.status, result.download.reason) == ("failed", result.problem.message)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_is_waited_out(office: Office, status: int) -> None:
    office.bad_day(FaultKind.STATUS, status=status, path="/soas", times=2)
    row = office.sync().download
    assert row is not None
    assert row.status == "completed"


@pytest.mark.parametrize("as_date", [False, True])
def test_a_short_pause_that_pscloud_asks_for_is_kept(office: Office, as_date: bool) -> None:
    began = office.clock.now()
    office.bad_day(FaultKind.STATUS, status=429, path="/soas", retry_after_s=5, retry_after_as_date=as_date)
    row = office.sync().download
    assert row is not None
    assert row.status == "completed"
    assert timedelta(seconds=4) <= office.clock.now() - began <= timedelta(seconds=6)


def test_a_long_pause_is_kept_by_later_rounds_too(office: Office) -> None:
    office.bad_day(FaultKind.STATUS, status=503, path="/soas", retry_after_s=120)
    assert office.sync().problem is not None
    asked = len(office.network.requests)
    assert office.sync().problem is not None
    assert len(office.network.requests) == asked
    office.clock.sleep(121)
    row = office.sync().download
    assert row is not None
    assert row.status == "completed"


def test_a_rejected_key_is_named_and_asked_once(office: Office) -> None:
    office.bad_day(FaultKind.ROTATE_KEY, key="another-key")
    result = office.sync()
    assert result.problem is not None
    assert result.problem.code == "key_rejected"
    assert len(office.network.requests) == 1


def test_a_whole_download_that_lacks_something_says_so(office: Office) -> None:
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    row = office.sync().download
    assert row is not None
    assert row.reason is not None
    assert "we have 2 and 1,310.50" in row.reason


def test_hostile_names_come_in_clean(office: Office) -> None:
    office.bad_day(FaultKind.HOSTILE_NAMES)
    row = office.sync().download
    assert row is not None
    assert (row.succeeded, row.failed) == (3, 0)


def test_the_feed_gives_every_soa_once_in_pages_of_any_size(large_office: Office) -> None:
    large_office.sync()
    for limit in (1, 300, 500, 2000):
        seen: list[str] = []
        after: int | None = 0
        while after is not None:
            with reading(large_office.bridge.engine) as conn:
                page = list_changes(conn, ["C391"], after, limit)
            seen += [soa.soa_no for soa, _ in page.items]
            after = page.next_revision
        assert sorted(seen) == sorted(f"SOA-{number:04}" for number in range(1100))
        assert len(seen) == len(set(seen))


def move(office: Office, soa_no: str, code: str) -> None:
    soa = office.world.books.soas[soa_no]
    moved = replace(soa, version=soa.version + 1, collector_code=code, updated_at=office.world.next_instant())
    office.world.books.record(moved)


def changes(office: Office, after: int, *codes: str) -> Changes:
    with reading(office.bridge.engine) as conn:
        return list_changes(conn, codes, after, 500)


def revision(office: Office) -> int:
    return int(office.value("SELECT value FROM setting WHERE key = 'revision'"))


def interrupt_after(office: Office, monkeypatch: pytest.MonkeyPatch, requests: int) -> None:
    whole = office.network.handle_request

    def cut(request: Any) -> Any:
        if len(office.network.requests) == requests - 1:
            raise KeyboardInterrupt
        return whole(request)

    monkeypatch.setattr(office.network, "handle_request", cut)
