"""X- and Z-readings: one function over what the journal holds between two positions, never over times.

Grand total: the sum of all receipts ever issued; voids have their own line and never lower it. So it can't fall, and
present less previous is the day (fiscal practice: non-resettable accumulating total). Payments encoded from a manual
booklet are receipts of this terminal too, and are shown once more on a line of their own.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mpos.contract.money import format_money
from mpos.contract.payment import CASH, METHODS

X, Z = "X", "Z"


class Receipted(NamedTuple):
    """What a reading needs to know of one receipt. `by_method` pairs methods with minor units."""

    receipt_no: str
    amount_minor: int
    balance_minor: int
    penalty_minor: int
    advance_minor: int
    vat_minor: int
    by_method: tuple[tuple[str, int], ...]
    manual: bool
    void_no: str | None


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

    @property
    def net_minor(self) -> int:
        """What the day brought."""
        return self.gross_minor - self.voided_minor

    @property
    def cash_minor(self) -> int:
        """The part of it that is cash."""
        return dict(self.by_method).get(CASH, 0)


class Reading(NamedTuple):
    """A reading as it is journalled, printed and shown. Z only: counted cash and over or short."""

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
    reprints: int
    head_seq: int
    head_hash: str

    @property
    def present_grand_total_minor(self) -> int:
        """All receipts ever issued, this day's included."""
        return self.previous_grand_total_minor + self.totals.gross_minor

    @property
    def expected_cash_minor(self) -> int:
        """What the cash box should hold: the change fund and the day's cash."""
        return self.change_fund_minor + self.totals.cash_minor

    @property
    def over_short_minor(self) -> int | None:
        """Counted less expected; negative is short."""
        return None if self.counted_cash_minor is None else self.counted_cash_minor - self.expected_cash_minor


def add_up(receipts: Iterable[Receipted]) -> Totals:
    """The totals over these receipts, given in the order of their numbers."""
    issued = list(receipts)
    voided = [receipt for receipt in issued if receipt.void_no is not None]
    valid = [receipt for receipt in issued if receipt.void_no is None]
    manual = [receipt for receipt in issued if receipt.manual]
    void_numbers = sorted(receipt.void_no or "" for receipt in voided)
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
    )


def reading_body(reading: Reading) -> dict[str, Any]:
    """The reading as the journal and the commands' JSON have it."""
    totals = reading.totals
    return {
        "reading": reading.kind,
        "terminal_id": reading.terminal_id,
        "business_date": reading.business_date,
        "collector": reading.collector,
        "opened_at": reading.opened_at,
        "taken_at": reading.taken_at,
        "z_counter": reading.z_counter,
        "receipts": totals.receipts,
        "first_receipt_no": totals.first_receipt_no,
        "last_receipt_no": totals.last_receipt_no,
        "voids": totals.voids,
        "first_void_no": totals.first_void_no,
        "last_void_no": totals.last_void_no,
        "gross": format_money(totals.gross_minor),
        "voided": format_money(totals.voided_minor),
        "net": format_money(totals.net_minor),
        "manual_receipts": totals.manual_receipts,
        "manual": format_money(totals.manual_minor),
        "penalty": format_money(totals.penalty_minor),
        "balance": format_money(totals.balance_minor),
        "advance": format_money(totals.advance_minor),
        "vat": format_money(totals.vat_minor),
        "by_method": {method: format_money(minor) for method, minor in totals.by_method},
        "previous_grand_total": format_money(reading.previous_grand_total_minor),
        "present_grand_total": format_money(reading.present_grand_total_minor),
        "change_fund": format_money(reading.change_fund_minor),
        "expected_cash": format_money(reading.expected_cash_minor),
        "counted_cash": _optional_money(reading.counted_cash_minor),
        "over_short": _optional_money(reading.over_short_minor),
        "reprints": reading.reprints,
        "head_seq": reading.head_seq,
        "head_hash": reading.head_hash,
    }


def _by_method(receipts: list[Receipted]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys(METHODS, 0)
    for receipt in receipts:
        for method, minor in receipt.by_method:
            sums[method] += minor
    return tuple(sums.items())


def _optional_money(minor: int | None) -> str | None:
    return None if minor is None else format_money(minor)
