"""An office with PSCloud at the other side and one terminal whose journal it takes in, all in one process."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from sqlalchemy import text

from bridge.app import Bridge, init_home, opened
from bridge.intake.journals import take
from bridge.push.post import Pace
from bridge.store.effects import effects_on
from bridge.store.engine import reading, writing
from bridge.store.soas import load
from bridge.store.terminals import Terminal, add_terminal
from bridge.sync import SyncResult, sync_once
from mpos.contract import kinds
from mpos.contract.clock import write_instant
from mpos.contract.due import due_now
from mpos.contract.identity import new_id
from mpos.contract.journal import GENESIS, Entry, Head, chain
from mpos.contract.payment import COLLECTED, Allocation, Payment, Tender, Void, payment_body, void_body
from mpos.contract.seal import Signer, journal_seal_text
from mpos.contract.wire import Upload
from scripts.pscloud_sandbox import ConnectionDropped, Fault, FaultKind, ListedInvoice, PSCloudWorld, make_app
from scripts.pscloud_sandbox.records import Invoice
from scripts.world.in_process import InProcess
from tests.bridge.databases import new_database, own_database
from tests.clocks import MANILA, MovableClock

DAY = date(2026, 10, 15)
NINE = datetime(2026, 10, 15, 9, 0, tzinfo=MANILA)
KEY = "a-key-for-tests"
TIMEOUT_S = 40
OPEN_END = date(2030, 1, 1)


class TooSlow(Exception):
    """The answer takes longer than anybody waits."""


def listed(number: str, customer: str, amount_minor: int, code: str = "C391") -> ListedInvoice:
    """An invoice that is open for good."""
    invoice = Invoice(number, date(2026, 9, 1), date(2026, 10, 1), amount_minor, amount_minor)
    return ListedInvoice(code, customer, invoice, OPEN_END)


INVOICES = (
    listed("A1", "1000", 100_000),
    listed("A2", "1000", 25_050),
    listed("B1", "2000", 8_008),
    listed("C1", "3000", 6_000, "C406"),
)


class Office:
    """The bridge under test (`bridge`), PSCloud (`world`), and a terminal's hand that writes journal entries."""

    def __init__(self, bridge: Bridge, world: PSCloudWorld, clock: MovableClock, network: InProcess) -> None:
        self.bridge = bridge
        self.world = world
        self.clock = clock
        self.network = network
        self.chance = 0.0
        self._signer = Signer(b"t" * 32)
        with writing(bridge.engine) as conn:
            self.terminal: Terminal = add_terminal(conn, "A", self._signer.public_key, clock.now())
        self._head = Head(1, 0, GENESIS)
        self._receipts = 0
        self._voids = 0

    def sync(self, **wanted: Any) -> SyncResult:
        """One round of both, as the command does one."""
        pace = Pace(self.clock.sleep, lambda: self.chance)
        return sync_once(self.bridge, **({"download": True, "post": True, "at_once": True} | wanted), pace=pace)

    def bad_day(self, kind: FaultKind, **fault: Any) -> None:
        """Orders something to go wrong at PSCloud."""
        self.world.inject(Fault(kind=kind, **fault))

    def collect(self, soa_no: str | None, amount_minor: int, *invoice_nos: str, **fields: Any) -> Payment:
        """A payment in cash, allocated in the order of the invoices; it reaches the office at once."""
        payment = self.payment(soa_no, amount_minor, *invoice_nos, **fields)
        self.record(kinds.PAYMENT_RECORDED, payment_body(payment))
        return payment

    def payment(self, soa_no: str | None, amount_minor: int, *invoice_nos: str, **fields: Any) -> Payment:
        """A payment that nobody has recorded yet."""
        allocations = tuple(self._allocate(soa_no, amount_minor, invoice_nos))
        self._receipts += 1
        self.clock.sleep(1)
        payment = Payment(
            payment_id=new_id(),
            receipt_no=f"A{self._receipts:08}",
            source=COLLECTED,
            soa_no=soa_no,
            soa_version=1 if soa_no else None,
            customer_no=soa_no.removeprefix("SOA-") if soa_no else "9000",
            customer_name="Juan dela Peña",
            collector_code="C391",
            paid_at=write_instant(self.clock.now()),
            currency="PHP",
            amount_minor=amount_minor,
            advance_minor=amount_minor - sum(each.amount_minor for each in allocations),
            cash_received_minor=amount_minor,
            change_minor=0,
            vat_minor=amount_minor * 12 // 112,
            balance_after_minor=0,
            tenders=(Tender("cash", amount_minor),),
            allocations=allocations,
        )
        return payment._replace(**fields)

    def void(self, payment: Payment) -> Void:
        """Takes a payment back on the terminal."""
        self._voids += 1
        self.clock.sleep(1)
        void = Void(
            void_id=new_id(),
            void_no=f"A-V{self._voids:08}",
            payment_id=payment.payment_id,
            receipt_no=payment.receipt_no,
            reason="wrong amount",
            voided_at=write_instant(self.clock.now()),
        )
        self.record(kinds.PAYMENT_VOIDED, void_body(void))
        return void

    def record(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """One more entry of the terminal's journal, uploaded."""
        entry = chain(
            Entry(
                terminal_id=self.terminal.terminal_id,
                epoch=1,
                seq=self._head.seq + 1,
                kind=kind,
                recorded_at=write_instant(self.clock.now()),
                business_date=DAY.isoformat(),
                collector="ana",
                body=body,
                prev_hash=self._head.hash,
                hash="",
            )
        )
        seal = self._signer.sign(journal_seal_text(self.terminal.terminal_id, entry.head))
        receipt = take(self.bridge, self.terminal, Upload((entry,), seal, 0))
        assert not receipt.set_aside
        self._head = entry.head
        return entry

    def due(self, soa_no: str) -> int:
        """What is due of a SOA at this moment, by the one rule, from what the office holds."""
        with reading(self.bridge.engine) as conn:
            soa = load(conn, [soa_no])[soa_no]
            return due_now(soa, effects_on(conn, [soa_no]).get(soa_no, ())).amount_minor

    def status(self, payment: Payment) -> str:
        """Where a payment stands."""
        return str(self.value("SELECT status FROM payment WHERE payment_id = :id", id=payment.payment_id))

    def value(self, query: str, **values: object) -> Any:
        """One value of the office's database."""
        with reading(self.bridge.engine) as conn:
            return conn.execute(text(query), values).scalar_one_or_none()

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Rows of the office's database."""
        with reading(self.bridge.engine) as conn:
            return [tuple(row) for row in conn.execute(text(query), values)]

    def change(self, statement: str, **values: object) -> None:
        """Does to the database what nobody should."""
        with writing(self.bridge.engine) as conn:
            conn.execute(text(statement), values)

    @property
    def posted(self) -> list[tuple[str, int]]:
        """What stands in PSCloud's books: receipt and amount, in the order of posting."""
        books = self.world.books.postings.values()
        return [(posting.receipt_no, posting.amount_minor) for posting in books]

    def _allocate(self, soa_no: str | None, amount_minor: int, invoice_nos: tuple[str, ...]) -> Iterator[Allocation]:
        for invoice in self.world.books.soas[soa_no].invoices if soa_no else ():
            if invoice.invoice_no in invoice_nos and amount_minor > 0:
                part_minor = min(amount_minor, invoice.amount_minor)
                amount_minor -= part_minor
                yield Allocation(invoice.invoice_no, part_minor, 0)


@contextmanager
def open_office(home: Path, invoices: tuple[ListedInvoice, ...] = INVOICES, **settings: str) -> Iterator[Office]:
    """An office on 15 October 2026 at nine, PSCloud up and nothing downloaded yet."""
    clock = MovableClock(NINE)
    world = PSCloudWorld(clock.now)
    world.load(invoices, DAY)
    network = InProcess(
        make_app(world, KEY, sleep=_answer_late),
        losses={ConnectionDropped: httpx.ReadError, TooSlow: httpx.ReadTimeout},
    )
    environ = environment(home) | settings
    fresh_home, database = _new_home()
    shutil.copytree(fresh_home.name, home, dirs_exist_ok=True)
    try:
        with own_database(home, like=database), opened(environ, clock, network) as bridge:
            yield Office(bridge, world, clock, network)
    finally:
        network.shut_down()


@cache
def _new_home() -> tuple[TemporaryDirectory[str], dict[str, str]]:
    """A bridge just made and its database, to be copied: making one takes as long as a whole test."""
    directory, database = TemporaryDirectory(), new_database()
    environ = environment(Path(directory.name)) | database
    init_home(environ, "admin", "a-password-for-tests", MovableClock(NINE))
    return directory, database


def environment(home: Path) -> dict[str, str]:
    """What a bridge in this home is told."""
    return {
        "MPOS_BRIDGE_HOME": str(home),
        "MPOS_BRIDGE_PSCLOUD_KEY": KEY,
        "MPOS_BRIDGE_PSCLOUD_URL": "http://pscloud.test/api/v1",
        "MPOS_BRIDGE_PSCLOUD_TIMEOUT_S": str(TIMEOUT_S),
    }


async def _answer_late(seconds: float) -> None:
    if seconds > TIMEOUT_S:
        raise TooSlow
