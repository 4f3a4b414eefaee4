"""One payment on a printer that fails: the real command in a process of its own, and what came of it."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mpos.store.database import STORE_FILE
from printers.document import Cut, Document, Text, from_json, to_json
from printers.encode import encode
from printers.profiles import profile_named
from scripts.fake_printer import FakePrinter, printer_on_a_line
from scripts.printer_faults.faults import PAPER_FILE, PORT, Fault

ROOT = Path(__file__).parents[2]
ENDS_WITHIN_S = 90
"""A command that takes longer has hung; a good one takes a tenth of it on the busiest machine."""
PROFILE, COLUMNS = "POS-5890", 32
LONG_LINES = 800
"""Of 32 columns: more than a pseudo-terminal swallows without a reader."""


class Hand(NamedTuple):
    """A terminal with its registry open: the environment of its commands, and a SOA with enough due."""

    environ: Mapping[str, str]
    home: Path
    soa_no: str


class Seen(NamedTuple):
    """What one payment met. `again` is what `mpos receipt` printed afterwards, on a printer that is well, if asked."""

    exit_code: int
    said: str
    took_s: float
    on_paper: str
    journal: str
    state: str
    again: str


def take_payment(hand: Hand, fault: Fault, *, and_again: bool = True) -> Seen:
    """Takes a payment of a peso while the printer has this fault, and prints it when it is well again."""
    with TemporaryDirectory(prefix="mpos-printer-") as directory:
        place = Path(directory)
        before = _last_entry(hand)
        if fault.long:
            _queue_long_slip(hand)
        with fault.at(place) as standing:
            began_s = time.monotonic()
            exit_code, said = _run(hand, standing.address, "collect", hand.soa_no, "--cash", "1")
            took_s = time.monotonic() - began_s
            job_id, receipt_no = _last_receipt(hand)
            on_paper = _on_paper(hand, job_id, standing.printer, place)
        journal, state = _journal(hand, before), _states(hand, job_id, long=fault.long)
        again = _print_again(hand, place, receipt_no) if and_again else ""
        return Seen(exit_code, said.replace(directory, "/dev"), took_s, on_paper, journal, state, again)


def _print_again(hand: Hand, place: Path, receipt_no: str) -> str:
    with printer_on_a_line(place / PORT) as printer:
        _run(hand, f"serial:{place / PORT}", "receipt", receipt_no)
        return "REPRINT 1" if b"REPRINT 1" in printer.taken else "the original, late"


def _run(hand: Hand, address: str, *words: str) -> tuple[int, str]:
    settings = {"MPOS_PRINTER": address, "MPOS_PRINTER_PROFILE": PROFILE, "MPOS_PRINTER_COLUMNS": str(COLUMNS)}
    done = subprocess.run(
        [sys.executable, "-m", "mpos", *words],
        cwd=ROOT,
        env={**hand.environ, **settings},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
    )
    return done.returncode, " ".join(done.stderr.split())


def _queue_long_slip(hand: Hand) -> None:
    lines = (Text(f"{number:4} {'-' * 27}") for number in range(LONG_LINES))
    _change(hand, to_json(Document((*lines, Cut()))))


def _on_paper(hand: Hand, job_id: int, printer: FakePrinter | None, place: Path) -> str:
    """How much of the receipt came out, byte for byte what the encoder makes of it."""
    file = place / PAPER_FILE
    printed = file.read_bytes() if file.exists() else printer.on_paper if printer else b""
    [(document,)] = _ask(hand, "SELECT document FROM print_job WHERE job_id = ?", job_id)
    whole = encode(from_json(document), COLUMNS, profile_named(PROFILE))
    if not printed:
        return "nothing"
    if whole in printed:
        return "the whole receipt"
    if whole.startswith(printed):
        return f"{len(printed)} of {len(whole)} bytes"
    return f"nothing of it; {len(printed)} bytes of the slip before it"


def _journal(hand: Hand, before: int) -> str:
    rows = _ask(hand, "SELECT kind, body FROM journal WHERE seq > ? ORDER BY seq", before)
    return ", ".join(_told(kind, json.loads(body)) for kind, body in rows)


def _told(kind: str, body: Mapping[str, object]) -> str:
    return f"{kind} {body['slip']} {body['outcome']}" if kind == "slip_printed" else kind


def _states(hand: Hand, job_id: int, *, long: bool) -> str:
    first = job_id - 1 if long else job_id
    rows = _ask(hand, "SELECT slip, state FROM print_job WHERE job_id BETWEEN ? AND ? ORDER BY job_id", first, job_id)
    return ", ".join(f"{slip} {state}" for slip, state in rows)


def _last_entry(hand: Hand) -> int:
    [(seq,)] = _ask(hand, "SELECT max(seq) FROM journal")
    return int(seq)


def _last_receipt(hand: Hand) -> tuple[int, str]:
    query = "SELECT job_id, receipt_no FROM print_job WHERE slip = 'receipt' ORDER BY job_id DESC LIMIT 1"
    [(job_id, receipt_no)] = _ask(hand, query)
    return int(job_id), str(receipt_no)


def _ask(hand: Hand, query: str, *values: object) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"{(hand.home / STORE_FILE).as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()


def _change(hand: Hand, document: str) -> None:
    """As a report does that finds no printer."""
    with closing(sqlite3.connect(hand.home / STORE_FILE, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO print_job (slip, document, state, queued_at) VALUES ('report', ?, 'queued', '')", (document,)
        )
