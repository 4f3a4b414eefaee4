"""A thousand payments sent by the real `mpos upload`: the round trips that it takes, and the bytes of each payment."""

from collections.abc import Iterator
from itertools import cycle, islice
from math import ceil
from pathlib import Path

from mpos.contract.wire import MAX_BATCH_ENTRIES
from scripts.benchmarks.big_list import open_big_office, take_payments
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.slow_line import Line, drawn
from scripts.benchmarks.slow_link import lead_through
from scripts.demo_day.office import Office

SOAS = 100
PAYMENTS, SHORT_PAYMENTS = 1_000, 300
ENTRIES_EACH = 2
"""The payment, and its slip."""


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """Round trips with entries, the one beside them that shows the office's key, and bytes both ways."""
    payments = SHORT_PAYMENTS if short else PAYMENTS
    line = Line()
    with Office(scratch) as office:
        soa_numbers = open_big_office(office, SOAS)
        office.run("mpos", "upload")
        take_payments(office, islice(cycle(soa_numbers), payments))
        with drawn(line, office.bridge_url) as url:
            lead_through(office, url)
            office.run("mpos", "upload")
    found = line.up + line.down
    least = 1 + ceil(payments * ENTRIES_EACH / MAX_BATCH_ENTRIES)
    what = f"upload of {payments:,} payments, {payments * ENTRIES_EACH:,} entries"
    yield at_most(f"{what}: requests, the greeting too", least, line.requests, str(line.requests))
    told = f"{found / payments:.0f} ({line.up:,} up, {line.down:,} down)"
    yield Figure(f"{what}: bytes of each payment", "", told, "")
