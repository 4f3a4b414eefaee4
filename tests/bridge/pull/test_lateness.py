"""When the next download is due, and whether it is late."""

from datetime import datetime, timedelta

from bridge.pull.lateness import GRACE, Lateness, lateness
from bridge.store.engine import reading
from tests.bridge.pscloud_office import NINE, Office


def now_at(office: Office) -> Lateness:
    with reading(office.bridge.engine) as conn:
        return lateness(conn, office.bridge.settings, office.clock.now())


def test_an_office_that_never_downloaded_is_late(office: Office) -> None:
    assert now_at(office) == (None, None, timedelta(0))
    assert now_at(office).is_late


def test_one_is_due_every_poll_and_late_after_the_grace(office: Office) -> None:
    office.sync()
    due_at = NINE + timedelta(seconds=office.bridge.settings.poll_seconds)
    assert (now_at(office).due_at, now_at(office).is_late) == (due_at, False)
    move_to(office, due_at + GRACE)
    assert not now_at(office).is_late
    move_to(office, due_at + GRACE + timedelta(minutes=1))
    assert now_at(office).late_by == timedelta(minutes=1)


def test_one_that_fails_does_not_count(office: Office) -> None:
    office.sync()
    move_to(office, NINE + timedelta(hours=2))
    office.network.is_down = True
    office.sync()
    assert now_at(office).is_late
    office.network.is_down = False
    office.sync()
    assert not now_at(office).is_late


def move_to(office: Office, instant: datetime) -> None:
    office.clock.sleep((instant - office.clock.now()).total_seconds())
