"""What somebody was told before the power went: the journal must hold it ever after (durable before visible)."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from mpos.contract import kinds
from mpos.contract.canonical import BadContent, read_json
from mpos.contract.journal import Entry, Head
from mpos.contract.wire import read_receipt

from .operations import Operation, Visible
from .recording import PAPER
from .stage import ANSWER, SCREEN

RECEIPT_ON_PAPER = re.compile(rb"(?<![\w-])[A-Z]+\d{8}\b")
VOID_ON_PAPER = re.compile(rb"(?<![\w-])[A-Z]+-V\d{8}\b")
_SLIP_BEGINS = b"\x1b@"
"""A printer's initialisation, with which each slip begins."""


class Promise(NamedTuple):
    """The journal has an entry of this kind in which this stands."""

    kind: str
    field: str
    value: object

    def is_kept_by(self, entry: Entry) -> bool:
        """Whether this is the entry."""
        content = {**entry.body, "business_date": entry.business_date, "terminal_id": entry.terminal_id}
        return entry.kind == self.kind and content.get(self.field) == self.value

    def __str__(self) -> str:
        return f"{self.kind} with {self.field} {self.value}"


class Seen(NamedTuple):
    """All that was seen up to a moment."""

    screen: bytes
    paper: bytes
    answers: tuple[bytes, ...]

    @classmethod
    def of(cls, log: Iterable[Operation]) -> "Seen":
        """What this part of a log shows."""
        visible = [operation for operation in log if isinstance(operation, Visible)]
        return cls(
            b"".join(each.content for each in visible if each.where == SCREEN),
            b"".join(each.content for each in visible if each.where == PAPER),
            tuple(each.content for each in visible if each.where == ANSWER),
        )

    def promises(self) -> set[Promise]:
        """What the collector may rely on."""
        told = {promise for document in _documents(self.screen.decode()) for promise in _promises(document)}
        printed = {
            Promise(kinds.PAYMENT_RECORDED, "receipt_no", number.decode())
            for number in RECEIPT_ON_PAPER.findall(self.paper)
        }
        voided = {
            Promise(kinds.PAYMENT_VOIDED, "void_no", number.decode()) for number in VOID_ON_PAPER.findall(self.paper)
        }
        return told | printed | voided

    def files(self) -> list[Path]:
        """The files that the collector was told were written."""
        return [Path(document["file"]) for document in _documents(self.screen.decode()) if "file" in document]

    def acknowledged(self) -> list[Head]:
        """Up to where the office has said that it holds the journal."""
        heads = []
        for answer in self.answers:
            with suppress(BadContent, UnicodeDecodeError):  # another kind of answer
                heads.append(read_receipt(read_json(answer)).acknowledged)
        return [head for head in heads if head.seq]


def originals(paper: bytes) -> list[str]:
    """The receipts that are on paper as originals, one for each slip."""
    slips = [slip for slip in paper.split(_SLIP_BEGINS) if b"REPRINT" not in slip and b"VOID" not in slip]
    return [numbers[0].decode() for slip in slips if (numbers := RECEIPT_ON_PAPER.findall(slip))]


def _promises(document: dict[str, Any]) -> Iterator[Promise]:
    for kind, field, told_by in _TOLD:
        if field in document and told_by <= document.keys():
            yield Promise(kind, field, document[field])


_TOLD = (
    (kinds.PAYMENT_RECORDED, "payment_id", {"receipt_no", "tenders"}),
    (kinds.PAYMENT_RECORDED, "receipt_no", {"payment_id", "tenders"}),
    (kinds.PAYMENT_VOIDED, "void_no", {"voided_at"}),
    (kinds.REGISTRY_OPENED, "business_date", {"change_fund"}),
    (kinds.REGISTRY_CLOSED, "counted_cash", {"over_short"}),
    (kinds.Z_READING, "z_counter", {"present_grand_total"}),
    (kinds.Z_READING, "present_grand_total", {"z_counter"}),
    (kinds.SOAS_DOWNLOADED, "amount_due", {"received", "dropped"}),
    (kinds.ENROLLED, "terminal_id", {"bridge_id"}),
    (kinds.EPOCH_BEGUN, "series", {"epoch", "entries"}),
)
"""What a command's document tells: the entry's kind, the field to find it by, and what else that document has."""


def _documents(screen: str) -> Iterator[dict[str, Any]]:
    """The JSON documents on the screen, as far as they are whole."""
    decoder, at = json.JSONDecoder(), 0
    while (start := screen.find("{", at)) >= 0:
        try:
            document, at = decoder.raw_decode(screen, start)
        except json.JSONDecodeError:
            return
        yield document
