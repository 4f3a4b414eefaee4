"""A download that somebody stops: what came stays, nothing departs, and the next one starts where it started."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.access.actor import holder_of_the_home
from bridge.deeds.cancel_download import CancelledAlready, NoneAtWork, cancel_download
from tests.bridge.pscloud_office import Office, listed, open_office

MANY = tuple(listed(f"I{number:04}", f"{number:04}", 100) for number in range(1100))
"""Three pages of SOAs."""
SOMEBODY = holder_of_the_home(None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home", MANY) as office:
        yield office


def test_it_stops_with_its_page_and_the_next_one_brings_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel_before(office, monkeypatch, request=3)
    row = office.sync().download
    assert row is not None
    assert (row.scope, row.status, row.total, row.as_of) == ("whole", "cancelled", 1000, None)
    assert row.reason is not None
    assert office.value("SELECT count(*) FROM soa WHERE status = 'active'") == 1000
    monkeypatch.undo()
    again = office.sync().download
    assert again is not None
    assert (again.scope, again.status, again.total) == ("whole", "completed", 1100)


def test_a_cancelled_whole_listing_lets_nothing_depart_and_changes_go_on_from_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sync()
    office.clock.sleep(60)
    office.world.touch("SOA-1099")
    cancel_before(office, monkeypatch, request=len(office.network.requests) + 2)
    row = office.sync(whole=True).download
    assert row is not None
    assert (row.status, row.total) == ("cancelled", 500)
    assert office.value("SELECT count(*) FROM soa WHERE status = 'active'") == 1100
    monkeypatch.undo()
    after = office.sync().download
    assert after is not None
    assert (after.scope, after.status, after.total) == ("changes", "completed", 1)


def test_it_is_cancelled_once_and_by_name(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoneAtWork):
        cancel_download(office.bridge, SOMEBODY)
    refused = cancel_before(office, monkeypatch, request=2, times=2)
    office.sync()
    assert [type(each) for each in refused] == [CancelledAlready]
    assert office.value("SELECT count(*) FROM office_deed WHERE what = 'download cancelled'") == 1


def cancel_before(office: Office, monkeypatch: pytest.MonkeyPatch, request: int, times: int = 1) -> list[Exception]:
    """Somebody cancels while that request is under way, maybe twice; what the tries were refused with."""
    whole, refused = office.network.handle_request, list[Exception]()

    def cancelling(sent: Any) -> Any:
        if len(office.network.requests) == request - 1:
            for _ in range(times):
                try:
                    cancel_download(office.bridge, SOMEBODY)
                except CancelledAlready as problem:
                    refused.append(problem)
        return whole(sent)

    monkeypatch.setattr(office.network, "handle_request", cancelling)
    return refused
