"""Requests that come again, late, doubled or in another order: the office's books stay as they are."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.reconcile.audit import audit
from mpos.contract import kinds
from mpos.contract.journal import Entry
from tests.bridge.office_core import PIN, Core, Hand, a_soa, open_core, problem
from tests.hostile.office_books import books_of

EXAMPLES = settings(max_examples=6, suppress_health_check=list(HealthCheck))


class Recorded:
    """A day of two terminals as it went over the line: every request, to be sent again just so."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.requests: list[httpx.Request] = []
        core.http.event_hooks = {"request": [self.requests.append]}
        core.collector("juan", "MNL-01")
        core.keep(a_soa("SOA-1"), a_soa("SOA-2"))
        for key in (b"a" * 32, b"b" * 32):
            _a_day(core, key)
        core.http.event_hooks = {"request": []}
        self.books = books_of(core)

    def send_again(self, number: int) -> httpx.Response:
        """The same request once more, to the byte."""
        return self.core.http.send(self.requests[number])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    with open_core(tmp_path_factory.mktemp("office") / "home") as core:
        yield Recorded(core)


def test_the_whole_conversation_again_changes_nothing(recorded: Recorded) -> None:
    statuses = [recorded.send_again(number).status_code for number in range(len(recorded.requests))]
    assert set(statuses) <= {200, 401}, "an answered challenge is spent, all else is as it was"
    assert books_of(recorded.core) == recorded.books


def test_requests_again_in_any_order_change_nothing(recorded: Recorded) -> None:
    @EXAMPLES
    @given(st.lists(st.integers(0, len(recorded.requests) - 1), max_size=8))
    def replay(numbers: list[int]) -> None:
        for number in numbers:
            assert recorded.send_again(number).status_code in (200, 401)
        assert books_of(recorded.core) == recorded.books

    replay()


def test_a_token_request_that_was_listened_to_brings_no_second_token(recorded: Recorded) -> None:
    asked = [number for number, request in enumerate(recorded.requests) if request.url.path.endswith("/tokens")]
    assert len(asked) == 2
    for number in asked:
        assert problem(recorded.send_again(number)) == (401, "challenge_refused")


def test_uploads_that_overtake_one_another_leave_the_same_journal(tmp_path: Path) -> None:
    with open_core(tmp_path / "home") as core:
        keys = iter(range(1, 10_000))

        @EXAMPLES
        @given(st.lists(st.integers(0, 3), max_size=8))
        def deliver(order: list[int]) -> None:
            hand = core.terminal(next(keys).to_bytes(32, "big"))
            parts = _in_parts(hand)
            # At last each comes in its turn, as the terminal goes on until all are acknowledged.
            for number in (*order, 0, 1, 2, 3):
                answer = hand.upload(parts[number])
                assert answer.is_success or problem(answer) == (409, "journal_gap")
            seqs = "SELECT group_concat(seq) FROM (SELECT seq FROM journal WHERE terminal_id = :id ORDER BY seq)"
            assert core.value(seqs, id=hand.terminal_id) == "1,2,3,4,5,6,7,8"
            paid = "SELECT count(*) FROM payment WHERE terminal_id = :id"
            assert core.value(paid, id=hand.terminal_id) == 8

        deliver()
        assert audit(core.bridge).problems == []


def _a_day(core: Core, key: bytes) -> None:
    hand = core.terminal(key)
    hand.log_in("juan", PIN)
    hand.soa_list("juan")
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "500.00"})
    hand.upload()
    first = hand.collect("SOA-1")
    hand.collect("SOA-2")
    hand.upload()
    hand.void(first)
    hand.collect()
    hand.record(kinds.REGISTRY_CLOSED, {"over_short": "0.00"})
    hand.record(kinds.Z_READING, {"z_counter": 1})
    hand.upload()
    hand.upload([])


def _in_parts(hand: Hand) -> list[list[Entry]]:
    for _ in range(8):
        hand.collect()
    return [hand.entries[start : start + 2] for start in range(0, 8, 2)]
