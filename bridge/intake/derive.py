"""What a journal entry stands for at the office: one small rule a kind.

A rule that can't be followed raises NotDerived; the entry is kept and shown, and those behind it go on.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from bridge.store.attachments import add_signature
from bridge.store.derived import (
    Known,
    Recorded,
    add_payments,
    add_reading,
    add_void,
    close_day,
    count_day,
    find_payment,
    known_among,
    open_day,
    settle_unapproved,
    taken_among,
    told_by_another_epoch,
)
from bridge.store.engine import Connection, KeyTaken, part_of
from bridge.store.lost_days import lost_up_to, reopen_voided
from bridge.store.postings import enqueue_post, enqueue_posts, enqueue_void
from bridge.store.soas import touch
from bridge.store.tills import add_held_check, add_remittance, note_collected, note_returned, note_slip
from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.journal import Entry
from mpos.contract.payment import Payment, read_payment, read_void
from mpos.contract.signature import read_signature

MAX_REASON = 500
"""What a terminal reads of a reason (SetAside.detail)."""


class NotDerived(Exception):
    """Nothing can be derived from this entry; `code` names the kind of trouble, the text the reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason[:MAX_REASON])
        self.code = code


class Circumstances(NamedTuple):
    """What a rule needs beside the entry. Payments of up to `approves_up_to_minor` go to PSCloud by themselves."""

    conn: Connection
    now: datetime
    approves_up_to_minor: int


def derive_all(here: Circumstances, entries: Sequence[Entry]) -> Iterator[tuple[Entry, NotDerived]]:
    """Writes the rows that these entries give rise to, in their order; gives those that none can be derived from.

    Payments and their slips, most of any day, are written many at once. Where that can't be done they are taken one by
    one, so that a bad one is found and keeps no other out.
    """
    for is_simple, stretch in groupby(entries, _is_simple):
        run = list(stretch)
        if is_simple and _derive_many(here, run):
            continue
        for entry in run:
            try:
                _derive(here, entry)
            except NotDerived as problem:
                yield entry, problem


def _is_simple(entry: Entry) -> bool:
    """Whether what follows from this entry hangs on no entry beside it."""
    return entry.kind in _MANY and not entry.body.get("held_check_no")


def _derive_many(here: Circumstances, entries: Sequence[Entry]) -> bool:
    try:
        with part_of(here.conn):
            for kind, rule in _MANY.items():
                if of_kind := [entry for entry in entries if entry.kind == kind]:
                    rule(here, of_kind)
    except (NotDerived, BadContent, KeyTaken):
        return False
    return True


def _derive(here: Circumstances, entry: Entry) -> None:
    if entry.kind not in kinds.ALL:
        raise NotDerived("unknown_kind", f"this version of the bridge does not know the kind {entry.kind}")
    try:
        with part_of(here.conn):
            if entry.kind in _MANY:
                _MANY[entry.kind](here, [entry])
            elif entry.kind in _RULES:
                _RULES[entry.kind](here, entry)
    except BadContent as error:
        raise NotDerived("bad_content", str(error)) from error
    except KeyTaken as error:
        raise NotDerived("contradiction", "an entry with the same key was there before") from error


def _payments_recorded(here: Circumstances, entries: Sequence[Entry]) -> None:
    recorded = [_recorded(here, entry) for entry in entries]
    _check_new(here, [each.payment for each in recorded])
    add_payments(here.conn, recorded)
    enqueue_posts(here.conn, [each.payment.payment_id for each in recorded if each.approved], here.now)
    for entry, payment, *_ in recorded:
        if payment.held_check_no:
            note_collected(here.conn, entry.terminal_id, payment.held_check_no, payment.payment_id)
    if soa_nos := {each.payment.soa_no for each in recorded if each.payment.soa_no}:
        touch(here.conn, *soa_nos)


def _recorded(here: Circumstances, entry: Entry) -> Recorded:
    payment = read_payment(entry.body)
    collector, _ = _who_and_when(entry)
    approves_itself = payment.amount_minor <= here.approves_up_to_minor
    return Recorded(entry, payment, collector, here.now if approves_itself else None)


def _check_new(here: Circumstances, payments: Sequence[Payment]) -> None:
    known = known_among(here.conn, (payment.payment_id for payment in payments))
    taken = taken_among(here.conn, (payment.receipt_no for payment in payments))
    for payment in payments:
        if payment.payment_id in known:
            raise NotDerived("payment_known", f"the id of receipt {payment.receipt_no} is that of an earlier payment")
        if payment.receipt_no in taken:
            raise NotDerived("receipt_taken", f"receipt {payment.receipt_no} is that of another payment")
        taken.add(payment.receipt_no)


def _slips_noted(here: Circumstances, entries: Sequence[Entry]) -> None:
    note_slip(here.conn, *entries)


def _payment_voided(here: Circumstances, entry: Entry) -> None:
    void = read_void(entry.body)
    collector, _ = _who_and_when(entry)
    payment = _known_payment(here, entry, void.payment_id, void.receipt_no)
    if payment.receipt_no != void.receipt_no:
        raise NotDerived("payment_differs", f"the payment has receipt {payment.receipt_no}, the void {void.receipt_no}")
    if payment.is_voided:
        raise NotDerived("already_voided", f"receipt {void.receipt_no} was voided before")
    add_void(here.conn, void, collector)
    if settle_unapproved(here.conn, void.payment_id):
        _send_what_was_lost(here, entry)
    else:
        enqueue_void(here.conn, void.void_id, void.payment_id, here.now)
    _let_soa_come_again(here, payment.on_soa)


def _cash_remitted(here: Circumstances, entry: Entry) -> None:
    _who_and_when(entry)
    add_remittance(here.conn, entry)


def _check_held(here: Circumstances, entry: Entry) -> None:
    _who_and_when(entry)
    add_held_check(here.conn, entry)


def _check_returned(here: Circumstances, entry: Entry) -> None:
    if not note_returned(here.conn, entry):
        raise NotDerived("check_unknown", "no check in keeping with this number is known from this terminal")


def _signature_taken(here: Circumstances, entry: Entry) -> None:
    signed = read_signature(entry.body)
    _known_payment(here, entry, signed.payment_id, signed.receipt_no)
    add_signature(here.conn, entry, signed)


def _registry_opened(here: Circumstances, entry: Entry) -> None:
    collector, business_date = _who_and_when(entry)
    opened = open_day(here.conn, entry.terminal_id, business_date, collector, entry.recorded_at)
    if not opened and not told_by_another_epoch(here.conn, entry):
        raise NotDerived("day_known", f"{business_date} was opened before")


def _registry_closed(here: Circumstances, entry: Entry) -> None:
    _, business_date = _who_and_when(entry)
    over_short = Fields(entry.body, "registry").signed_money("over_short") if "over_short" in entry.body else None
    if not count_day(here.conn, entry.terminal_id, business_date, entry.recorded_at, over_short):
        raise NotDerived("day_unknown", f"{business_date} was never opened")


def _z_reading(here: Circumstances, entry: Entry) -> None:
    _x_reading(here, entry)
    _, business_date = _who_and_when(entry)
    closed = close_day(here.conn, entry.terminal_id, business_date, entry.recorded_at)
    if not closed and not told_by_another_epoch(here.conn, entry):
        raise NotDerived("day_unknown", f"{business_date} was never opened, or is closed already")


def _x_reading(here: Circumstances, entry: Entry) -> None:
    _, business_date = _who_and_when(entry)
    add_reading(here.conn, entry, business_date, Fields(entry.body, "reading").optional_integer("z_counter") or 0)


def _known_payment(here: Circumstances, entry: Entry, payment_id: str, receipt_no: str) -> Known:
    payment = find_payment(here.conn, payment_id)
    if payment is None or payment.terminal_id != entry.terminal_id:
        raise NotDerived("payment_unknown", f"the payment of receipt {receipt_no} is not known from this terminal")
    return payment


def _send_what_was_lost(here: Circumstances, entry: Entry) -> None:
    """PSCloud may have payments of days that we have lost: their voids must reach it, too."""
    for payment_id, void_id in reopen_voided(here.conn, entry.terminal_id, lost_up_to(here.conn, entry.terminal_id)):
        enqueue_post(here.conn, payment_id, here.now)
        enqueue_void(here.conn, void_id, payment_id, here.now)


def _who_and_when(entry: Entry) -> tuple[str, str]:
    if entry.collector is None or entry.business_date is None:
        raise BadContent(f"{entry.kind}: it names no collector or no business date")
    return entry.collector, entry.business_date


def _let_soa_come_again(here: Circumstances, soa_no: str | None) -> None:
    if soa_no is not None:
        touch(here.conn, soa_no)


_MANY: dict[str, Callable[[Circumstances, Sequence[Entry]], None]] = {
    kinds.PAYMENT_RECORDED: _payments_recorded,
    kinds.SLIP_PRINTED: _slips_noted,
    kinds.RECEIPT_REPRINTED: _slips_noted,
}
"""Kinds of which many are written at once. What follows from one hangs on no other of them."""
_RULES: dict[str, Callable[[Circumstances, Entry], None]] = {
    kinds.PAYMENT_VOIDED: _payment_voided,
    kinds.SIGNATURE_TAKEN: _signature_taken,
    kinds.CASH_REMITTED: _cash_remitted,
    kinds.CHECK_HELD: _check_held,
    kinds.CHECK_RETURNED: _check_returned,
    kinds.REGISTRY_OPENED: _registry_opened,
    kinds.REGISTRY_CLOSED: _registry_closed,
    kinds.X_READING: _x_reading,
    kinds.Z_READING: _z_reading,
    kinds.OFFICE_WENT_BACK: _send_what_was_lost,
}
"""Kinds without a rule are known, and stand for nothing but themselves."""
