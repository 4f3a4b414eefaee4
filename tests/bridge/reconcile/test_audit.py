"""The audit proves what holds, and names what does not: no byte of it can be changed unseen."""

from collections.abc import Callable

import pytest

from bridge.connector.opening import open_back_office
from bridge.reconcile.audit import Proof, audit
from bridge.reconcile.receipts import Gap, check_receipts
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.databases import damage, is_postgresql
from tests.bridge.pscloud_office import DAY, Office


def test_an_honest_day_holds(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.void(office.collect("SOA-1000", 20_000, "A1"))
    office.sync()
    office.collect("SOA-2000", 8_008, "B1")
    proof = audit(office.bridge)
    assert proof.problems == []
    assert proof.tally._asdict() == {
        "payments": 3,
        "posted": 1,
        "waiting": 1,
        "refused": 0,
        "refunded": 0,
        "voided": 1,
        "voids_waiting": 0,
    }
    assert proof.amounts == (38_008, 10_000, 8_008, 0, 0, 20_000)
    (terminal,) = proof.terminals
    assert (terminal.chain.entries, terminal.chain.last_seq, terminal.chain.sealed_to) == (4, 4, 4)
    assert (terminal.receipts.first, terminal.receipts.last) == ("A00000001", "A00000003")


def test_one_day_can_be_looked_at(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    assert audit(office.bridge, DAY.isoformat()).tally.payments == 1
    assert audit(office.bridge, "2026-10-16").tally.payments == 0


REPLACED = "replace(body::text, 'dela', 'de la')::json" if is_postgresql() else "replace(body, 'dela', 'de la')"
TAMPERING = {
    "a byte of a body": (
        f"UPDATE journal SET body = {REPLACED} WHERE seq = 2",
        "T001: entry 2: its content was changed",
    ),
    "an instant": (
        "UPDATE journal SET recorded_at = '2026-10-15T09:00:00.000+08:00' WHERE seq = 2",
        "T001: entry 2: its content was changed",
    ),
    "an entry in the middle removed": ("DELETE FROM journal WHERE seq = 2", "T001: entry 3: entry 2 is missing"),
    "the first entry removed": ("DELETE FROM journal WHERE seq = 1", "T001: entry 2: entry 1 is missing"),
    "the tail cut": ("DELETE FROM journal WHERE seq = 3", "T001: entry 3: it was sealed and is missing"),
    "the tail cut with its seal": (
        "DELETE FROM seal WHERE seq = 3",
        "T001: entry 3: no seal covers it",
    ),
    "a payment removed": ("DELETE FROM payment WHERE seq = 2", "T001: receipts A00000002 to A00000002 are missing"),
    "a payment's amount": (
        "UPDATE payment SET amount_minor = 1 WHERE seq = 2",
        "receipt A00000002: it is not what its journal entry says",
    ),
    "a receipt repeated": (
        "UPDATE payment SET receipt_no = 'A00000001' WHERE seq = 2",
        "T001: receipt A00000001 was issued 2 times",
    ),
    "a posting removed": (
        "DELETE FROM posting WHERE payment_id = (SELECT payment_id FROM payment WHERE seq = 2)",
        "receipt A00000002: it is approved, and its posting is missing",
    ),
    "a status that is not true": (
        "UPDATE payment SET status = 'completed' WHERE seq = 2",
        "receipt A00000002: it is completed, and its posting is waiting",
    ),
}


keeps_any_byte = pytest.mark.skipif(is_postgresql(), reason="PostgreSQL takes no such bytes into these columns")


@pytest.mark.parametrize(("statement", "finding"), TAMPERING.values(), ids=TAMPERING.keys())
def test_what_was_tampered_with_is_named(office: Office, statement: str, finding: str) -> None:
    for amount_minor in (10_000, 20_000, 30_000):
        office.collect("SOA-1000", amount_minor, "A1")
    assert audit(office.bridge).ok
    tamper(office, statement)
    assert finding in audit(office.bridge).problems


@keeps_any_byte
@pytest.mark.parametrize("column", ["body", "recorded_at", "kind", "prev_hash", "collector"])
@pytest.mark.parametrize("byte", [b"\x00", b'"', b"}", b"\xff", b"7"])
def test_any_byte_that_was_changed_is_named_with_its_entry(office: Office, column: str, byte: bytes) -> None:
    for amount_minor in (10_000, 20_000):
        office.collect("SOA-1000", amount_minor, "A1")
    office.change(f"UPDATE journal SET {column} = CAST(:spoilt AS TEXT) WHERE seq = 2", spoilt=b'{"spoilt' + byte)
    assert any("T001: entry 2: " in problem for problem in audit(office.bridge).problems)


@keeps_any_byte
def test_a_spoilt_void_is_named_too(office: Office) -> None:
    office.void(office.collect("SOA-1000", 10_000, "A1"))
    office.change("UPDATE journal SET body = CAST(:spoilt AS TEXT) WHERE seq = 2", spoilt=b'{"void_id')
    assert any("T001: entry 2: " in problem for problem in audit(office.bridge).problems)


def test_a_payment_that_nothing_stands_for_is_named(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    tamper(office, "DELETE FROM payment")
    assert "T001: entry 1: not_derived: nothing stands for this payment_recorded entry" in audit(office.bridge).problems


def test_a_void_that_nothing_stands_for_is_named(office: Office) -> None:
    office.void(office.collect("SOA-1000", 10_000, "A1"))
    tamper(office, "DELETE FROM void")
    assert "T001: entry 2: not_derived: nothing stands for this payment_voided entry" in audit(office.bridge).problems


def test_a_forged_chain_does_not_have_the_terminals_seal(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.change("UPDATE journal SET hash = :hash", hash="ab" * 32)
    problems = audit(office.bridge).problems
    assert "T001: entry 1: its content was changed" in problems
    assert "T001: entry 1: it is not the one that was sealed" in problems


def test_a_refused_payment_is_counted_and_is_no_problem(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1", currency="USD")
    office.sync()
    proof = audit(office.bridge)
    assert (proof.ok, proof.tally.refused, proof.amounts.refused_minor) == (True, 1, 10_000)


def test_a_payment_in_doubt_waits(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=1000)
    office.sync()
    proof = audit(office.bridge)
    assert (proof.ok, proof.tally.waiting) == (True, 1)


def live(office: Office) -> Proof:
    with open_back_office(office.bridge, office.clock.sleep) as pscloud:
        return audit(office.bridge, pscloud=pscloud)


def test_pscloud_may_be_asked_whether_it_has_the_same(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.void(office.collect("SOA-1000", 20_000, "A1"))
    office.sync()
    office.collect("SOA-2000", 8_008, "B1")
    assert live(office).problems == []


def forget(office: Office) -> None:
    office.world.books.postings.clear()


def take_half(office: Office) -> None:
    office.change("UPDATE payment SET amount_minor = amount_minor / 2")


def post_without_telling(office: Office) -> None:
    office.change("UPDATE posting SET state = 'waiting'")
    office.change("UPDATE payment SET status = 'approved'")


UPSTREAM: list[tuple[Callable[[Office], None], str]] = [
    (forget, "receipt A00000001: it is posted here, and PSCloud does not have it"),
    (take_half, "receipt A00000001: PSCloud has it as A00000001 over 100.00"),
    (post_without_telling, "receipt A00000001: PSCloud has it, though it is approved here"),
]


@pytest.mark.parametrize(("mischief", "finding"), UPSTREAM, ids=lambda each: getattr(each, "__name__", "finding"))
def test_what_stands_otherwise_at_pscloud_is_named(
    office: Office, mischief: Callable[[Office], None], finding: str
) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    mischief(office)
    assert finding in live(office).problems


def test_each_series_is_looked_at_by_itself() -> None:
    found = check_receipts(["A00000001", "A00000002", "ABCDEF00000001", "A00000005"])
    assert found.gaps == [Gap("A00000003", "A00000004")]
    assert check_receipts([]).problems == []


def tamper(office: Office, statement: str) -> None:
    damage(office.bridge, statement)
