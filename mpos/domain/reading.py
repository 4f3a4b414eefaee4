"""X- and Z-readings: one function over what the journal holds between two positions, never over times.

Grand total: the sum of all receipts ever issued; voids have their own line and never lower it. So it can't fall, and
present less previous is the day (fiscal practice: non-resettable accumulating total). Payments encoded from a manual
booklet are receipts of this terminal too, and are shown once more on a line of their own.
"""

import re
from collections.abc import Iterable

from mpos.contract.money import format_money
from mpos.contract.payment import CASH, METHODS
from mpos.light.typing import Any, NamedTuple

X, Z = "X", "Z"
MAX_ACCUMULATED_MINOR = 10**12 - 1
"""What an accumulated total shows at most, 9,999,999,999.99: twelve digits, as implementers read RMO 24-2023."""


class Receipted(NamedTuple):
    """What a reading needs to know of one receipt. `by_method` pairs methods with minor units.

    `for_confirmation_minor` is the part of it whose arrival nobody could see; `manual_or_no` is set for OR entries.
    """

    receipt_no: str
    amount_minor: int
    balance_minor: int
    penalty_minor: int
    advance_minor: int
    vat_minor: int
    by_method: tuple[tuple[str, int], ...]
    manual: bool
    void_no: str | None
    manual_or_no: str | None = None
    for_confirmation_minor: int = 0


class Totals(NamedTuple):
    """A day's totals in minor units. net = gross - voided; by_method and by application are net of voids."""

    receipts: int
    first_receipt_no: str | None
    last_receipt_no: str | None
    voids: int
    first_void_no: str | None
    last_void_no: str | None
    gross_minor: int
    voided_minor: int
    manual_receipts: int
    manual_minor: int
    penalty_minor: int
    balance_minor: int
    advance_minor: int
    vat_minor: int
    by_method: tuple[tuple[str, int], ...]
    first_manual_or_no: str | None
    last_manual_or_no: str | None
    for_confirmation_minor: int

    @property
    def net_minor(self) -> int:
        """What the day brought."""
        return self.gross_minor - self.voided_minor

    @property
    def cash_minor(self) -> int:
        """The part of it that is cash."""
        return dict(self.by_method).get(CASH, 0)


class CheckMemo(NamedTuple):
    """Post-dated checks, outside of all totals: taken in keeping within the span, and in keeping at its end."""

    taken: int = 0
    taken_minor: int = 0
    held: int = 0
    held_minor: int = 0


class ListProgress(NamedTuple):
    """How many SOAs the collector had, and how many of them were paid on, in full or in part, that day.

    Those count that were paid and have left the list since.
    """

    listed: int
    paid: int


class Reading(NamedTuple):
    """A reading as it is journalled, printed and shown. Counted cash and over or short: once the cash is counted.

    `remitted_minor` is the cash handed over before the newest count (so far, if there is none): the box is without it.
    What was handed over after the count changes nothing of what that has found. `progress` is None without a list.
    """

    kind: str
    terminal_id: str
    business_date: str
    collector: str
    opened_at: str
    taken_at: str
    z_counter: int
    totals: Totals
    previous_grand_total_minor: int
    change_fund_minor: int
    counted_cash_minor: int | None
    remitted_minor: int
    remitted_after_count_minor: int
    checks: CheckMemo
    progress: ListProgress | None
    reprints: int
    missing_numbers: int
    not_uploaded: int
    head_seq: int
    head_hash: str

    @property
    def present_grand_total_minor(self) -> int:
        """All receipts ever issued, this day's included."""
        return self.previous_grand_total_minor + self.totals.gross_minor

    @property
    def expected_cash_minor(self) -> int:
        """What the cash box should hold when it is counted: the change fund and the day's cash, less what is gone."""
        return expected_cash(self.change_fund_minor, self.totals, self.remitted_minor)

    @property
    def over_short_minor(self) -> int | None:
        """Counted less expected; negative is short."""
        return None if self.counted_cash_minor is None else self.counted_cash_minor - self.expected_cash_minor


class Accumulated(NamedTuple):
    """An accumulated total as a machine of twelve digits shows it: how often it began anew, and where it stands."""

    reset_counter: int
    amount_minor: int


def accumulated(total_minor: int) -> Accumulated:
    """Beyond 9,999,999,999.99 the counter goes up and the excess is shown: the first amount after that is 0.01.

    Only the spelling begins anew: the total itself is kept and journalled in full.
    """
    reset_counter = max(0, total_minor - 1) // MAX_ACCUMULATED_MINOR
    return Accumulated(reset_counter, total_minor - reset_counter * MAX_ACCUMULATED_MINOR)


def expected_cash(change_fund_minor: int, totals: Totals, remitted_minor: int) -> int:
    """What the cash box should hold: the fund it began with and the cash received, less what was handed over."""
    return change_fund_minor + totals.cash_minor - remitted_minor


def add_up(receipts: Iterable[Receipted]) -> Totals:
    """The totals over these receipts, given in the order of their numbers."""
    issued = list(receipts)
    voided = [receipt for receipt in issued if receipt.void_no is not None]
    valid = [receipt for receipt in issued if receipt.void_no is None]
    manual = [receipt for receipt in issued if receipt.manual]
    void_numbers = sorted(receipt.void_no or "" for receipt in voided)
    manual_numbers = sorted((receipt.manual_or_no for receipt in manual if receipt.manual_or_no), key=_as_counted)
    return Totals(
        receipts=len(issued),
        first_receipt_no=issued[0].receipt_no if issued else None,
        last_receipt_no=issued[-1].receipt_no if issued else None,
        voids=len(voided),
        first_void_no=void_numbers[0] if voided else None,
        last_void_no=void_numbers[-1] if voided else None,
        gross_minor=sum(receipt.amount_minor for receipt in issued),
        voided_minor=sum(receipt.amount_minor for receipt in voided),
        manual_receipts=len(manual),
        manual_minor=sum(receipt.amount_minor for receipt in manual),
        penalty_minor=sum(receipt.penalty_minor for receipt in valid),
        balance_minor=sum(receipt.balance_minor for receipt in valid),
        advance_minor=sum(receipt.advance_minor for receipt in valid),
        vat_minor=sum(receipt.vat_minor for receipt in valid),
        by_method=_by_method(valid),
        first_manual_or_no=manual_numbers[0] if manual_numbers else None,
        last_manual_or_no=manual_numbers[-1] if manual_numbers else None,
        for_confirmation_minor=sum(receipt.for_confirmation_minor for receipt in valid),
    )


NOT_TOLD_BEFORE: dict[str, Any] = {
    "first_manual_or_no": None,
    "last_manual_or_no": None,
    "for_confirmation": "0.00",
    "checks_taken": 0,
    "checks_taken_amount": "0.00",
    "checks_held": 0,
    "checks_held_amount": "0.00",
    "remitted": "0.00",
    "remitted_after_count": "0.00",
    "soas_listed": None,
    "soas_paid": None,
    "soas_unpaid": None,
    "missing_numbers": 0,
    "not_uploaded": 0,
}
"""What readings of the first version did not tell; there was none of it then."""


def reading_body(reading: Reading) -> dict[str, Any]:
    """The reading as the journal and the commands' JSON have it."""
    return {**_whose(reading), **_what(reading.totals), **_what_is_held(reading), **_where_it_stands(reading)}


def _whose(reading: Reading) -> dict[str, Any]:
    return {
        "reading": reading.kind,
        "terminal_id": reading.terminal_id,
        "business_date": reading.business_date,
        "collector": reading.collector,
        "opened_at": reading.opened_at,
        "taken_at": reading.taken_at,
        "z_counter": reading.z_counter,
    }


def _what(totals: Totals) -> dict[str, Any]:
    return {
        "receipts": totals.receipts,
        "first_receipt_no": totals.first_receipt_no,
        "last_receipt_no": totals.last_receipt_no,
        "voids": totals.voids,
        "first_void_no": totals.first_void_no,
        "last_void_no": totals.last_void_no,
        "gross": format_money(totals.gross_minor),
        "voided": format_money(totals.voided_minor),
        "net": format_money(totals.net_minor),
        "first_manual_or_no": totals.first_manual_or_no,
        "last_manual_or_no": totals.last_manual_or_no,
        "manual_receipts": totals.manual_receipts,
        "manual": format_money(totals.manual_minor),
        "penalty": format_money(totals.penalty_minor),
        "balance": format_money(totals.balance_minor),
        "advance": format_money(totals.advance_minor),
        "vat": format_money(totals.vat_minor),
        "by_method": {method: format_money(minor) for method, minor in totals.by_method},
        "for_confirmation": format_money(totals.for_confirmation_minor),
    }


def _what_is_held(reading: Reading) -> dict[str, Any]:
    checks = reading.checks
    return {
        "checks_taken": checks.taken,
        "checks_taken_amount": format_money(checks.taken_minor),
        "checks_held": checks.held,
        "checks_held_amount": format_money(checks.held_minor),
        "change_fund": format_money(reading.change_fund_minor),
        "remitted": format_money(reading.remitted_minor),
        "expected_cash": format_money(reading.expected_cash_minor),
        "counted_cash": _optional_money(reading.counted_cash_minor),
        "over_short": _optional_money(reading.over_short_minor),
        "remitted_after_count": format_money(reading.remitted_after_count_minor),
    }


def _where_it_stands(reading: Reading) -> dict[str, Any]:
    progress = reading.progress
    return {
        "previous_grand_total": format_money(reading.previous_grand_total_minor),
        "present_grand_total": format_money(reading.present_grand_total_minor),
        "soas_listed": progress.listed if progress else None,
        "soas_paid": progress.paid if progress else None,
        "soas_unpaid": progress.listed - progress.paid if progress else None,
        "reprints": reading.reprints,
        "missing_numbers": reading.missing_numbers,
        "not_uploaded": reading.not_uploaded,
        "head_seq": reading.head_seq,
        "head_hash": reading.head_hash,
    }


def _by_method(receipts: list[Receipted]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys(METHODS, 0)
    for receipt in receipts:
        for method, minor in receipt.by_method:
            sums[method] += minor
    return tuple(sums.items())


def _as_counted(number: str) -> list[str | int]:
    """Booklet numbers in the order in which they were printed: 9 before 10, however people write them."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", number)]


def _optional_money(minor: int | None) -> str | None:
    return None if minor is None else format_money(minor)
