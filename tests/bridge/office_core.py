"""A bridge whose terminals' API is called in process, and terminals that make real keys, chains and seals."""

import atexit
import gzip
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
from sqlalchemy import text

from bridge.app import Bridge, init_home, opened
from bridge.hashing import hash_secret
from bridge.store.codes import add_code, unknown_codes
from bridge.store.collectors import add_collector, assign, change_collector
from bridge.store.engine import reading, writing
from bridge.store.enrolments import offer
from bridge.store.soas import ACTIVE
from bridge.store.statements import take_in
from bridge.web import make_app
from mpos.contract import kinds
from mpos.contract.clock import write_instant, zone_named
from mpos.contract.identity import new_id
from mpos.contract.journal import EMPTY, Entry, Head, chain
from mpos.contract.payment import COLLECTED, Allocation, Payment, Tender, Void, payment_body, void_body
from mpos.contract.seal import Signer, challenge_text, journal_seal_text
from mpos.contract.soa import Invoice, Soa
from mpos.contract.wire import (
    CHALLENGES,
    ENROLMENTS,
    JOURNAL,
    LOGINS,
    SOA_LIST,
    SOA_LIST_CHANGES,
    TOKENS,
    Upload,
    upload_wire,
)
from scripts.world.in_process import InProcess
from tests.bridge.databases import new_database, own_database

MANILA = zone_named("Asia/Manila")
NINE = datetime(2026, 10, 15, 9, 0, tzinfo=MANILA)
DAY = "2026-10-15"
PIN = "1234"
PIN_HASH = hash_secret(PIN)


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = NINE

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)


class Core:
    """The bridge under test and the way to its API."""

    def __init__(self, bridge: Bridge, clock: MovableClock, http: httpx.Client) -> None:
        self.bridge = bridge
        self.clock = clock
        self.http = http

    def code(self, series_prefix: str | None = None) -> str:
        """A fresh enrolment code."""
        with writing(self.bridge.engine) as conn:
            return offer(conn, series_prefix, self.clock.now()).code

    def terminal(self, key: bytes = b"t" * 32) -> "Hand":
        """An enrolled terminal with its token."""
        hand = Hand(self, key)
        hand.enrol(self.code())
        hand.get_token()
        return hand

    def collector(self, login: str, *codes: str) -> None:
        """A collector whose PIN is 1234."""
        with writing(self.bridge.engine) as conn:
            for code in unknown_codes(conn, codes):
                add_code(conn, code, code)
            add_collector(conn, login, login.title(), PIN_HASH, supervisor=False)
            assign(conn, login, codes)

    def reassign(self, login: str, *codes: str) -> None:
        """Gives a collector other codes."""
        with writing(self.bridge.engine) as conn:
            assign(conn, login, codes)

    def rename(self, login: str, name: str) -> None:
        """Gives a collector another name."""
        with writing(self.bridge.engine) as conn:
            change_collector(conn, login, name, supervisor=False)

    def keep(self, *soas: Soa, status: str = ACTIVE) -> None:
        """What a download would have brought."""
        with writing(self.bridge.engine) as conn:
            take_in(conn, [(soa, status) for soa in soas], self.clock.now())

    def value(self, query: str, **values: object) -> Any:
        """One value of the office's database."""
        with reading(self.bridge.engine) as conn:
            return conn.execute(text(query), values).scalar_one_or_none()

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Rows of the office's database."""
        with reading(self.bridge.engine) as conn:
            return [tuple(row) for row in conn.execute(text(query), values)]


class Hand:
    """A terminal as the bridge sees one. `entries` is its journal; nothing is sent but by `upload`."""

    def __init__(self, core: Core, key: bytes = b"t" * 32) -> None:
        self.core = core
        self.signer = Signer(key)
        self.terminal_id = ""
        self.series = ""
        self.token = ""
        self.entries: list[Entry] = []
        self.head: Head = EMPTY
        self._receipts = 0

    def enrol(self, code: str) -> httpx.Response:
        """Trades a code for an identity, and keeps it when there is one."""
        request = {"code": code, "public_key": self.signer.public_key, "device": "test"}
        answer = self.core.http.post(ENROLMENTS, json=request)
        if answer.is_success:
            self.terminal_id, self.series = answer.json()["terminal_id"], answer.json()["series_prefix"]
        return answer

    def get_challenge(self) -> str:
        """Something to sign."""
        answer = self.core.http.post(CHALLENGES, json={"terminal_id": self.terminal_id})
        return str(answer.json()["challenge"])

    def answer_challenge(self, challenge: str, signer: Signer | None = None) -> httpx.Response:
        """Asks for a token with a signed challenge."""
        signature = (signer or self.signer).sign(challenge_text(self.terminal_id, challenge))
        request = {"terminal_id": self.terminal_id, "challenge": challenge, "signature": signature}
        return self.core.http.post(TOKENS, json=request)

    def get_token(self) -> None:
        """Gets a token and uses it from now on."""
        self.token = self.answer_challenge(self.get_challenge()).json()["token"]

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Any request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        return self.core.http.request(method, path, headers=headers, **request)

    def log_in(self, login: str, pin: str = PIN) -> httpx.Response:
        """A collector's PIN."""
        return self.ask("POST", LOGINS, json={"login": login, "pin": pin})

    def soa_list(self, login: str) -> httpx.Response:
        """The whole list of a collector."""
        return self.ask("GET", SOA_LIST, params={"collector": login})

    def changes(self, login: str, list_id: str, after: int, decided: str = "") -> httpx.Response:
        """A page of changes."""
        params = {"collector": login, "list_id": list_id, "after": after, "decided": decided}
        return self.ask("GET", SOA_LIST_CHANGES, params=params)

    def record(self, kind: str, body: Mapping[str, Any] | None = None, **fields: Any) -> Entry:
        """One more entry of the journal."""
        entry = Entry(
            terminal_id=self.terminal_id,
            epoch=self.head.epoch,
            seq=self.head.seq + 1,
            kind=kind,
            recorded_at=write_instant(self.core.clock.now()),
            business_date=DAY,
            collector="juan",
            body=body or {},
            prev_hash=self.head.hash,
            hash="",
        )
        entry = chain(entry._replace(**fields))
        self.entries.append(entry)
        self.head = entry.head
        return entry

    def collect(self, soa_no: str | None = None, amount_minor: int = 10_000, **fields: Any) -> Payment:
        """A payment in cash on the first invoice of a SOA, or in advance without one."""
        self._receipts += 1
        payment = Payment(
            payment_id=new_id(),
            receipt_no=f"{self.series}{self._receipts:08}",
            source=COLLECTED,
            soa_no=soa_no,
            soa_version=1 if soa_no else None,
            customer_no="1000",
            customer_name="Ana Peña",
            collector_code="MNL-01",
            paid_at=write_instant(self.core.clock.now()),
            currency="PHP",
            amount_minor=amount_minor,
            advance_minor=0 if soa_no else amount_minor,
            cash_received_minor=amount_minor,
            change_minor=0,
            vat_minor=0,
            balance_after_minor=0,
            tenders=(Tender("cash", amount_minor),),
            allocations=(Allocation(f"{soa_no}-1", amount_minor, 0),) if soa_no else (),
        )._replace(**fields)
        self.record(kinds.PAYMENT_RECORDED, payment_body(payment))
        return payment

    def void(self, payment: Payment, **fields: Any) -> Void:
        """Takes a payment back."""
        void = Void(
            void_id=new_id(),
            void_no=f"{self.series}-V{self._receipts:08}",
            payment_id=payment.payment_id,
            receipt_no=payment.receipt_no,
            reason="wrong amount",
            voided_at=write_instant(self.core.clock.now()),
        )._replace(**fields)
        self.record(kinds.PAYMENT_VOIDED, void_body(void))
        return void

    def seal(self, head: Head) -> str:
        """The terminal's seal over a head."""
        return self.signer.sign(journal_seal_text(self.terminal_id, head))

    def upload(
        self, entries: Sequence[Entry] | None = None, *, seal: str | None = None, fates_after: int = 0
    ) -> httpx.Response:
        """Sends entries, all of them unless told otherwise."""
        run = tuple(self.entries if entries is None else entries)
        sealed = (seal or self.seal(run[-1].head)) if run else ""
        packed = gzip.compress(json.dumps(upload_wire(Upload(run, sealed, fates_after))).encode())
        return self.ask("POST", JOURNAL, content=packed, headers={"Content-Encoding": "gzip"})


class Listed(NamedTuple):
    """What the bridge says of a problem."""

    status: int
    code: str


def problem(answer: httpx.Response) -> Listed:
    """The problem in an answer, which must be a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return Listed(answer.status_code, answer.json()["code"])


def a_soa(number: str, code: str = "MNL-01", version: int = 1, balance_minor: int = 100_000) -> Soa:
    """A SOA with one invoice."""
    invoice = Invoice(f"{number}-1", "2026-09-01", "2026-10-01", balance_minor, balance_minor, 0)
    return Soa(
        soa_no=number,
        version=version,
        customer_no=f"C-{number}",
        name="Ana Peña",
        address="1 Rizal St",
        collector_code=code,
        branch="",
        statement_date="2026-10-01",
        due_date="2026-10-20",
        currency="PHP",
        updated_at="2026-10-15T00:00:00.000+00:00",
        invoices=(invoice,),
    )


@contextmanager
def open_core(home: Path, **settings: str) -> Iterator[Core]:
    """A bridge on 15 October 2026 at nine, with one administrator and nothing else."""
    clock = MovableClock()
    fresh_home, database = _fresh_home()
    shutil.copytree(fresh_home.name, home)
    environ = {"MPOS_BRIDGE_HOME": str(home), "MPOS_BRIDGE_PSCLOUD_KEY": "a-key-for-tests", **settings}
    with own_database(home, like=database), opened(environ, clock) as bridge:
        network = InProcess(make_app(bridge))
        try:
            with httpx.Client(transport=network, base_url="http://bridge.test") as http:
                yield Core(bridge, clock, http)
        finally:
            network.shut_down()


@cache
def _fresh_home() -> "tuple[TemporaryDirectory[str], dict[str, str]]":
    """A home just made and its database, copied for each test: making one takes longer than most tests."""
    home, database = TemporaryDirectory(ignore_cleanup_errors=True), new_database()
    init_home({"MPOS_BRIDGE_HOME": home.name, **database}, "admin", "a-password-for-tests", MovableClock())
    atexit.register(home.cleanup)
    return home, database
