"""A missing customer can be explained in a minute."""

from bridge.connector.opening import open_back_office
from bridge.reconcile.compare import Comparison, compare
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office


def test_a_complete_copy_has_no_differences(office: Office) -> None:
    comparison = compared(office)
    assert comparison.ok
    assert comparison.totals.ours == comparison.totals.upstream == (3, 139_058)


def test_what_was_collected_since_makes_no_difference(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    assert compared(office).ok


def test_a_missing_soa_is_named_with_the_reason_of_its_failure(office: Office) -> None:
    office.change("DELETE FROM invoice WHERE soa_no = 'SOA-2000'")
    office.change("DELETE FROM soa WHERE soa_no = 'SOA-2000'")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    office.sync(whole=True)
    (difference,) = compared(office).differences
    assert (difference.soa_no, difference.kind, difference.ours) == ("SOA-2000", "missing", None)
    assert difference.upstream == (1, 8_008)
    assert difference.reason == "its record could not be taken: due_date is missing"


def test_an_extra_soa_is_named(office: Office) -> None:
    office.world.cancel_soa("SOA-2000")
    comparison = compared(office)
    (difference,) = comparison.differences
    assert (difference.soa_no, difference.kind, difference.upstream) == ("SOA-2000", "extra", None)
    assert comparison.totals.upstream.soas == 2


def test_a_different_amount_is_named_on_both_sides(office: Office) -> None:
    office.change("UPDATE soa SET amount_due_minor = 1 WHERE soa_no = 'SOA-1000'")
    (difference,) = compared(office).differences
    assert (difference.soa_no, difference.kind) == ("SOA-1000", "different")
    assert (difference.ours, difference.upstream) == ((2, 1), (2, 125_050))


def test_a_version_held_back_is_explained(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=1000)
    office.sync()
    office.world.faults.clear()
    (difference,) = compared(office).differences
    assert difference.reason.startswith("held back")


def test_an_unreadable_record_is_named_as_such(office: Office) -> None:
    office.world.touch("SOA-2000")
    office.change("UPDATE soa SET amount_due_minor = 1 WHERE soa_no = 'SOA-1000'")
    office.bad_day(FaultKind.MALFORMED_RECORD, soa_no="SOA-2000")
    found = {difference.soa_no: difference.kind for difference in compared(office).differences}
    assert found == {"SOA-1000": "different", "SOA-2000": "unreadable"}


def test_an_expired_cursor_is_no_difference(office: Office) -> None:
    office.bad_day(FaultKind.EXPIRE_CURSOR)
    assert compared(office).ok


def compared(office: Office) -> Comparison:
    with open_back_office(office.bridge, office.clock.sleep) as pscloud:
        return compare(office.bridge, pscloud)
