"""What may have been taken is never sent again by itself where nothing can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.access.actor import holder_of_the_home
from bridge.deeds.found_posted import found_posted
from bridge.deeds.on_payments import NothingToDo
from bridge.store.decisions import retry
from bridge.store.engine import writing
from tests.bridge.connector import banawe
from tests.bridge.connector.conftest import OtherOffice, open_other_office, stocked
from tests.clocks import MovableClock


@pytest.fixture
def blind(tmp_path: Path, clock: MovableClock) -> Iterator[OtherOffice]:
    """An office with a ledger that can't be asked what became of a payment."""
    connector = "\n".join(line for line in banawe.CONNECTOR.splitlines() if not line.startswith("find"))
    books = stocked(clock)
    with open_other_office(tmp_path / "home", clock, books, banawe.make_app(books), connector) as office:
        yield office


def test_it_waits_for_a_person(blind: OtherOffice) -> None:
    blind.sync()
    payment = blind.collect("S1", 10_000, "D1")
    blind.books.lose_answers = 1
    for _ in range(3):
        blind.sync()
        blind.clock.sleep(600)
    assert blind.booked == [(payment.receipt_no, 10_000)]
    assert (blind.status(payment), blind.value("SELECT code FROM payment")) == ("failed", "answer_lost")


def test_nothing_is_due_twice_while_it_waits(blind: OtherOffice) -> None:
    blind.sync()
    blind.collect("S1", 10_000, "D1")
    blind.books.lose_answers = 1
    for _ in range(3):
        blind.sync()
        blind.clock.sleep(600)
        assert blind.due("S1") == 115_050


def test_others_go_on(blind: OtherOffice) -> None:
    blind.sync()
    blind.collect("S1", 10_000, "D1")
    blind.books.lose_answers = 1
    other = blind.collect("S2", 8_008, "D3")
    blind.sync()
    assert blind.status(other) == "completed"


def test_a_person_sends_it_again(blind: OtherOffice) -> None:
    blind.sync()
    payment = blind.collect("S1", 10_000, "D1")
    blind.network.is_down = False
    blind.books.lose_answers = 1
    blind.sync()
    blind.books.reverse(blind.books.entries[0])
    with writing(blind.bridge.engine) as conn:
        assert retry(conn, payment.payment_id, blind.clock.now())
    blind.sync()
    blind.sync()
    assert (blind.status(payment), blind.due("S1")) == ("completed", 115_050)


def test_a_person_finds_it_there(blind: OtherOffice) -> None:
    blind.sync()
    payment = blind.collect("S1", 10_000, "D1")
    blind.books.lose_answers = 1
    blind.sync()
    blind.clock.sleep(60)
    found_posted(blind.bridge, holder_of_the_home("root"), payment.receipt_no, "E1", "seen in the ledger")
    assert (blind.status(payment), blind.value("SELECT payment_no FROM payment")) == ("completed", "E1")
    blind.sync()
    blind.sync()
    assert blind.booked == [(payment.receipt_no, 10_000)]
    assert blind.due("S1") == 115_050
    with pytest.raises(NothingToDo):
        found_posted(blind.bridge, holder_of_the_home("root"), payment.receipt_no, "E1", "again")


def test_what_never_arrived_is_sent_once_it_surely_is_not_there(ledger: OtherOffice) -> None:
    ledger.sync()
    payment = ledger.collect("S1", 10_000, "D1")
    ledger.books.lose_requests = 1
    ledger.sync()
    assert ledger.booked == []
    ledger.clock.sleep(61)
    ledger.sync()
    assert ledger.booked == [(payment.receipt_no, 10_000)]
    assert ledger.due("S1") == 115_050


def test_a_back_office_without_voids_leaves_them_to_a_person(tmp_path: Path, clock: MovableClock) -> None:
    connector = banawe.CONNECTOR[: banawe.CONNECTOR.index("[void]")]
    books = stocked(clock)
    with open_other_office(tmp_path / "home", clock, books, banawe.make_app(books), connector) as office:
        office.sync()
        payment = office.collect("S2", 8_008, "D3")
        office.sync()
        office.void(payment)
        office.sync()
        assert (office.status(payment), office.value("SELECT code FROM payment")) == ("failed", "no_voids")
        books.reverse(books.entries[0])
        found_posted(office.bridge, holder_of_the_home("root"), payment.payment_id, "E1", "voided by hand")
        office.sync()
        assert (office.status(payment), office.due("S2")) == ("completed", 8_008)
