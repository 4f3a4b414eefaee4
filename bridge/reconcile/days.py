"""Business days: each closed by a Z-reading that says what its payments come to, and goes on from the one before.

Also held against the journal: the entry whose hash the Z-reading was printed with.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from bridge.store.day_evidence import OpenDay, Paid, ZReading, days_without_z, hash_at, newest_day, paid_at, z_readings
from bridge.store.engine import Connection
from bridge.store.epochs import epochs_of
from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.money import print_money

from .lineage import Lineage


class Days(NamedTuple):
    """The days of a terminal: how many are closed, the one at work, and what does not add up."""

    z_readings: int
    open_day: OpenDay | None
    problems: list[str]


class Printed(NamedTuple):
    """What a Z-reading says, in minor units."""

    z_counter: int
    receipts: int
    gross_minor: int
    previous_minor: int
    present_minor: int
    head_seq: int
    head_hash: str


def check_days(conn: Connection, terminal_id: str) -> Days:
    """Looks through all days of a terminal. Only the newest may still be without a Z-reading."""
    readings, running = z_readings(conn, terminal_id), newest_day(conn, terminal_id)
    without = days_without_z(conn, terminal_id)
    problems = [
        f"{day.business_date}: it has no Z-reading, though a later day was begun"
        for day in without
        if day.business_date != running
    ]
    problems += _check_readings(conn, terminal_id, readings)
    open_day = next((day for day in without if day.business_date == running), None)
    return Days(len(readings), open_day, problems)


def _check_readings(conn: Connection, terminal_id: str, readings: list[ZReading]) -> Iterator[str]:
    epochs = epochs_of(conn, terminal_id)
    of_day = defaultdict(list)
    for paid in paid_at(conn, terminal_id):
        of_day[paid.business_date].append(paid)
    for number, z in enumerate(readings):
        path = Lineage(epochs, z.epoch, z.seq)
        try:
            printed = _printed(z)
            before = _printed(earlier) if (earlier := _before(readings[:number], path)) else None
        except BadContent as error:
            yield f"{z.business_date}: its Z-reading can't be read: {error}"
            continue
        paid_that_day = [paid for paid in of_day[z.business_date] if (paid.epoch, paid.seq) in path]
        name = f"Z-reading {printed.z_counter} of {z.business_date}"
        yield from (f"{name}: {fault}" for fault in _faults(printed, before, paid_that_day))
        if hash_at(conn, terminal_id, path.epoch_at(printed.head_seq), printed.head_seq) != printed.head_hash:
            yield f"{name}: entry {printed.head_seq} is not the one that it was printed with"


def _before(readings: list[ZReading], path: Lineage) -> ZReading | None:
    """The one that this one goes on from: the last before it on its own branch."""
    return max((z for z in readings if (z.epoch, z.seq) in path), key=lambda z: z.seq, default=None)


def _faults(printed: Printed, before: Printed | None, paid: list[Paid]) -> Iterator[str]:
    sum_minor = sum(each.amount_minor for each in paid)
    if printed.gross_minor != sum_minor:
        yield f"it says {print_money(printed.gross_minor)}, and that day's payments come to {print_money(sum_minor)}"
    if printed.receipts != len(paid):
        yield f"it says {printed.receipts} receipts, and that day has {len(paid)} payments"
    if printed.present_minor - printed.previous_minor != printed.gross_minor:
        yield "present less previous grand total is not the day"
    ended_minor, ended_counter = (before.present_minor, before.z_counter) if before else (0, 0)
    if printed.previous_minor != ended_minor:
        yield f"it goes on from {print_money(printed.previous_minor)}, and the one before ended at " + print_money(
            ended_minor
        )
    if printed.z_counter != ended_counter + 1:
        yield f"it follows Z-reading {ended_counter}"


def _printed(z: ZReading) -> Printed:
    said = Fields(z.body, "reading")
    return Printed(
        z_counter=said.integer("z_counter"),
        receipts=said.integer("receipts"),
        gross_minor=said.money("gross"),
        previous_minor=said.money("previous_grand_total"),
        present_minor=said.money("present_grand_total"),
        head_seq=said.integer("head_seq"),
        head_hash=said.text("head_hash", limit=64),
    )
