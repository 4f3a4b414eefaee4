"""The SOAs are held against PSCloud by themselves: after the first download of a day, and once an hour."""

from bridge.after_round import follow_up
from bridge.reconcile.download_state import COMPLETE, DIFFERS, DownloadState, download_state
from bridge.soas.compare_due import compare_when_due
from bridge.store.engine import reading
from scripts.pscloud_sandbox import Defect, FaultKind
from tests.bridge.pscloud_office import Office


def state(office: Office) -> DownloadState:
    with reading(office.bridge.engine) as conn:
        return download_state(office.bridge, conn, None)


def test_a_new_day_is_complete_after_its_first_round(office: Office) -> None:
    follow_up(office.bridge, office.sync())
    office.clock.move(days=1)
    office.world.touch("SOA-2000")
    follow_up(office.bridge, office.sync())
    assert state(office).verdict == COMPLETE
    assert state(office).compared_at is not None


def test_it_is_done_once_an_hour_and_not_with_each_round(office: Office) -> None:
    assert not compare_when_due(office.bridge), "the first download was whole, and compares itself"
    office.clock.move(minutes=61)
    assert compare_when_due(office.bridge)
    assert not compare_when_due(office.bridge)


def test_the_soas_that_differ_are_named(office: Office) -> None:
    office.sync()
    office.clock.move(days=1)
    office.world.touch("SOA-2000")
    office.bad_day(FaultKind.MALFORMED_RECORD, defect=Defect.MISSING_DUE_DATE, path="/soas", soa_no="SOA-2000")
    follow_up(office.bridge, office.sync())
    assert state(office).verdict == DIFFERS


def test_a_pscloud_that_is_down_fails_no_round(office: Office) -> None:
    result = office.sync()
    office.clock.move(days=1)
    office.bad_day(FaultKind.STATUS, status=500, times=50, path="/soas/control-totals")
    follow_up(office.bridge, result)
    assert state(office).compared_at is not None
