"""Our sums against PSCloud's control totals."""

from collections.abc import Mapping
from typing import NamedTuple

from bridge.pscloud.shapes import CodeTotals, ControlTotals
from bridge.store.engine import Connection
from bridge.store.soa_totals import Sum, sums_by_code

NOTHING = Sum(0, 0)


class Totals(NamedTuple):
    """Both sides, overall and for each collector code that either side has."""

    ours: Sum
    upstream: Sum
    by_code: Mapping[str, tuple[Sum, Sum]]

    @property
    def differing_codes(self) -> list[str]:
        """The codes whose count or sum differs."""
        return [code for code, (ours, upstream) in self.by_code.items() if ours != upstream]

    @property
    def agree(self) -> bool:
        """Whether count and sum are the same, overall and in every code."""
        return self.ours == self.upstream and not self.differing_codes


def totals(conn: Connection, control: ControlTotals) -> Totals:
    """Our copy beside what it must add up to."""
    ours = sums_by_code(conn)
    codes = sorted({*ours, *control.by_code})
    by_code = {code: (ours.get(code, NOTHING), _sum(control.by_code.get(code))) for code in codes}
    return Totals(_together(ours), _sum(control.overall), by_code)


def _sum(stated: CodeTotals | None) -> Sum:
    return NOTHING if stated is None else Sum(stated.soas, stated.amount_due_minor)


def _together(sums: Mapping[str, Sum]) -> Sum:
    return Sum(sum(each.soas for each in sums.values()), sum(each.amount_due_minor for each in sums.values()))
