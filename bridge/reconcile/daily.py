"""One business day held against PSCloud's books, both ways: what is missing there, missing here, or different.

PSCloud's list is looked through page by page, from the day before on; nothing is kept of it but the numbers of that
day's payments. Nobody posts meanwhile: it is done in the same turn as a sync.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta

from bridge.app import Bridge
from bridge.connector.opening import open_back_office
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.problems import CursorExpired
from bridge.pscloud.shapes import ListedPayment, Malformed, read_listed_payment, text_in
from bridge.store.engine import reading, writing
from bridge.store.reconciliations import Difference, Ours, Run, keep_run, ours_among, ours_of
from bridge.turn import work_turn
from mpos.contract.clock import read_date, read_instant, write_instant
from mpos.contract.money import format_money

MISSING_THERE, MISSING_HERE = "missing_there", "missing_here"
DIFFERENT, STATUS, UNREADABLE = "different", "status", "unreadable"
ADVICE = {
    MISSING_THERE: "It was posted, and PSCloud does not list it: show PSCloud's people its number there, and the try "
    "that was answered. Post nothing by hand.",
    MISSING_HERE: "PSCloud has it, and no terminal's journal here: see whether a terminal has not uploaded yet, or the "
    "office went back to a backup; else ask PSCloud's people who posted it.",
    DIFFERENT: "Both sides have it, with another amount, receipt or SOA: find out which is right before you change "
    "anything; the customer's slip says what was paid.",
    STATUS: "One side counts it and the other does not: decide on it here (retry, void on its terminal), or have it "
    "voided at PSCloud.",
    UNREADABLE: "PSCloud's record can't be read: tell PSCloud's people what is wrong with it.",
}
"""What helps, by kind of difference."""
MAX_LISTINGS = 3
"""How often the listing starts again when its cursor expires."""
MAX_DIFFERENCES = 10_000
"""Kept of one run; more of them have one cause, which these show."""
ONE_DAY = timedelta(days=1)


class _Sums:
    """What a run has counted so far."""

    def __init__(self) -> None:
        self.theirs = self.theirs_minor = 0
        self.listed: set[str] = set()
        self.differences: list[Difference] = []
        self.found = 0

    def differ(self, difference: Difference) -> None:
        self.found += 1
        if len(self.differences) < MAX_DIFFERENCES:
            self.differences.append(difference)


def reconcile(
    bridge: Bridge,
    business_date: str,
    asked_by: str,
    wait_s: float = 0,
    waiting: Callable[[str], None] = lambda _: None,
) -> Run:
    """Reconciles a business day; the run as it is kept. TurnTaken, PscloudUnreachable, CantTell, BadSetting."""
    with work_turn(bridge.settings.home, bridge.clock, wait_s, waiting), open_back_office(bridge) as pscloud:
        sums = _look_through(bridge, pscloud, business_date)
    return _close(bridge, business_date, asked_by, sums)


def _look_through(bridge: Bridge, pscloud: BackOffice, business_date: str) -> _Sums:
    for _ in range(MAX_LISTINGS):
        sums = _Sums()
        try:
            for page in pscloud.payments(_posted_since(bridge, business_date)):
                _take_page(bridge, business_date, page.items, sums)
        except CursorExpired:
            continue
        return sums
    raise CursorExpired(pscloud.who)


def _posted_since(bridge: Bridge, business_date: str) -> str:
    """From the day before: a terminal's clock may be behind."""
    began = datetime.combine(read_date(business_date), time(), bridge.settings.zone) - ONE_DAY
    return write_instant(began)


def _take_page(bridge: Bridge, business_date: str, records: Iterable[object], sums: _Sums) -> None:
    listed = list(_read(records, sums))
    with reading(bridge.engine) as conn:
        known = ours_among(conn, [each.posted.payment_id for each in listed])
    for each in listed:
        ours = known.get(each.posted.payment_id)
        day = ours.business_date if ours else _day_of(bridge, each) or business_date
        # A page may repeat records of the page before.
        if day == business_date and each.posted.payment_id not in sums.listed:
            sums.listed.add(each.posted.payment_id)
            _count(each, sums)
            _compare(each, ours, sums)


def _read(records: Iterable[object], sums: _Sums) -> Iterator[ListedPayment]:
    for record in records:
        try:
            yield read_listed_payment(record)
        except Malformed as error:
            payment_id, receipt_no = (text_in(record, name) or "" for name in ("payment_id", "receipt_no"))
            sums.differ(Difference(payment_id, receipt_no, UNREADABLE, error.detail, None, None))


def _day_of(bridge: Bridge, listed: ListedPayment) -> str | None:
    """What we do not have is of its business day, or else of the day on which it was posted, in the office's zone."""
    if listed.business_date is not None or listed.posted_at is None:
        return listed.business_date
    return read_instant(listed.posted_at).astimezone(bridge.settings.zone).date().isoformat()


def _count(listed: ListedPayment, sums: _Sums) -> None:
    if listed.posted.status == "posted":
        sums.theirs += 1
        sums.theirs_minor += listed.posted.amount_minor


def _compare(listed: ListedPayment, ours: Ours | None, sums: _Sums) -> None:
    posted = listed.posted
    if ours is None:
        told = f"PSCloud has it as {posted.payment_no}, {posted.status}"
        sums.differ(Difference(posted.payment_id, posted.receipt_no, MISSING_HERE, told, None, posted.amount_minor))
        return
    for kind, reason in _reasons(listed, ours):
        amounts = (ours.amount_minor, posted.amount_minor)
        sums.differ(Difference(ours.payment_id, ours.receipt_no, kind, reason, *amounts))


def _reasons(listed: ListedPayment, ours: Ours) -> Iterator[tuple[str, str]]:
    posted = listed.posted
    if posted.amount_minor != ours.amount_minor:
        yield DIFFERENT, f"{format_money(ours.amount_minor)} here, {format_money(posted.amount_minor)} there"
    if posted.receipt_no != ours.receipt_no:
        yield DIFFERENT, f"PSCloud has it as receipt {posted.receipt_no}"
    if ours.is_posted and posted.soa_no is not None and posted.soa_no != ours.on_soa:
        yield DIFFERENT, f"on SOA {ours.on_soa or 'none'} here, on {posted.soa_no} there"
    if reason := _other_status(posted.status, ours):
        yield STATUS, reason


def _other_status(status: str, ours: Ours) -> str | None:
    if not ours.is_posted and not ours.is_in_doubt:
        return f"PSCloud has it as {status}; here it is {'refunded' if ours.refunded else ours.status}"
    if status == "voided" and not ours.is_voided:
        return "PSCloud has voided it, and nobody here has"
    if status == "posted" and ours.void_is_done:
        return "it is voided here, and PSCloud still counts it"
    return None


def _close(bridge: Bridge, business_date: str, asked_by: str, sums: _Sums) -> Run:
    """Looks through our own payments of the day, for what PSCloud did not list, and keeps the run."""
    ours = ours_minor = waiting = waiting_minor = payments = 0
    with reading(bridge.engine) as conn:
        for each in ours_of(conn, business_date):
            payments += 1
            if each.counts_there:
                ours, ours_minor = ours + 1, ours_minor + each.amount_minor
            if each.waits:
                waiting, waiting_minor = waiting + 1, waiting_minor + each.amount_minor
            if each.is_posted and each.payment_id not in sums.listed:
                told = f"it was posted as {each.payment_no}"
                sums.differ(Difference(each.payment_id, each.receipt_no, MISSING_THERE, told, each.amount_minor, None))
    run = Run(
        business_date=business_date,
        ok=not sums.found and not waiting,
        ours=ours,
        ours_minor=ours_minor,
        theirs=sums.theirs,
        theirs_minor=sums.theirs_minor,
        payments=payments,
        waiting=waiting,
        waiting_minor=waiting_minor,
        differences=sums.found,
        asked_by=asked_by,
    )
    with writing(bridge.engine) as conn:
        return keep_run(conn, run, sums.differences, bridge.clock.now())
