"""Completeness against PSCloud: counts and sums, overall and for each code, down to the SOAs that differ and why.

Like is held against like: PSCloud's amounts here and there, whatever was collected since.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.problems import CursorExpired
from bridge.pscloud.shapes import Malformed, read_statement, text_in
from bridge.store.downloads import Failure, open_failures
from bridge.store.engine import reading
from bridge.store.soa_totals import Line, lines_of, marked_among

from .totals import Totals, totals

MISSING, EXTRA, DIFFERENT, UNREADABLE = "missing", "extra", "different", "unreadable"
MAX_LISTINGS = 3
"""How often the listing of a code starts again when its cursor expires."""

GET_IT = "run: mpos-bridge sync --download"


class Difference(NamedTuple):
    """One SOA that is not the same here and there; None stands for what a side does not have."""

    soa_no: str
    collector_code: str
    kind: str
    ours: Line | None
    upstream: Line | None
    reason: str


class Comparison(NamedTuple):
    """What the comparison found."""

    totals: Totals
    differences: list[Difference]

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return self.totals.agree and not self.differences


def compare(bridge: Bridge, pscloud: BackOffice, progress: Callable[[int, int], None] = lambda *_: None) -> Comparison:
    """Holds our SOAs against PSCloud's; those of codes whose sums agree are not looked at one by one.

    `progress` is told how many codes of how many were looked at.
    """
    control = pscloud.control_totals()
    with reading(bridge.engine) as conn:
        both = totals(conn, control)
    codes = both.differing_codes
    differences: list[Difference] = []
    for done, code in enumerate(codes):
        progress(done, len(codes))
        differences += _differences(bridge, pscloud, code)
    return Comparison(both, differences)


def _differences(bridge: Bridge, pscloud: BackOffice, code: str) -> Iterator[Difference]:
    upstream = _upstream_lines(pscloud, code)
    with reading(bridge.engine) as conn:
        ours = lines_of(conn, code)
        failures = open_failures(conn)
        marked = marked_among(conn, ours)
    for soa_no in sorted({*ours, *upstream}):
        here, there = ours.get(soa_no), upstream.get(soa_no)
        if here != there or isinstance(there, str):
            yield _difference(soa_no, code, here, there, failures, marked)


def _difference(
    soa_no: str,
    code: str,
    here: Line | None,
    there: Line | str | None,
    failures: Mapping[str, Failure],
    marked: set[str],
) -> Difference:
    if isinstance(there, str):
        return Difference(soa_no, code, UNREADABLE, here, None, f"PSCloud's record can't be taken: {there}")
    if there is None:
        return Difference(soa_no, code, EXTRA, here, None, f"PSCloud has it no more among the active ones; {GET_IT}")
    if soa_no in failures:
        reason = f"its record could not be taken: {failures[soa_no].detail}"
    elif soa_no in marked:
        reason = "held back: a payment on it may or may not have reached PSCloud; run: mpos-bridge sync"
    else:
        reason = f"not downloaded yet; {GET_IT}"
    return Difference(soa_no, code, MISSING if here is None else DIFFERENT, here, there, reason)


def _upstream_lines(pscloud: BackOffice, code: str) -> dict[str, Line | str]:
    """The active SOAs of a code at PSCloud; of an unreadable one, the reason."""
    for _ in range(MAX_LISTINGS):
        try:
            return dict(_listed(pscloud, code))
        except CursorExpired:
            continue
    raise CursorExpired


def _listed(pscloud: BackOffice, code: str) -> Iterator[tuple[str, Line | str]]:
    newest: dict[str, int] = {}
    for page in pscloud.soas(collector_code=code):
        for record in page.items:
            soa_no, line = _line(record)
            version = line.version if isinstance(line, Line) else -1
            if version >= newest.get(soa_no, -1):
                newest[soa_no] = version
                yield soa_no, line


def _line(record: object) -> tuple[str, Line | str]:
    try:
        soa = read_statement(record).soa
    except Malformed as error:
        return text_in(record, "soa_no") or "(no number)", error.detail
    return soa.soa_no, Line(soa.version, soa.amount_due_minor)
