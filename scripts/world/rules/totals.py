"""Rule 4: the grand total never falls, present less previous is the day, and a reading is the sum of its receipts."""

from collections.abc import Iterator
from typing import Any

from mpos.contract import kinds
from mpos.contract.journal import Entry
from mpos.contract.money import parse_money
from scripts.world.rules.finding import Finding, Moment

RULE = 4
_WORDS = ("business_date", "z_counter", "receipts")
_MONEY = (
    "gross",
    "voided",
    "net",
    "previous_grand_total",
    "present_grand_total",
    "remitted",
    "remitted_after_count",
    "expected_cash",
)


def readings_add_up(now: Moment) -> Iterator[Finding]:
    """Each new reading says what the receipts before it come to, by arithmetic of our own."""
    if now.happened.device is None:
        return
    branch = now.ledger.branches[now.happened.device.name]
    for entry, expected in branch.readings:
        for name, said, should_be in _compared(entry, expected):
            if said != should_be:
                yield Finding(
                    RULE, f"{now.happened.device.name}: {entry.kind} {name} is {said}, and should be {should_be}"
                )
    for entry in branch.fresh:
        if entry.kind == kinds.PAYMENT_RECORDED and entry.hash in branch.out_of_day:
            yield Finding(RULE, f"{now.happened.device.name}: {entry.body['receipt_no']} was taken with no day open")


def _compared(entry: Entry, expected: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    body = entry.body
    for name in _WORDS:
        yield name, body[name], expected[name]
    for name in _MONEY:
        yield name, parse_money(body[name]), expected[name]
    if entry.kind == kinds.Z_READING:
        yield "counted_cash", parse_money(body["counted_cash"]), expected["counted_cash"]
        yield (
            "day",
            parse_money(body["present_grand_total"]) - parse_money(body["previous_grand_total"]),
            expected["gross"],
        )
