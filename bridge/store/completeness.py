"""What tells whether our copy of PSCloud's SOAs is whole: the last downloads, and the last time that sums were held
against its control totals.
"""

from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from .branch_scope import Branches, code_within
from .downloads import COMPLETED, WHOLE, Download
from .engine import Connection
from .schema import comparison, download, download_failure

MAX_DIFFERENCES = 20
"""Those that one look takes in; `soa compare` has them all."""


class Differing(NamedTuple):
    """A SOA that is not the same here and there, as the comparison has named it."""

    soa_no: str
    collector_code: str
    kind: str
    reason: str


class Compared(NamedTuple):
    """The last comparison with PSCloud's control totals; when it was made is in UTC."""

    made_at: str
    ok: bool
    differences: list[Differing]


def last_whole(conn: Connection) -> Download | None:
    """The newest whole download that came to its end; its reason says how its sums differ, None that they agreed."""
    columns = [download.c[name] for name in Download._fields]
    whole = select(*columns).where(download.c.status == COMPLETED, download.c.scope == WHOLE)
    row = conn.execute(whole.order_by(download.c.download_id.desc()).limit(1)).first()
    return None if row is None else Download(*row)


def last_comparison(conn: Connection) -> Compared | None:
    """The newest comparison with PSCloud."""
    columns = select(*(comparison.c[name] for name in Compared._fields))
    row = conn.execute(columns.order_by(comparison.c.comparison_id.desc()).limit(1)).first()
    return None if row is None else _compared(row)


def count_open_failures(conn: Connection, branches: Branches = None) -> int:
    """Records that could not be taken and that no later download has healed."""
    is_open = download_failure.c.healed_by.is_(None) & code_within(download_failure.c.collector_code, branches)
    return conn.execute(select(func.count()).select_from(download_failure).where(is_open)).scalar_one()


def _compared(row: Row[*tuple[Any, ...]]) -> Compared:
    named = [_differing(each) for each in row.differences if isinstance(each, dict)]
    return Compared(row.made_at, row.ok, named)


def _differing(told: dict[str, Any]) -> Differing:
    return Differing(*(str(told.get(name) or "") for name in Differing._fields))
