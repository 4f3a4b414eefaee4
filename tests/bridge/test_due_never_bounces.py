"""What is due is what was billed less what was collected, at every moment, whatever goes wrong in between."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpos.contract.payment import Payment
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office, open_office

SOA_NO, BILLED_MINOR = "SOA-1000", 125_050

FAULTS: list[dict[str, Any]] = [
    {},
    {"kind": FaultKind.DROP_BEFORE, "path": "/payments", "times": 9},
    {"kind": FaultKind.DROP_AFTER_ACCEPT, "path": "/payments"},
    {"kind": FaultKind.DROP_AFTER_ACCEPT, "path": "/payments", "times": 9},
    {"kind": FaultKind.STATUS, "status": 500, "path": "/payments", "times": 9},
    {"kind": FaultKind.STATUS, "status": 503, "path": "/soas", "retry_after_s": 60},
    {"kind": FaultKind.SLOW, "delay_s": 50, "path": "/payments", "times": 3},
    {"kind": FaultKind.SLOW, "delay_s": 50, "path": "/soas", "times": 9},
    {"kind": FaultKind.STATUS, "status": 429, "path": "/payments"},
]
FAULT = st.sampled_from(FAULTS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("collect"), st.integers(1, 20_000)),
        st.tuples(st.just("void"), st.integers(0, 9)),
        st.tuples(st.just("sync"), FAULT),
        st.tuples(st.just("download"), FAULT),
        st.tuples(st.just("post"), FAULT),
        st.tuples(st.just("change"), st.none()),
    ),
    max_size=12,
)


class Story:
    """An office's days with one SOA, and what should be due by plain arithmetic."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.standing: list[Payment] = []

    @property
    def expected_minor(self) -> int:
        return BILLED_MINOR - sum(payment.amount_minor for payment in self.standing)

    def tell(self, step: str, detail: Any) -> None:
        match step:
            case "collect" if len(self.standing) < 5:
                self.standing.append(self.office.collect(SOA_NO, detail, "A1"))
            case "void" if self.standing:
                self.office.void(self.standing.pop(detail % len(self.standing)))
            case "change":
                self.office.world.touch(SOA_NO)
            case "sync" | "download" | "post":
                self._work(step, detail)
        assert self.office.due(SOA_NO) == self.expected_minor, step

    def end_well(self) -> None:
        self.office.clock.sleep(3600)
        for _ in range(2):
            result = self.office.sync()
            assert result.problem is None
            assert self.office.due(SOA_NO) == self.expected_minor
        assert self.office.world.books.soas[SOA_NO].amount_due_minor == self.expected_minor
        assert self.office.value("SELECT count(*) FROM soa WHERE recheck") == 0
        posted = sorted(
            each.payment_id for each in self.office.world.books.postings.values() if each.status == "posted"
        )
        assert posted == sorted(payment.payment_id for payment in self.standing)

    def _work(self, step: str, fault: dict[str, Any]) -> None:
        if fault:
            self.office.bad_day(**fault)
        self.office.sync(download=step != "post", post=step != "download")
        self.office.world.faults.clear()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_due_is_billed_less_collected_at_every_moment(steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as home, open_office(Path(home) / "home") as office:
        office.sync()
        story = Story(office)
        for step, detail in steps:
            story.tell(step, detail)
        story.end_well()


def test_a_version_that_may_hold_a_payment_in_doubt_is_passed_over_and_looked_up_later(tmp_path: Path) -> None:
    with open_office(tmp_path / "home") as office:
        office.sync()
        office.collect(SOA_NO, 50_000, "A1")
        office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=1000)
        office.sync()
        assert held(office) == (upstream(office) - 1, True)
        assert office.due(SOA_NO) == 75_050
        office.world.faults.clear()
        office.sync()
        assert held(office) == (upstream(office), False)
        assert office.due(SOA_NO) == 75_050


def held(office: Office) -> tuple[int, bool]:
    """The version that we have, and whether a newer one is to be looked up."""
    version = office.value("SELECT version FROM soa WHERE soa_no = :no", no=SOA_NO)
    return version, bool(office.value("SELECT recheck FROM soa WHERE soa_no = :no", no=SOA_NO))


def upstream(office: Office) -> int:
    return office.world.books.soas[SOA_NO].version
