"""The series of numbered documents: one a kind and epoch, each without gap or repeat."""

from .sqlite import sqlite3

RECEIPTS, VOIDS, REMITTANCES, HELD_CHECKS = "payment", "void", "remittance", "held_check"
"""The tables of the documents that have numbers."""
ALL = (RECEIPTS, VOIDS, REMITTANCES, HELD_CHECKS)


def next_number(connection: sqlite3.Connection, series: str, epoch: int) -> int:
    """The number that follows in this series and epoch. To be asked inside the transaction that takes it."""
    query = f"SELECT max(number) FROM {series} WHERE epoch = ?"  # noqa: S608 - one of ALL
    return int(connection.execute(query, (epoch,)).fetchone()[0] or 0) + 1


def missing_numbers(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> int:
    """How many numbers were passed over between two journal places, in all series: 0 as long as nothing is lost."""
    return sum(_missing(connection, series, after_seq, upto_seq) for series in ALL)


def _missing(connection: sqlite3.Connection, series: str, after_seq: int, upto_seq: int) -> int:
    """Counted from where each epoch's series stood before, so that a number missing at the beginning shows too."""
    rows = connection.execute(
        f"""SELECT max(number) - count(*) - coalesce(
            (SELECT max(number) FROM {series} before WHERE before.epoch = here.epoch AND before.seq <= ?), 0)
        FROM {series} here WHERE seq > ? AND seq <= ? GROUP BY epoch""",  # noqa: S608 - one of ALL
        (after_seq, after_seq, upto_seq),
    )
    return sum(max(0, int(missing)) for (missing,) in rows)
