"""The print queue: slips that are due on paper, made in the same transaction as what they tell of."""

from mpos.light.typing import NamedTuple

from .sqlite import sqlite3

QUEUED, SENT, CONFIRMED, UNKNOWN, FAILED = "queued", "sent", "confirmed", "unknown", "failed"
"""queued: nothing of it is on paper. sent: bytes may be out, and the printer has not been heard yet. confirmed: it said
afterwards that it is well. unknown: nobody knows. failed: it did not print all of it."""
STATES = (QUEUED, SENT, CONFIRMED, UNKNOWN, FAILED)


class PrintJob(NamedTuple):
    """One slip waiting for, or done on, paper. `document` is the slip as JSON."""

    job_id: int
    slip: str
    receipt_no: str | None
    document: str
    state: str
    detail: str | None
    queued_at: str


_JOB = "SELECT job_id, slip, receipt_no, document, state, detail, queued_at FROM print_job"
_PRINTED_SINCE = """(state IN ('unknown', 'failed') AND slip IN ('receipt', 'reprint') AND EXISTS (
    SELECT 1 FROM print_job later WHERE later.receipt_no = print_job.receipt_no AND later.job_id > print_job.job_id
        AND later.slip = 'reprint' AND later.state = 'confirmed'))"""
"""Whoever doubted a receipt's paper has a reprint of it in hand."""


def queue(connection: sqlite3.Connection, slip: str, receipt_no: str | None, document: str, at: str) -> int:
    """Adds a slip to the queue; its job_id."""
    cursor = connection.execute(
        "INSERT INTO print_job (slip, receipt_no, document, state, queued_at) VALUES (?, ?, ?, 'queued', ?)",
        (slip, receipt_no, document, at),
    )
    return int(cursor.lastrowid or 0)


def take(connection: sqlite3.Connection) -> PrintJob | None:
    """The slip that has waited longest, from now on as sent; None when none waits."""
    row = connection.execute(f"{_JOB} WHERE state = 'queued' ORDER BY job_id LIMIT 1").fetchone()
    job = PrintJob(*row) if row else None
    return job if job and move(connection, job.job_id, QUEUED, SENT) else None


def waiting_for_receipt(connection: sqlite3.Connection, receipt_no: str) -> list[PrintJob]:
    """The queued originals and reprints of one receipt: none of them has touched paper."""
    rows = connection.execute(
        f"{_JOB} WHERE receipt_no = ? AND state = 'queued' AND slip IN ('receipt', 'reprint') ORDER BY job_id",
        (receipt_no,),
    )
    return [PrintJob(*row) for row in rows]


def last_of_receipt(connection: sqlite3.Connection, receipt_no: str) -> PrintJob | None:
    """The newest original or reprint of one receipt, whatever its state; None when it was never to be printed."""
    row = connection.execute(
        f"{_JOB} WHERE receipt_no = ? AND slip IN ('receipt', 'reprint') ORDER BY job_id DESC LIMIT 1", (receipt_no,)
    ).fetchone()
    return PrintJob(*row) if row else None


def not_confirmed(connection: sqlite3.Connection, limit: int) -> list[PrintJob]:
    """The newest slips that wait or are in doubt, oldest first."""
    waits_or_in_doubt = f"state IN ('queued', 'sent', 'unknown', 'failed') AND NOT {_PRINTED_SINCE}"
    rows = connection.execute(f"{_JOB} WHERE {waits_or_in_doubt} ORDER BY job_id DESC LIMIT ?", (limit,))
    return [PrintJob(*row) for row in rows][::-1]


def newest_of_all(connection: sqlite3.Connection, limit: int) -> list[PrintJob]:
    """The newest slips, whatever became of them, oldest first."""
    rows = connection.execute(f"{_JOB} ORDER BY job_id DESC LIMIT ?", (limit,))
    return [PrintJob(*row) for row in rows][::-1]


def find(connection: sqlite3.Connection, job_id: int) -> PrintJob | None:
    """The slip with this number in the queue, whatever its state."""
    row = connection.execute(f"{_JOB} WHERE job_id = ?", (job_id,)).fetchone()
    return PrintJob(*row) if row else None


def last_tried(connection: sqlite3.Connection) -> PrintJob | None:
    """The slip that the printer was last given: the one that waits since it was not taken, else the newest that was."""
    refused = f"{_JOB} WHERE state = 'queued' AND detail IS NOT NULL ORDER BY job_id LIMIT 1"
    sent = f"{_JOB} WHERE state != 'queued' ORDER BY job_id DESC LIMIT 1"
    row = connection.execute(refused).fetchone() or connection.execute(sent).fetchone()
    return PrintJob(*row) if row else None


def move(connection: sqlite3.Connection, job_id: int, old: str, new: str, detail: str | None = None) -> bool:
    """Moves a slip from one state to the next; False when it was not in the old one."""
    cursor = connection.execute(
        "UPDATE print_job SET state = ?, detail = ? WHERE job_id = ? AND state = ?", (new, detail, job_id, old)
    )
    return cursor.rowcount == 1


def rename_old_states(connection: sqlite3.Connection) -> None:
    """Gives slips that were saved from an older version's store the states of this one."""
    connection.execute("UPDATE print_job SET state = 'sent' WHERE state = 'sending'")
    connection.execute("UPDATE print_job SET state = 'confirmed' WHERE state = 'printed'")


def give_up_interrupted(connection: sqlite3.Connection) -> int:
    """A slip that was being sent when the power went is in doubt: it may be printed again only as a reprint.

    How many there were.
    """
    cursor = connection.execute("UPDATE print_job SET state = 'unknown', detail = 'interrupted' WHERE state = 'sent'")
    return cursor.rowcount


def give_up_waiting(connection: sqlite3.Connection) -> None:
    """In a copy of the store each waiting slip is in doubt: the device that it was made from may have printed it."""
    connection.execute("UPDATE print_job SET state = 'unknown', detail = 'restored' WHERE state IN ('queued', 'sent')")


def count_states(connection: sqlite3.Connection) -> dict[str, int]:
    """How many slips are in each state; all states, in their order. A doubt ends with a confirmed reprint."""
    query = f"SELECT state, count(*) FROM print_job WHERE NOT {_PRINTED_SINCE} GROUP BY state"  # noqa: S608 - constant
    found = dict(connection.execute(query))
    return {state: int(found.get(state, 0)) for state in STATES}


def count_waiting(connection: sqlite3.Connection) -> int:
    """How many slips wait for paper."""
    return int(connection.execute("SELECT count(*) FROM print_job WHERE state = 'queued'").fetchone()[0])


def is_any_on_its_way(connection: sqlite3.Connection) -> bool:
    """Whether a slip is being sent now, or was when its program ended."""
    return connection.execute("SELECT 1 FROM print_job WHERE state = 'sent' LIMIT 1").fetchone() is not None


def newest(connection: sqlite3.Connection) -> int:
    """The number of the newest slip in the queue, whatever its state; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(job_id), 0) FROM print_job").fetchone()[0])
