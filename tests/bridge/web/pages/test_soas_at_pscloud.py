"""The SOA Customer List beside PSCloud: a look at this moment, and comparisons."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from bridge.access.actor import holder_of_the_home
from bridge.connector.opening import open_back_office
from bridge.soas.comparing import Comparing, compare_and_keep, within
from bridge.soas.look_up import look_up_soon, side_by_side
from bridge.store.comparisons import newest_comparison
from bridge.store.engine import reading
from bridge.store.office_deeds import Wanted, list_deeds
from bridge.store.soas import load
from mpos.contract.problems import Unreachable
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office, open_office

ME = holder_of_the_home(None)
BEGIN_WITHIN_S = 30


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        yield office


def test_a_look_at_pscloud_names_each_field_that_differs(office: Office) -> None:
    office.world.cancel_soa("SOA-2000")
    with reading(office.bridge.engine) as conn:
        here = load(conn, ["SOA-2000"])["SOA-2000"]
    found = look_up_soon(office.bridge, "SOA-2000")
    differing = {
        field.name: (field.here, field.there) for field in side_by_side(here, "active", found) if field.differs
    }
    assert differing["status"] == ("active", "cancelled")
    assert differing["version"] == ("1", "2")


def test_a_pscloud_that_does_not_answer_is_asked_once_at_a_page(office: Office) -> None:
    office.bad_day(FaultKind.DROP_BEFORE)
    with pytest.raises(Unreachable):
        look_up_soon(office.bridge, "SOA-2000")
    assert look_up_soon(office.bridge, "SOA-2000").status == "active"


def test_a_comparison_is_kept_with_who_asked_for_it(office: Office) -> None:
    office.world.cancel_soa("SOA-2000")
    with open_back_office(office.bridge) as pscloud:
        made = compare_and_keep(office.bridge, pscloud, ME)
    with reading(office.bridge.engine) as conn:
        kept = newest_comparison(conn)
        deed = list_deeds(conn, Wanted(what="soas compared"), 1)[0]
    assert kept is not None
    assert (kept.ok, kept.asked_by, kept.differing) == (False, ME.name, 1)
    assert kept.differences == made.differences
    assert kept.by_code == made.by_code
    assert deed.detail == {"ok": False, "differing": 1}


def test_somebody_of_a_branch_sees_the_sums_of_its_codes(office: Office) -> None:
    office.world.cancel_soa("SOA-2000")
    with open_back_office(office.bridge) as pscloud:
        kept = compare_and_keep(office.bridge, pscloud, ME)
    with reading(office.bridge.engine) as conn:
        nothing = within(conn, kept, frozenset({"nowhere"}))
        branches = set(conn.exec_driver_sql("SELECT DISTINCT branch FROM collector_code").scalars())
        everything = within(conn, kept, branches)
    assert (nothing.ok, nothing.soas, nothing.differences, nothing.by_code) == (True, 0, [], [])
    assert (everything.ok, everything.soas, everything.differing) == (False, 3, 1)


def test_one_comparison_is_at_work_at_a_time_and_its_failure_is_told(office: Office) -> None:
    comparing, ended = Watched(), Event()
    comparing.ended = ended
    assert comparing.begin(office.bridge, ME)
    assert ended.wait(BEGIN_WITHIN_S)
    with reading(office.bridge.engine) as conn:
        assert newest_comparison(conn) is not None
    assert (comparing.progress, comparing.problem) == (None, None)


class Watched(Comparing):
    """Tells when it has ended."""

    ended: Event

    def _run(self, *args: object) -> None:
        super()._run(*args)  # type: ignore[arg-type]
        self.ended.set()
