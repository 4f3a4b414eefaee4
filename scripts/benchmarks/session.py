"""Payments one after another in one open terminal, as at the keys, beside transactions of one row on the same disk.

`python -m scripts.benchmarks.session COUNT SOA...` in the environment of an open registry prints two numbers: seconds
for so many payments, and seconds for as many rows. They take turns, so that the disk treats them alike. A turn of each
goes before: what is loaded with the first payment of a session is no part of the rate.
"""

import os
import sys
import time
from collections.abc import Callable
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
    with opened(os.environ) as terminal, closing(connect(terminal.home / "rows.sqlite3")) as rows:
        rows.execute("CREATE TABLE IF NOT EXISTS one (value TEXT)")

        def pay() -> None:
            for soa_no in islice(soa_numbers, TURN):
                collect(terminal, soa_no, request)

        def write() -> None:
            for _ in range(0 if NO_ROWS in sys.argv else TURN):
                rows.execute("INSERT INTO one VALUES ('a payment is some eight rows; this is one')")

        turns = [(_seconds(pay), _seconds(write)) for _ in range(0, TURN + count, TURN)]
    print(*map(sum, zip(*turns[1:], strict=True)))


def _seconds(do: Callable[[], None]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
