"""Batches of payments and voids, as CSV and XLSX: the same rows in both, made from the journal alone."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from bridge.app import Bridge
from bridge.push.bodies import payment_as_credit, payment_attached, payment_on_soa
from bridge.store import drop_batches, postings
from bridge.store.engine import Connection, reading, writing
from bridge.store.outgoing import entry_of, posted_payment, void_order_of
from bridge.store.postings import Attempt, Job
from bridge.store.soas import version_after
from mpos.contract.canonical import BadContent

from .folder import DropFolder, csv_of, harmless

HEADING = (
    *("batch_no", "line", "action", "payment_id", "receipt_no", "soa_no", "customer_no", "collector_code"),
    *("terminal_id", "business_date", "paid_at", "currency", "amount", "advance", "tenders", "invoices", "reason"),
)
AMOUNTS = ("amount", "advance")
PAYMENT, VOID = "payment", "void"


class Written(NamedTuple):
    """A batch and how many lines it has."""

    batch_no: int
    lines: int


def write_batches(bridge: Bridge, folder: DropFolder, *, completes: bool) -> list[Written]:
    """Puts what waits into files. With `completes` a payment is completed once its file is durably written; else it
    waits for an acknowledgement. Killed anywhere, the same batch is written again under the same name.
    """
    made: list[Written] = []
    while True:
        with writing(bridge.engine) as conn:
            pending = drop_batches.unwritten(conn)
            batch_no = pending[0] if pending else drop_batches.make(conn, bridge.clock.now())
        if batch_no is None:
            return made
        made.append(_write(bridge, folder, batch_no, completes))


def name_of(batch_no: int, kind: str) -> str:
    """The name of a batch's file."""
    return f"payments-{batch_no:06d}.{kind}"


def settle(conn: Connection, bridge: Bridge, job: Job, payment_no: str) -> None:
    """The back office has this line: a payment is completed, a void done. Its SOA's next version holds it."""
    soa_no = None if job.as_credit else posted_payment(conn, job.payment_id).soa_no
    postings.record_attempt(conn, job.key, Attempt(bridge.clock.now(), "posted"))
    postings.complete(conn, job, payment_no, None if soa_no is None else version_after(conn, soa_no))


def _write(bridge: Bridge, folder: DropFolder, batch_no: int, completes: bool) -> Written:
    with reading(bridge.engine) as conn:
        lines = drop_batches.lines_of(conn, batch_no)
        rows = {line: _row(conn, batch_no, line, job) for line, job in lines}
    good = [row for row in rows.values() if isinstance(row, dict)]
    folder.put_out(name_of(batch_no, "xlsx"), _workbook(good))
    folder.put_out(name_of(batch_no, "csv"), csv_of(HEADING, [[row[name] for name in HEADING] for row in good]))
    with writing(bridge.engine) as conn:
        now = bridge.clock.now()
        drop_batches.written(conn, batch_no, now)
        for line, job in lines:
            if isinstance(reason := rows[line], str):
                postings.refuse(conn, job, "unreadable_entry", reason)
                drop_batches.take_out(conn, job)
            elif completes:
                settle(conn, bridge, job, f"B{batch_no}-{line}")
        if completes:
            drop_batches.acknowledged(conn, batch_no, now)
    return Written(batch_no, len(good))


def _row(conn: Connection, batch_no: int, line: int, job: Job) -> dict[str, Any] | str:
    """One line, or why there is none."""
    entry = entry_of(conn, job.payment_id)
    if entry is None:
        return "the journal does not hold its entry any more"
    try:
        body = _body(job, entry)
    except BadContent as error:
        return str(error)
    row = dict.fromkeys(HEADING) | {name: body[name] for name in HEADING if name in body}
    row |= {"batch_no": batch_no, "line": line, "action": PAYMENT}
    row["tenders"] = "; ".join(f"{tender['method']}={tender['amount']}" for tender in body["tenders"])
    row["invoices"] = "; ".join(_share(share) for share in body["allocations"])
    if job.action == postings.VOID:
        row |= {"action": VOID, "reason": void_order_of(conn, job.payment_id).reason}
    return row


def _body(job: Job, entry: Any) -> dict[str, Any]:
    if job.as_credit:
        return payment_as_credit(entry)
    return payment_on_soa(entry) if job.attached is None else payment_attached(entry, job.attached)


def _share(share: dict[str, Any]) -> str:
    penalty = share.get("penalty")
    return f"{share['invoice_no']}={share['amount']}" + (f"+{penalty}" if penalty not in (None, "0.00") else "")


def _workbook(rows: Sequence[dict[str, Any]]) -> bytes:
    """Amounts as numbers, everything else as texts that are never taken for formulas."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Payments")
    sheet.append(list(HEADING))
    for row in rows:
        cells: list[Any] = []
        for name in HEADING:
            value = row[name]
            cell = WriteOnlyCell(sheet, Decimal(value) if name in AMOUNTS and value else harmless(value))  # type: ignore[arg-type]
            if name in AMOUNTS:
                cell.number_format = "0.00"
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
