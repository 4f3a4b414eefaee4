"""Several postings at the same time: as many as PSCloud takes well, each once, and those on one SOA in their order."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from bridge.connector.opening import open_back_office
from bridge.pscloud.answers import Answer, Outcome
from bridge.pscloud.back_office import BackOffice
from bridge.push.hands import Hands
from bridge.push.post import Pace
from bridge.reconcile.audit import audit
from bridge.store.postings import POST, WAITING, Job
from bridge.sync import SyncResult, sync_once
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office, listed, open_office

CUSTOMERS = 30
AT_ONCE = 8
WELL, BUSY = Answer(Outcome.POSTED), Answer(Outcome.BUSY)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    invoices = tuple(listed(f"I{number}", f"{number}", 100_000) for number in range(CUSTOMERS))
    with open_office(tmp_path / "home", invoices) as office:
        yield office


def sync(office: Office) -> SyncResult:
    """A round with many hands."""
    pace = Pace(office.clock.sleep, lambda: 0.0, AT_ONCE)
    return sync_once(office.bridge, download=True, post=True, at_once=True, pace=pace)


def jobs(count: int) -> list[Job]:
    return [Job(str(number), str(number), POST, WAITING, 0, False, None) for number in range(count)]


def test_as_many_are_sent_at_once_as_went_well_before(office: Office) -> None:
    with open_back_office(office.bridge) as line, Hands(line, lambda: open_back_office(office.bridge), 6) as hands:
        seen = []
        for answer in (WELL, WELL, WELL, BUSY, WELL):
            seen.append(hands.at_once)
            hands.send(jobs(hands.at_once), lambda _line, _job, given=answer: given)  # type: ignore[misc]
        assert [*seen, hands.at_once] == [1, 2, 4, 6, 3, 6]


def test_they_are_really_sent_at_the_same_time_each_on_its_own_line(office: Office) -> None:
    together = Barrier(4, timeout=30)
    lines: list[BackOffice] = []

    def send(line: BackOffice, _: Job) -> Answer:
        lines.append(line)
        together.wait()
        return WELL

    with open_back_office(office.bridge) as line, Hands(line, lambda: open_back_office(office.bridge), 4) as hands:
        hands.at_once = 4
        try:
            hands.send(jobs(4), send)
        except BrokenBarrierError:
            pytest.fail("they were sent one after another")
    assert len(set(map(id, lines))) == 4


def test_the_answers_come_in_the_order_of_the_jobs(office: Office) -> None:
    with open_back_office(office.bridge) as line, Hands(line, lambda: open_back_office(office.bridge), 4) as hands:
        hands.at_once = 4
        answers = hands.send(jobs(4), lambda _, job: Answer(Outcome.REFUSED, code=job.key))
        assert [answer.code for answer in answers] == ["0", "1", "2", "3"]


def test_a_day_is_posted_each_payment_once_and_each_soa_in_its_order(office: Office) -> None:
    visits = [(turn, number) for turn in range(3) for number in range(CUSTOMERS)]
    taken = [office.collect(f"SOA-{number}", 1_000 + turn, f"I{number}") for turn, number in visits]
    office.void(taken[5])
    result = sync(office)
    assert result.post is not None
    assert (result.post.completed, result.post.failed, result.post.voids) == (len(taken), 0, 1)
    by_soa: dict[str, list[int]] = {}
    for posting in office.world.books.postings.values():
        by_soa.setdefault(str(posting.soa_no), []).append(posting.amount_minor)
    assert all(amounts == [1_000, 1_001, 1_002] for amounts in by_soa.values())
    assert audit(office.bridge).problems == []


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER_ACCEPT, FaultKind.DROP_BEFORE], ids=lambda kind: kind.value)
def test_lost_answers_double_nothing(office: Office, kind: FaultKind) -> None:
    taken = [office.collect(f"SOA-{number}", 1_000, f"I{number}") for number in range(CUSTOMERS)]
    office.bad_day(kind, times=5, skip=9, path="/payments", method="POST")
    for _ in range(4):
        sync(office)
        office.clock.sleep(3_600)
    assert len(office.posted) == len(taken)
    assert sum(amount for _, amount in office.posted) == 1_000 * CUSTOMERS
    assert audit(office.bridge).problems == []


def test_who_is_asked_to_wait_waits_with_all_hands(office: Office) -> None:
    for number in range(CUSTOMERS):
        office.collect(f"SOA-{number}", 1_000, f"I{number}")
    office.bad_day(FaultKind.STATUS, status=429, retry_after_s=5, times=3, skip=7, path="/payments", method="POST")
    result = sync(office)
    assert result.post is not None
    assert result.post.completed == CUSTOMERS
    assert audit(office.bridge).problems == []
