"""Years of business days on a terminal, written straight into its store: a real chain, and the rows that follow.

One day is worked by the real commands in a copy of the home; its entries, with other numbers and dates, make the rest.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from mpos.contract import kinds
from mpos.contract.identity import new_id
from mpos.contract.journal import Entry, Head, chain
from mpos.contract.money import format_money
from mpos.services.terminal import Terminal
from mpos.store import journal, settings
from mpos.store.database import transaction
from mpos.store.derive import derive

FIRST_DAY = date(2001, 1, 1)
PAYMENTS_A_DAY = 98
"""With the entries around them some two hundred a day: a payment, and its slip."""
UNSENT = 10


def lengthen(terminal: Terminal, template: Sequence[Entry], entries: int) -> tuple[str, int, int]:
    """Adds at least so many entries, all but the last of which the office has acknowledged; up to where."""
    by_kind = {entry.kind: entry for entry in template}
    head, number, day = journal.head(terminal.connection), 0, 0
    target = head.seq + entries
    while head.seq < target:
        with transaction(terminal.connection) as connection:
            made = []
            for entry in _day(by_kind, day, number):
                made.append(_chained(entry, head))
                head = made[-1].head
            journal.insert(connection, made)
            for entry in made:
                derive(connection, entry)
        number, day = number + PAYMENTS_A_DAY, day + 1
    with transaction(terminal.connection) as connection:
        last = journal.entries_after(connection, terminal.identity.terminal_id, head.seq - UNSENT - 1, 1)[0]
        settings.write_setting(connection, settings.ACKNOWLEDGED, last.head._asdict())
    return last.terminal_id, last.epoch, last.seq


def _chained(entry: Entry, before: Head) -> Entry:
    return chain(entry._replace(seq=before.seq + 1, epoch=before.epoch, prev_hash=before.hash))


def _day(by_kind: dict[str, Entry], day: int, number: int) -> Iterator[Entry]:
    on = (FIRST_DAY + timedelta(days=day)).isoformat()
    yield _as_of(by_kind[kinds.REGISTRY_OPENED], on, {})
    amount = by_kind[kinds.PAYMENT_RECORDED].body["amount"]
    for each in range(number + 1, number + PAYMENTS_A_DAY + 1):
        own = {"number": each, "receipt_no": f"A{each:08d}", "payment_id": new_id(), "soa_no": f"SOA-OLD-{each}"}
        yield _as_of(by_kind[kinds.PAYMENT_RECORDED], on, own)
        yield _as_of(by_kind[kinds.SLIP_PRINTED], on, {"receipt_no": own["receipt_no"]})
    yield _as_of(by_kind[kinds.REGISTRY_CLOSED], on, {})
    total = format_money((number + PAYMENTS_A_DAY) * int(amount.replace(".", "")))
    yield _as_of(by_kind[kinds.Z_READING], on, {"z_counter": day + 1, "present_grand_total": total})


def _as_of(entry: Entry, on: str, own: dict[str, Any]) -> Entry:
    return entry._replace(business_date=on, body={**entry.body, **own})
