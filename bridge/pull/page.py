"""Takes in one page of records: the good ones into the books, each bad one aside with its reason."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bridge.pscloud.shapes import Malformed, Statement, Translated, read_statement, text_in
from bridge.store import downloads
from bridge.store.downloads import Failure
from bridge.store.engine import Connection
from bridge.store.statements import take_in

from .tally import Tally

MAX_KEPT_CHARACTERS = 100_000
"""A bad record is kept for whoever looks into it; a larger one is kept by its number and reason only."""


def take_page(conn: Connection, download_id: int, records: Iterable[object], tally: Tally, now: datetime) -> None:
    """Each record by itself: one bad record keeps no other out, and a good one heals what failed earlier."""
    good: list[Statement] = []
    failures: list[Failure] = []
    for record in records:
        try:
            statement = read_statement(record)
        except Malformed as reason:
            if tally.note_bad(text_in(record, "soa_no")):
                failures.append(_failure(record, reason))
        else:
            tally.note_good(statement.soa.soa_no)
            good.append(statement)
    downloads.record_failures(conn, download_id, failures)
    take_in(conn, good, now)
    downloads.heal(conn, [statement.soa.soa_no for statement in good], download_id)
    downloads.count(conn, download_id, tally.counts)


def _failure(record: object, reason: Malformed) -> Failure:
    soa_no, code = text_in(record, "soa_no"), text_in(record, "collector_code")
    return Failure(soa_no, code, reason.code, reason.detail, _kept(record))


def _kept(record: object) -> Any:
    """The record as it came, so that its own people find it again."""
    if isinstance(record, Translated):
        record = json.loads(json.dumps(record.original, default=str))
    return record if len(json.dumps(record)) <= MAX_KEPT_CHARACTERS else "too large to keep"
