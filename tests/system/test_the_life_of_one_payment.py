"""One payment followed through the eight steps of its life, from the keypad to PSCloud and back."""

from pathlib import Path

from sqlalchemy import select

from bridge.reconcile.audit import audit
from bridge.store import schema
from bridge.store.engine import reading
from mpos.contract import kinds
from mpos.services.known_soas import known_soas
from mpos.services.reprinting import print_again
from mpos.store import journal, payments, prints
from mpos.store.payments import Recorded
from scripts.world import Field, Handheld

from .conftest import DAY

SOA = "SOA-1000"


def test_a_payment_reaches_pscloud_and_its_fate_comes_back(field: Field, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    hand = field.handheld("ana", "C391", MPOS_PRINTER=f"file:{paper}")
    hand.open_day(DAY)
    hand.download()
    assert _due(hand) == 127_050  # both invoices, and a month of penalty on the overdue one

    # 1. It exists once it is on disk: entry, rows and print job, all of one transaction.
    payment = hand.collect(SOA, cash_minor=110_000, amount_minor=102_000).payment
    entry = journal.all_entries(hand.terminal.connection, hand.terminal.identity.terminal_id)
    recorded = [item for item in entry if item.kind == kinds.PAYMENT_RECORDED]
    assert [item.body["payment_id"] for item in recorded] == [payment.payment_id]
    assert payment.receipt_no == "A00000001"
    assert payment.change_minor == 8_000
    shares = [(share.invoice_no, share.penalty_minor, share.balance_minor) for share in payment.allocations]
    assert shares == [("INV-1", 2_000, 100_000)]

    # 2. Its slip is on paper, and the queue is empty.
    assert b"A00000001" in paper.read_bytes()
    assert prints.count_waiting(hand.terminal.connection) == 0

    # 3. The bridge has the journal; the lost answer of a first try would change nothing.
    assert _fate(hand, payment.receipt_no).state is None
    sent = hand.upload()
    assert sent.pending == 0

    # 4. and 5. The bridge derives it, approves it, posts it, and keeps the answer.
    field.sync(download=False)
    with reading(field.bridge.engine) as conn:
        posted = conn.execute(select(schema.payment).where(schema.payment.c.payment_id == payment.payment_id)).one()
    assert (posted.status, posted.amount_minor) == ("completed", 102_000)
    assert field.pscloud.books.postings[payment.payment_id].payment_no == posted.payment_no

    # 6. Until a newer version of the SOA arrives it is subtracted; after that PSCloud's own amounts say so.
    hand.download()
    assert _due(hand) == 25_050
    field.sync()
    hand.download()
    assert _due(hand) == 25_050
    assert field.pscloud.books.soas[SOA].amount_due_minor == 25_050

    # 7. The terminal's next contact brings the fate.
    hand.upload()
    assert _fate(hand, payment.receipt_no).state == "in_pscloud"

    # 8. Audit proves it from end to end.
    hand.close_day()
    hand.upload()
    found = audit(field.bridge)
    assert found.ok, found.problems
    assert hand.grand_total_minor() == 102_000


def test_a_mistake_is_answered_by_a_void_that_travels_the_same_road(field: Field) -> None:
    hand = field.handheld("ana", "C391")
    hand.open_day(DAY)
    hand.download()
    payment = hand.collect(SOA, cash_minor=50_000).payment
    hand.upload()
    field.sync()
    assert _due(hand) == 77_050

    hand.void(payment.receipt_no)
    assert _due(hand) == 127_050
    hand.upload()
    field.sync()
    hand.download()

    assert _due(hand) == 127_050
    assert field.pscloud.books.soas[SOA].amount_due_minor == 127_050
    assert field.pscloud.books.postings[payment.payment_id].status == "voided"
    assert audit(field.bridge).ok


def test_a_reprint_is_marked_and_counted(field: Field, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    hand = field.handheld("ana", "C391", MPOS_PRINTER=f"file:{paper}")
    hand.open_day(DAY)
    hand.download()
    hand.collect(SOA, cash_minor=50_000)
    before = len(paper.read_bytes())

    again = print_again(hand.terminal, None, copy=False)

    assert again.reprints == 1
    assert b"REPRINT 1" in paper.read_bytes()[before:]


def _due(hand: Handheld) -> int:
    soas = known_soas(hand.terminal, hand.terminal.collector)
    return soas.due_of(SOA).amount_minor


def _fate(hand: Handheld, receipt_no: str) -> Recorded:
    found = payments.find(hand.terminal.connection, receipt_no)
    assert found is not None
    return found
