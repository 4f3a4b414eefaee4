"""A peso is counted once, whoever downloads when, and whoever else collects."""

from bridge.reconcile.audit import audit
from mpos.services.known_soas import known_soas
from scripts.pscloud_sandbox import Fault, FaultKind
from scripts.world import Field, Handheld

from .conftest import DAY

SOA = "SOA-2000"
DUE = 80_000


def test_a_download_between_collecting_and_posting_does_not_bring_back_what_was_paid(field: Field) -> None:
    hand = _at_work(field, "ana")
    hand.collect(SOA, cash_minor=30_000)
    assert _due(hand) == DUE - 30_000

    hand.download()  # before the upload
    assert _due(hand) == DUE - 30_000
    hand.upload()
    hand.download()  # at the office, not posted
    assert _due(hand) == DUE - 30_000


def test_a_download_after_posting_does_not_subtract_it_twice(field: Field) -> None:
    hand = _at_work(field, "ana")
    hand.collect(SOA, cash_minor=30_000)
    hand.upload()
    field.sync(download=False)  # posted, the new version not pulled yet
    hand.download()
    assert _due(hand) == DUE - 30_000
    field.sync()
    hand.download()
    assert _due(hand) == DUE - 30_000
    hand.collect(SOA)
    assert _due(hand) == 0


def test_a_payment_in_doubt_is_not_counted_twice_when_its_soa_is_pulled(field: Field) -> None:
    hand = _at_work(field, "ana")
    hand.collect(SOA, cash_minor=30_000)
    hand.upload()
    field.pscloud.inject(Fault(kind=FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=20))
    field.sync()  # PSCloud has it, nobody here knows, and its SOA has a newer version
    hand.download()
    assert _due(hand) == DUE - 30_000

    field.pscloud.faults.clear()
    field.sync()
    hand.download()
    assert _due(hand) == DUE - 30_000
    assert len(field.pscloud.books.postings) == 1


def test_two_terminals_that_collect_one_soa_both_keep_their_money(field: Field) -> None:
    ana, ben = _at_work(field, "ana"), _at_work(field, "ben")
    first = ana.collect(SOA).payment
    second = ben.collect(SOA).payment
    assert (first.amount_minor, second.amount_minor) == (DUE, DUE)

    for hand in (ana, ben):
        hand.upload()
    field.sync()
    field.sync()

    postings = field.pscloud.books.postings
    assert {posting.amount_minor for posting in postings.values()} == {DUE}
    assert len(postings) == 2
    assert field.pscloud.books.credits_minor() == {"2000": DUE}  # the office sees an advance
    assert audit(field.bridge).ok
    ben.download()
    assert not [item for item in _items(ben) if item == SOA]


def test_what_one_terminal_uploaded_another_one_does_not_ask_for_again(field: Field) -> None:
    ana, ben = _at_work(field, "ana"), _at_work(field, "ben")
    ana.collect(SOA, cash_minor=30_000)
    ana.upload()
    ben.download()
    assert _due(ben) == DUE - 30_000


def _at_work(field: Field, login: str) -> Handheld:
    hand = field.handheld(login, "C391")
    hand.open_day(DAY)
    hand.download()
    return hand


def _due(hand: Handheld) -> int:
    soas = known_soas(hand.terminal, hand.terminal.collector)
    return soas.due_of(SOA).amount_minor


def _items(hand: Handheld) -> list[str]:
    soas = known_soas(hand.terminal, hand.terminal.collector)
    return [item.listed.soa_no for item in soas.items(None, None, None)]
