"""Durable before visible (rule 1): what reached paper, or was said on the screen, is in the journal."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mpos.contract import kinds
from scripts.crashes.ledger import Ledger
from scripts.demo_day.paper import INITIALISE

RECEIPT_ON_PAPER = re.compile(rb"No\.\s+(?P<number>[A-Z]+[0-9]{8,})\n")
VOID_ON_PAPER = re.compile(rb"(?P<number>[A-Z]+-V[0-9]{8,})\n")
REPRINT = b"REPRINT"
COPY = b"COPY"
RECEIPT_SHOWN = re.compile(r"^(?:Receipt|RECEIPT) (?P<number>[A-Z]+\d{8,})(?:: |\r?$)", re.MULTILINE)
VOID_SHOWN = re.compile(r"^Receipt [A-Z]+\d{8,} is voided \((?P<number>[A-Z]+-V\d{8,})\)", re.MULTILINE)
Z_SHOWN = re.compile(r"^Z counter\s+(?P<number>\d+)$", re.MULTILINE)


def faults_on_paper(paper: Path, ledger: Ledger) -> Iterator[str]:
    """Slips of what was never recorded, and originals that came out twice. A slip may end anywhere."""
    slips = paper.read_bytes().split(INITIALISE) if paper.exists() else []
    recorded, voided = (
        _numbers(ledger, kinds.PAYMENT_RECORDED, "receipt_no"),
        _numbers(ledger, kinds.PAYMENT_VOIDED, "void_no"),
    )
    for slip in slips:
        if (found := RECEIPT_ON_PAPER.search(slip)) and found["number"].decode() not in recorded:
            yield f"receipt {found['number'].decode()} is on paper, and the journal has no such payment"
        if (found := VOID_ON_PAPER.search(slip)) and found["number"].decode() not in voided:
            yield f"void {found['number'].decode()} is on paper, and the journal has no such void"
    for number, times in Counter(_originals(slips)).items():
        if times > 1:
            yield f"receipt {number} is on paper {times} times as the original"


def faults_on_screen(shown: str, ledger: Ledger) -> Iterator[str]:
    """Deeds that a command told of and that are not in the journal."""
    told = (
        (RECEIPT_SHOWN, "receipt", _numbers(ledger, kinds.PAYMENT_RECORDED, "receipt_no")),
        (VOID_SHOWN, "void", _numbers(ledger, kinds.PAYMENT_VOIDED, "void_no")),
        (Z_SHOWN, "Z-reading", _numbers(ledger, kinds.Z_READING, "z_counter")),
    )
    for pattern, name, known in told:
        for found in pattern.finditer(shown):
            if found["number"] not in known:
                yield f"{name} {found['number']} was shown, and the journal does not have it"


def _originals(slips: list[bytes]) -> Iterator[str]:
    for slip in slips:
        if (found := RECEIPT_ON_PAPER.search(slip)) and REPRINT not in slip and COPY not in slip:
            yield found["number"].decode()


def _numbers(ledger: Ledger, kind: str, name: str) -> set[str]:
    return {str(entry.body[name]) for entry in ledger.of_kind(kind)}
