"""What must hold of the bridge's database and of PSCloud's books, whatever was killed when."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mpos.contract import kinds
from mpos.contract.money import parse_money
from scripts.crashes.ledger import Ledger, copy_of, verdict_on
from scripts.crashes.pscloud_books import Books

DATABASE = "bridge.sqlite3"
POSTED_STATES = ("claimed", "done")


class Kept(NamedTuple):
    """What the bridge has: journal hashes by terminal, epoch and seq, and its payments with their postings' states."""

    verdict: str
    hashes: Mapping[tuple[str, int, int], str]
    payments: Mapping[str, str | None]
    recorded: frozenset[str]


def read_kept(home: Path) -> Kept:
    """The bridge's database, as it lies there."""
    verdict = verdict_on(home / DATABASE)
    with copy_of(home / DATABASE) as connection:
        return Kept(verdict, dict(_hashes(connection)), dict(_payments(connection)), frozenset(_recorded(connection)))


def faults_of_office(kept: Kept, books: Books, ledgers: Iterable[Ledger]) -> Iterator[str]:
    """The bridge holds nothing that no terminal has, and PSCloud nothing twice and nothing unasked (rule 2)."""
    if kept.verdict != "ok":
        yield f"the bridge's database is damaged: {kept.verdict}"
        return
    known = list(ledgers)
    yield from _strays(kept, known)
    yield from _half_derived(kept)
    yield from _wrongly_posted(kept, books, known)


def faults_at_the_end(books: Books, ledger: Ledger) -> Iterator[str]:
    """Once a day is over, uploaded and synced, each payment stands at PSCloud exactly as its terminal has it."""
    voided = {entry.body["payment_id"] for entry in ledger.of_kind(kinds.PAYMENT_VOIDED)}
    posted = {each.payment_id: each for each in books.payments}
    for entry in ledger.of_kind(kinds.PAYMENT_RECORDED):
        payment_id, receipt_no = entry.body["payment_id"], entry.body["receipt_no"]
        there = posted.get(payment_id)
        if there is None and payment_id not in voided:
            yield f"receipt {receipt_no} never came to PSCloud"
        if there is not None and there.is_voided != (payment_id in voided):
            yield f"receipt {receipt_no} is {'' if there.is_voided else 'not '}voided at PSCloud, unlike here"


def _strays(kept: Kept, ledgers: list[Ledger]) -> Iterator[str]:
    own = {(each.terminal_id, entry.epoch, entry.seq): entry.hash for each in ledgers for entry in each.entries}
    terminals = {ledger.terminal_id for ledger in ledgers}
    for place, found in kept.hashes.items():
        if place[0] in terminals and own.get(place) != found:
            yield f"the bridge has entry {place[2]} of {place[0]}, which that terminal has not"
    for ledger in ledgers:
        if (upto := ledger.acknowledged) and not any(
            (ledger.terminal_id, entry.epoch, entry.seq) in kept.hashes for entry in ledger.entries[upto - 1 : upto]
        ):
            yield f"the bridge acknowledged entry {upto} of {ledger.terminal_id}, and does not have it"


def _half_derived(kept: Kept) -> Iterator[str]:
    if missing := kept.recorded - kept.payments.keys():
        yield f"the bridge has the entry of payment {min(missing)}, and not the payment"
    if strays := kept.payments.keys() - kept.recorded:
        yield f"the bridge has payment {min(strays)}, and not its entry"


def _wrongly_posted(kept: Kept, books: Books, ledgers: list[Ledger]) -> Iterator[str]:
    for name, listed in (
        ("payment", [each.payment_id for each in books.payments]),
        ("receipt", [each.receipt_no for each in books.payments]),
    ):
        yield from (f"PSCloud has {name} {key} {times} times" for key, times in Counter(listed).items() if times > 1)
    amounts = {
        entry.body["payment_id"]: parse_money(entry.body["amount"])
        for ledger in ledgers
        for entry in ledger.of_kind(kinds.PAYMENT_RECORDED)
    }
    for each in books.payments:
        if each.payment_id not in kept.payments:
            yield f"PSCloud has receipt {each.receipt_no}, and the bridge has not"
        elif kept.payments[each.payment_id] not in POSTED_STATES:
            yield f"PSCloud has receipt {each.receipt_no}, and here it is {kept.payments[each.payment_id]}"
        if amounts.get(each.payment_id, each.amount_minor) != each.amount_minor:
            yield f"PSCloud has receipt {each.receipt_no} with another amount"


def _hashes(connection: sqlite3.Connection) -> Iterator[tuple[tuple[str, int, int], str]]:
    for terminal_id, epoch, seq, found in connection.execute("SELECT terminal_id, epoch, seq, hash FROM journal"):
        yield (terminal_id, epoch, seq), found


def _payments(connection: sqlite3.Connection) -> Iterator[tuple[str, str | None]]:
    yield from connection.execute(
        """SELECT p.payment_id, q.state FROM payment p
        LEFT JOIN posting q ON q.payment_id = p.payment_id AND q.action = 'post'"""
    )


def _recorded(connection: sqlite3.Connection) -> Iterator[str]:
    query = f"SELECT json_extract(body, '$.payment_id') FROM journal WHERE kind = '{kinds.PAYMENT_RECORDED}'"  # noqa: S608
    yield from (row[0] for row in connection.execute(query))
