"""Rule 3: the numbers of a series of documents run without gap or repeat, over all devices, copies included."""

from collections.abc import Iterator

from mpos.contract import kinds
from mpos.contract.journal import Entry
from scripts.world.rules.finding import Finding, Moment

RULE = 3
_NUMBERED = {
    kinds.PAYMENT_RECORDED: "receipt_no",
    kinds.PAYMENT_VOIDED: "void_no",
    kinds.CASH_REMITTED: "remittance_no",
    kinds.CHECK_HELD: "ack_no",
}


def numbers_run(now: Moment) -> Iterator[Finding]:
    """Each new number is the one after the last of its series, wherever that was issued."""
    if now.happened.device is None:
        return
    for entry in now.ledger.branches[now.happened.device.name].fresh:
        if entry.kind in _NUMBERED:
            yield from _out_of_order(now, entry, str(entry.body[_NUMBERED[entry.kind]]))


def _out_of_order(now: Moment, entry: Entry, number: str) -> Iterator[Finding]:
    holder = now.ledger.numbers.setdefault(number, entry.hash)
    if holder != entry.hash:
        yield Finding(RULE, f"{number} was issued twice")
        return
    series = number.rstrip("0123456789")
    digits = int(number[len(series) :])
    last = now.ledger.last_numbers.get(series, 0)
    if digits > last + 1:
        yield Finding(RULE, f"{series}{last + 1:08d} is missing before {number}")
    now.ledger.last_numbers[series] = max(last, digits)
