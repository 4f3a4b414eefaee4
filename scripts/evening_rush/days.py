"""The days that terminals bring back: chained, sealed and packed as terminals do it, made before the rush begins."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from mpos.contract import kinds
from mpos.contract.journal import EMPTY, Entry, Head, chain
from mpos.contract.payment import COLLECTED, Allocation, Payment, Tender, payment_body
from mpos.contract.seal import Signer, journal_seal_text
from mpos.contract.wire import MAX_BATCH_ENTRIES, Upload, upload_wire

DAY = "2026-11-20"
CLOCK = "2026-11-20T{:02}:{:02}:00.000+08:00"
LEAST_MINOR, MOST_MINOR = 5_000, 250_000
VAT_PARTS = 112


class Brought(NamedTuple):
    """What one terminal brings back: its uploads, packed, and what they come to."""

    number: int
    uploads: tuple[bytes, ...]
    entries: int
    payments: int
    amount_minor: int


def signer_of(seed: int, number: int) -> Signer:
    """The key of a terminal."""
    return Signer(sha256(f"rush {seed} terminal {number}".encode()).digest())


def series_of(number: int) -> str:
    """Its series: letters, so that none is the beginning of another's numbers."""
    letters = ""
    for _ in range(4):
        number, place = divmod(number, 26)
        letters += chr(ord("A") + place)
    return letters


def soa_no_of(number: int, visit: int) -> str:
    """The SOA of a visit: each terminal has customers of its own."""
    return f"SOA-{number:05}-{visit:03}"


def make_day(seed: int, number: int, terminal_id: str, payments: int) -> Brought:
    """A day of this many payments, each with its slip."""
    dice = random.Random(f"{seed} {number}")
    entries = list(_entries(dice, number, terminal_id, payments))
    signer = signer_of(seed, number)
    runs = [entries[at : at + MAX_BATCH_ENTRIES] for at in range(0, len(entries), MAX_BATCH_ENTRIES)]
    uploads = tuple(_packed(terminal_id, signer, run) for run in runs)
    taken = [entry.body for entry in entries if entry.kind == kinds.PAYMENT_RECORDED]
    return Brought(number, uploads, len(entries), payments, sum(_minor(body["amount"]) for body in taken))


def keep_days(folder: Path, brought: Brought) -> None:
    """Keeps them in files: five thousand days are too much for memory."""
    for at, upload in enumerate(brought.uploads):
        (folder / f"{brought.number:05}-{at}.gz").write_bytes(upload)


def uploads_of(folder: Path, number: int) -> list[bytes]:
    """What this terminal brings back, in its order."""
    return [path.read_bytes() for path in sorted(folder.glob(f"{number:05}-*.gz"))]


def _entries(dice: random.Random, number: int, terminal_id: str, payments: int) -> Iterator[Entry]:
    head, minute = EMPTY, 8 * 60
    collector = f"c{number:05}"
    opened = _entry(terminal_id, head, kinds.REGISTRY_OPENED, minute, collector, {"change_fund": "500.00"})
    yield opened
    head = opened.head
    for visit in range(payments):
        minute += 1 + (visit % 4)
        payment = _payment(dice, number, visit, minute)
        for kind, body in (
            (kinds.PAYMENT_RECORDED, payment_body(payment)),
            (kinds.SLIP_PRINTED, {"slip": "receipt", "receipt_no": payment.receipt_no, "outcome": "printed"}),
        ):
            entry = _entry(terminal_id, head, kind, minute, collector, body)
            yield entry
            head = entry.head


def _entry(terminal_id: str, head: Head, kind: str, minute: int, collector: str, body: Mapping[str, Any]) -> Entry:
    at = CLOCK.format(minute // 60, minute % 60)
    return chain(Entry(terminal_id, 1, head.seq + 1, kind, at, DAY, collector, body, head.hash, ""))


def _payment(dice: random.Random, number: int, visit: int, minute: int) -> Payment:
    amount_minor = dice.randrange(LEAST_MINOR, MOST_MINOR)
    soa_no = soa_no_of(number, visit)
    return Payment(
        payment_id=str(UUID(int=dice.getrandbits(128), version=4)),
        receipt_no=f"{series_of(number)}{visit + 1:08}",
        source=COLLECTED,
        soa_no=soa_no,
        soa_version=1,
        customer_no=soa_no.removeprefix("SOA-"),
        customer_name=f"Customer {number} of route {visit}",
        collector_code=f"R{number:05}",
        paid_at=CLOCK.format(minute // 60, minute % 60),
        currency="PHP",
        amount_minor=amount_minor,
        advance_minor=0,
        cash_received_minor=amount_minor,
        change_minor=0,
        vat_minor=amount_minor * 12 // VAT_PARTS,
        balance_after_minor=0,
        tenders=(Tender("cash", amount_minor),),
        allocations=(Allocation(f"{soa_no}-1", amount_minor, 0),),
    )


def _packed(terminal_id: str, signer: Signer, run: list[Entry]) -> bytes:
    sealed = signer.sign(journal_seal_text(terminal_id, run[-1].head))
    return gzip.compress(json.dumps(upload_wire(Upload(tuple(run), sealed, 0))).encode(), compresslevel=6)


def _minor(amount: str) -> int:
    whole, _, cents = amount.partition(".")
    return int(whole) * 100 + int(cents)
