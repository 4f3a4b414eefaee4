"""Comparisons of our SOAs with PSCloud's, as they were made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from mpos.contract.clock import in_utc

from .engine import Connection
from .schema import comparison

MAX_DIFFERENCES = 1_000
"""Of the SOAs that differ, so many are kept by name: who has more of them looks at whole codes first."""
MAX_KEPT = 100
"""Comparisons that are kept: with a thousand codes each takes a hundred kilobytes."""


class CodeSums(NamedTuple):
    """A collector code on both sides, in minor units."""

    collector_code: str
    soas: int
    amount_due_minor: int
    upstream_soas: int
    upstream_amount_due_minor: int

    @property
    def agree(self) -> bool:
        """Whether both sides are the same."""
        return self[1:3] == self[3:5]


class Kept(NamedTuple):
    """A comparison as it was made. `made_at` in UTC, amounts in minor units. `differences` are the first of
    `differing`, as records: soa_no, collector_code, kind, ours, upstream, reason.
    """

    made_at: str
    ok: bool
    soas: int
    amount_due_minor: int
    upstream_soas: int
    upstream_amount_due_minor: int
    differences: list[dict[str, Any]]
    differing: int
    by_code: list[CodeSums]
    asked_by: str


def keep_comparison(conn: Connection, kept: Kept, made_at: datetime) -> None:
    """Keeps it; the oldest ones make room."""
    fields = {_COLUMNS.get(name, name): value for name, value in kept._asdict().items()}
    values = fields | {
        "made_at": in_utc(made_at),
        "differences": kept.differences[:MAX_DIFFERENCES],
        "by_code": [list(line) for line in kept.by_code],
    }
    number = conn.execute(insert(comparison).values(values).returning(comparison.c.comparison_id)).scalar_one()
    conn.execute(delete(comparison).where(comparison.c.comparison_id <= number - MAX_KEPT))


def newest_comparison(conn: Connection) -> Kept | None:
    """The one that was made last; None before the first."""
    row = conn.execute(select(comparison).order_by(comparison.c.comparison_id.desc()).limit(1)).mappings().first()
    return None if row is None else _kept(row)


def _kept(row: Mapping[str, Any] | Any) -> Kept:
    lines: Sequence[Sequence[Any]] = row["by_code"] or ()
    fields = {name: row[_COLUMNS.get(name, name)] for name in Kept._fields}
    return Kept(**{**fields, "by_code": [CodeSums(*line) for line in lines], "differences": list(row["differences"])})


_COLUMNS = {"soas": "count", "upstream_soas": "upstream_count"}
"""What the table calls otherwise."""
