"""The terminals of a large office and what they did: their journals, and the payments and days in them."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bridge.hashing import hash_secret
from bridge.store.search_words import words_of_payment
from mpos.contract import kinds
from mpos.contract.clock import in_utc, write_instant
from mpos.contract.journal import EMPTY, Entry, Head, chain
from mpos.contract.money import format_money
from mpos.contract.payment import COLLECTED, Allocation, Payment, Tender, Void, payment_body, void_body
from mpos.contract.remittance import Remittance, remittance_body
from mpos.contract.seal import Signer, journal_seal_text
from mpos.contract.wire import Contact, contact_wire
from scripts.benchmarks.big_office import MANILA, NOW, TODAY, Filling, Size, past_days
from scripts.benchmarks.big_office_soas import VERSION, code_at, customer_at

FUND_MINOR = 50_000
METHODS = (("cash", 80), ("check", 8), ("e_wallet", 7), ("bank_transfer", 5))


def fill_days(filling: Filling, size: Size) -> None:
    """People, terminals, journals and what they give rise to."""
    pin = hash_secret("1234")
    people = [(login_at(at), f"Collector {at}", pin, False, True) for at in range(size.terminals)]
    filling.add("collector", ("login", "name", "pin_hash", "supervisor", "active"), people)
    owned = [(login_at(at), code_at(at)) for at in range(size.terminals)]
    filling.add("collector_assignment", ("login", "collector_code"), owned)
    for place in range(size.terminals):
        _Terminal(filling, size, place).live()
    filling.run("INSERT INTO payment_words (rowid, words) SELECT arrival, search FROM payment ORDER BY arrival")


def login_at(place: int) -> str:
    """The collector of a terminal."""
    return f"collector{place:04}"


def terminal_at(place: int) -> str:
    """The id of a terminal."""
    return f"T{place:05}"


def series_at(place: int) -> str:
    """The prefix of its receipts: AAA, AAB and so on."""
    return "".join(chr(65 + place // 26**power % 26) for power in (2, 1, 0))


class _Terminal:
    """One terminal and its life; `rows` are by table."""

    def __init__(self, filling: Filling, size: Size, place: int) -> None:
        self.filling, self.size, self.place = filling, size, place
        self.chance = Random(-1 - place)
        self.id, self.series, self.login, self.code = (
            terminal_at(place), series_at(place), login_at(place), code_at(place),
        )  # fmt: skip
        self.signer = Signer(sha_of(place))
        self.head: Head = EMPTY
        self.receipts = 0
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}

    def live(self) -> None:
        """All days, today's being open still for half of the terminals; then everything is written down."""
        for day in past_days(self.size.days):
            self._work(day)
        self._introduce()
        for name, rows in self.rows.items():
            self.filling.add(name, COLUMNS[name], rows)

    def _work(self, day: date) -> None:
        opened = datetime.combine(day, time(8, 0), MANILA)
        at = opened
        self._record(kinds.REGISTRY_OPENED, {"change_fund": format_money(FUND_MINOR)}, at, day)
        cash = 0
        for _ in range(self.size.payments_a_day):
            at += timedelta(minutes=self.chance.randrange(5, 30))
            cash += self._collect(at, day)
        is_open = day == TODAY and self.place % 2 == 0
        counted = closed = None
        if not is_open:
            counted, closed = at + timedelta(minutes=20), at + timedelta(minutes=30)
            self._close(day, cash, counted, closed)
        over_short = None if counted is None else self.chance.choice((0, 0, 0, 0, -5_000, 2_500))
        instants = tuple(None if each is None else in_utc(each) for each in (opened, counted, closed))
        self.rows["business_day"].append((self.id, day.isoformat(), self.login, *instants, over_short))

    def _collect(self, at: datetime, day: date) -> int:
        """One payment; the cash in it."""
        self.receipts += 1
        soa = self.chance.randrange(self.size.soas_each) * self.size.terminals + self.place
        customer = customer_at(self.size, soa)
        amount = min(customer.balance_minor, self.chance.choice((50_000, 100_000, 150_000, customer.balance_minor)))
        method = self.chance.choices([name for name, _ in METHODS], [weight for _, weight in METHODS])[0]
        reference = None if method == "cash" else f"R{self.chance.randrange(10**8):08}"
        number = self.place * 1_000_000 + self.receipts
        payment = Payment(
            payment_id=str(UUID(int=number << 64 | self.chance.getrandbits(62), version=4)),
            receipt_no=f"{self.series}{self.receipts:08}",
            source=COLLECTED,
            soa_no=customer.soa_no,
            soa_version=VERSION - 1,
            customer_no=customer.customer_no,
            customer_name=customer.name,
            collector_code=self.code,
            paid_at=write_instant(at),
            currency="PHP",
            amount_minor=amount,
            advance_minor=0,
            cash_received_minor=amount if method == "cash" else 0,
            change_minor=0,
            vat_minor=amount * 12 // 112,
            balance_after_minor=customer.balance_minor - amount,
            tenders=(Tender(method, amount, reference),),
            allocations=(Allocation(customer.invoice_no, amount, 0),),
        )
        entry = self._record(kinds.PAYMENT_RECORDED, payment_body(payment), at, day)
        self._slip(payment, at, day)
        voided = self.chance.random() < 0.01 and self._void(payment, at + timedelta(minutes=2), day)
        self._derive(payment, entry, at, day, bool(voided))
        return amount if method == "cash" and not voided else 0

    def _slip(self, payment: Payment, at: datetime, day: date) -> None:
        for kind in (kinds.SLIP_PRINTED, *([kinds.RECEIPT_REPRINTED] if self.chance.random() < 0.02 else [])):
            body: dict[str, Any] = {"slip": "receipt", "receipt_no": payment.receipt_no, "outcome": "confirmed"}
            if kind == kinds.RECEIPT_REPRINTED:
                body = {"receipt_no": payment.receipt_no, "reprint": 1}
            entry = self._record(kind, body, at, day)
            outcome = (body.get("slip"), body.get("outcome"), body.get("reprint"), in_utc(at))
            self.rows["receipt_slip"].append((self.id, 1, entry.seq, payment.receipt_no, kind, *outcome))

    def _void(self, payment: Payment, at: datetime, day: date) -> bool:
        void_id = str(UUID(int=UUID(payment.payment_id).int ^ (1 << 100), version=4))
        number = f"{self.series}-V{self.receipts:08}"
        void = Void(void_id, number, payment.payment_id, payment.receipt_no, "wrong amount", write_instant(at))
        self._record(kinds.PAYMENT_VOIDED, void_body(void), at, day)
        self.rows["void"].append((payment.payment_id, void_id, number, "wrong amount", in_utc(at), self.login, VERSION))
        self.rows["posting"].append((void_id, payment.payment_id, "void", "done", 1, in_utc(at)))
        return True

    def _derive(self, payment: Payment, entry: Entry, at: datetime, day: date, voided: bool) -> None:
        status, state, code, detail = self._fate(day)
        if voided:
            status, state, code, detail = "completed", "done", None, None
        done = status == "completed"
        approved = ("policy", in_utc(at)) if status != "pending" else (None, None)
        row = payment._asdict()
        told = tuple(row[name] for name in TOLD)
        fate = (
            status,
            *approved,
            f"P{entry.seq:06}{self.series}" if done else None,
            VERSION if done else None,
            code,
            detail,
        )
        texts = (payment.receipt_no, payment.soa_no, payment.customer_no, payment.customer_name)
        words, tender = words_of_payment(texts, payment.amount_minor), payment.tenders[0]
        revision = 1_000 + self.place * 10_000 + self.receipts
        place = (self.id, 1, entry.seq, self.login, day.isoformat(), in_utc(at))
        counted = (revision, revision, payment.soa_no, voided, words, tender.method)
        self.rows["payment"].append((*told, *place, *fate, *counted))
        self.rows["tender"].append((payment.payment_id, 1, tender.method, tender.amount_minor, tender.reference))
        self.rows["allocation"].append((payment.payment_id, 1, *payment.allocations[0]))
        if state:
            self.rows["posting"].append((payment.payment_id, payment.payment_id, "post", state, 1, in_utc(at)))
            outcome = ("posted", 201) if state == "done" else ("refused", 409) if state == "refused" else None
            if outcome:
                self.rows["posting_attempt"].append((payment.payment_id, in_utc(at), *outcome, code, detail))

    def _fate(self, day: date) -> tuple[str, str | None, str | None, str | None]:
        luck = self.chance.random()
        if day == TODAY and luck < 0.3:
            return ("pending", None, None, None) if luck < 0.1 else ("approved", "waiting", None, None)
        if luck > 0.999:
            return "failed", "refused", "invoice_settled", "PSCloud says that the invoice is settled"
        return "completed", "done", None, None

    def _close(self, day: date, cash: int, counted: datetime, closed: datetime) -> None:
        number = f"{self.series}-R{day.isoformat()}"
        remitted = Remittance(number, cash, (), "cashier", None, write_instant(counted)) if cash else None
        if remitted:
            entry = self._record(kinds.CASH_REMITTED, remittance_body(remitted), counted, day)
            told = (number, self.login, day.isoformat(), cash, "[]", "cashier", in_utc(counted))
            self.rows["remittance"].append((self.id, 1, entry.seq, *told))
        self._record(kinds.REGISTRY_CLOSED, {"over_short": "0.00"}, counted, day)
        z_counter = (day - past_days(self.size.days)[0]).days + 1
        body = {"reading": "Z", "business_date": day.isoformat(), "z_counter": z_counter, "gross": format_money(cash)}
        entry = self._record(kinds.Z_READING, body, closed, day)
        self.rows["reading"].append((self.id, 1, entry.seq, "z_reading", day.isoformat(), z_counter, json.dumps(body)))

    def _introduce(self) -> None:
        """What it is, and how it said it was when it was last here."""
        last = NOW - timedelta(minutes=self.chance.randrange(1, 2_000))
        is_open = self.place % 2 == 0
        waiting = self.chance.choice((0, 0, 0, 4, 12))
        contact = Contact(
            sent_at=write_instant(last), version="1.0",
            business_date=TODAY.isoformat(), day="open" if is_open else "closed",
            collector=self.login, pending_entries=waiting, oldest_pending_at=write_instant(last) if waiting else None,
            last_receipt_no=f"{self.series}{self.receipts:08}", cash_in_hand=format_money(self.chance.randrange(10**6)),
            unprinted_slips=0, pending_payments=waiting // 2, pending_amount=format_money(waiting * 50_000),
        )  # fmt: skip
        enrolled = in_utc(NOW - timedelta(days=90))
        key = self.signer.public_key
        skew = self.chance.randrange(-3_000, 3_000)
        row = (self.id, self.series, key, enrolled, in_utc(last), skew, json.dumps(contact_wire(contact)))
        self.rows["terminal"].append(row)
        self.rows["terminal_collector"].append((self.id, self.login, enrolled))
        self.rows["clock_skew"].append((self.id, TODAY.isoformat(), skew, in_utc(last), skew, in_utc(last)))
        seal = self.signer.sign(journal_seal_text(self.id, self.head))
        self.rows["seal"].append((self.id, 1, self.head.seq, self.head.hash, seal, in_utc(last)))

    def _record(self, kind: str, body: dict[str, Any], at: datetime, day: date) -> Entry:
        entry = Entry(
            self.id,
            1,
            self.head.seq + 1,
            kind,
            write_instant(at),
            day.isoformat(),
            self.login,
            body,
            self.head.hash,
            "",
        )
        entry = chain(entry)
        self.head = entry.head
        plain = entry._replace(body=json.dumps(body))  # type: ignore[arg-type]
        self.rows["journal"].append((*plain, in_utc(at + timedelta(hours=1))))
        return entry


def sha_of(place: int) -> bytes:
    """A key of its own for each terminal."""
    return place.to_bytes(4, "big") * 8


def _names(text: str) -> Iterator[str]:
    return iter(text.split())


TOLD = tuple(_names(
    "payment_id receipt_no source soa_no customer_no customer_name collector_code currency amount_minor "
    "advance_minor vat_minor"
))  # fmt: skip
COLUMNS = {
    "terminal": tuple(_names("terminal_id series_prefix public_key enrolled_at last_contact_at skew_ms contact")),
    "terminal_collector": tuple(_names("terminal_id login first_login_at")),
    "clock_skew": tuple(_names("whose day last_ms last_at largest_ms largest_at")),
    "journal": (*Entry._fields, "received_at"),
    "seal": tuple(_names("terminal_id epoch seq hash signature received_at")),
    "payment": (
        *TOLD,
        *_names("terminal_id epoch seq collector business_date paid_at status approved_by approved_at payment_no"),
        *_names("soa_version code detail fate_revision arrival on_soa is_voided search method"),
    ),
    "tender": tuple(_names("payment_id line method amount_minor reference")),
    "allocation": tuple(_names("payment_id line invoice_no balance_minor penalty_minor")),
    "void": tuple(_names("payment_id void_id void_no reason voided_at voided_by soa_version")),
    "posting": tuple(_names("idempotency_key payment_id action state attempts next_attempt_at")),
    "posting_attempt": tuple(_names("idempotency_key tried_at outcome http_status code detail")),
    "business_day": tuple(
        _names("terminal_id business_date collector opened_at counted_at closed_at over_short_minor")
    ),
    "reading": tuple(_names("terminal_id epoch seq kind business_date z_counter body")),
    "receipt_slip": tuple(_names("terminal_id epoch seq receipt_no kind slip outcome reprint noted_at")),
    "remittance": tuple(
        _names("terminal_id epoch seq remittance_no collector business_date amount_minor pieces handed_to remitted_at")
    ),
}
