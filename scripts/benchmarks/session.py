"""Payments one after another in one open terminal, as at the keys, beside transactions of one row on the same disk.

`python -m scripts.benchmarks.session COUNT SOA...` in the environment of an open registry prints two numbers: seconds
for so many payments, and seconds for as many rows. They take turns, so that the disk treats them alike.
"""

import os
import sqlite3
import sys
import time
from contextlib import closing
from itertools import cycle, islice

from mpos.app import opened
from mpos.domain.tendering import Handed
from mpos.services.collecting import PaymentRequest, collect
from mpos.store.database import connect

TURN = 20
"""Payments, then as many rows."""
NO_ROWS = "--payments-only"


def main() -> None:
    """Prints what it took."""
    words = [word for word in sys.argv[1:] if word != NO_ROWS]
    count, soa_numbers = int(words[0]), cycle(words[1:])
    request = PaymentRequest(Handed(100, (), None), print=False)
    paying_s = writing_s = 0.0
    with opened(os.environ) as terminal, closing(connect(terminal.home / "rows.sqlite3")) as rows:
        rows.execute("CREATE TABLE IF NOT EXISTS one (value TEXT)")
        for _ in range(0, count, TURN):
            began = time.perf_counter()
            for soa_no in islice(soa_numbers, TURN):
                collect(terminal, soa_no, request)
            paying_s += time.perf_counter() - began
            writing_s += 0 if NO_ROWS in sys.argv else _write(rows)
    print(paying_s, writing_s)


def _write(rows: sqlite3.Connection) -> float:
    began = time.perf_counter()
    for _ in range(TURN):
        rows.execute("INSERT INTO one VALUES ('a payment is some eight rows; this is one')")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
