"""The rules: each a pure function over what the store tells. Its findings are alerts as long as it finds them.

What happened and can't unhappen (a void, many reprints) is found for some days, and then has been there to be seen.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bridge.alert_settings import AlertSettings
from bridge.store.alerts import Finding
from mpos.contract.clock import read_instant
from mpos.contract.money import print_money

from .signs import Signs

PSCLOUD, OFFICE = "PSCloud", "office"
_BYTES_A_MB = 1_000_000
Found = Iterator[Finding]


class Rule(NamedTuple):
    """What it is called for people, what they can do about it, and how it is found."""

    title: str
    advice: str
    find: Callable[[Signs, AlertSettings], Found]


def findings(signs: Signs, thresholds: AlertSettings) -> list[Finding]:
    """What all rules find that are not switched off."""
    at_work = (rule for name, rule in RULES.items() if name not in thresholds.rules_off)
    return [finding for rule in at_work for finding in rule.find(signs, thresholds)]


def _sync_late(signs: Signs, thresholds: AlertSettings) -> Found:
    due_at = signs.lateness.due_at
    if due_at is None:
        yield Finding("sync_late", PSCLOUD, "No download was ever completed.")
    elif signs.now - due_at >= timedelta(minutes=thresholds.sync_late_minutes):
        last = signs.lateness.last
        why = f" The last one that was tried: {last.reason}" if last and last.reason else ""
        yield Finding("sync_late", PSCLOUD, f"No download was completed since {_at(signs, due_at.isoformat())}.{why}")


def _compare_differs(signs: Signs, _: AlertSettings) -> Found:
    if signs.agreement is not None and not signs.agreement.ok:
        yield Finding("compare_differs", PSCLOUD, signs.agreement.reason or "Our SOAs are not those of PSCloud.")


def _terminal_silent(signs: Signs, thresholds: AlertSettings) -> Found:
    for each in signs.terminals:
        unsent = each.still_there.place
        owes = each.still_there.is_lost or (unsent is not None and unsent.payments > 0)
        if not owes or each.last_contact_at is None:
            continue
        if signs.now - read_instant(each.last_contact_at) >= timedelta(hours=thresholds.silent_hours):
            what = f"{unsent.payments} payments, {print_money(unsent.amount_minor)}," if unsent else "its last receipts"
            detail = f"Not heard of since {_at(signs, each.last_contact_at)}, and {what} have not come in."
            yield Finding("terminal_silent", each.terminal_id, detail, each.terminal_id)


def _payment_refused(signs: Signs, _: AlertSettings) -> Found:
    for each in signs.refused:
        detail = f"PSCloud refused {print_money(each.amount_minor)}: {each.code or 'no reason given'}."
        yield Finding("payment_refused", each.receipt_no, detail, each.terminal_id, each.collector_code)


def _day_not_closed(signs: Signs, thresholds: AlertSettings) -> Found:
    for each in signs.open_days:
        age = signs.now.replace(tzinfo=None) - _midnight_after(each.business_date)
        if age >= timedelta(hours=thresholds.day_close_hours):
            counted = "counted, and has no Z-reading" if each.counted_at else "not closed"
            detail = f"The day of {each.collector} is {counted}, as far as its journal has come in."
            yield Finding("day_not_closed", f"{each.terminal_id} {each.business_date}", detail, each.terminal_id)


def _clock_skew(signs: Signs, thresholds: AlertSettings) -> Found:
    most_ms = thresholds.skew_minutes * 60_000
    for each in signs.terminals:
        if each.revoked_at is None and each.skew_ms is not None and abs(each.skew_ms) > most_ms:
            yield Finding("clock_skew", each.terminal_id, _off(each.skew_ms), each.terminal_id)
    skew = signs.pscloud_skew
    if skew is not None and abs(skew.last_ms) > most_ms:
        yield Finding("clock_skew", PSCLOUD, _off(skew.last_ms))


def _receipt_gap(signs: Signs, _: AlertSettings) -> Found:
    for terminal_id, gap in signs.missing:
        detail = f"No entry of {terminal_id} has what is missing here, and later numbers have come in."
        yield Finding("receipt_gap", gap.shown, detail, terminal_id)


def _chain_broken(signs: Signs, _: AlertSettings) -> Found:
    for terminal_id, epoch, found in signs.broken:
        detail = f"Entry {found.seq} of epoch {epoch}: {found.reason}."
        yield Finding("chain_broken", f"{terminal_id} epoch {epoch}", detail, terminal_id)


def _audit_failed(signs: Signs, _: AlertSettings) -> Found:
    if signs.audited is not None and signs.audited.problems:
        detail = f"The audit of {_at(signs, signs.audited.made_at)} found {signs.audited.problems} problems."
        yield Finding("audit_failed", OFFICE, f"{detail} The first: {signs.audited.first}")


def _void_after_print(signs: Signs, _: AlertSettings) -> Found:
    for each in signs.voided:
        when = _at(signs, each.voided_at)
        what = f"{print_money(each.amount_minor)} were voided by {each.voided_by}"
        detail = f"{what} at {when}, with the receipt on paper."
        yield Finding("void_after_print", each.receipt_no, detail, each.terminal_id, each.collector_code)


def _many_reprints(signs: Signs, thresholds: AlertSettings) -> Found:
    for each in signs.reprinted:
        detail = f"Printed again {each.times} times within {thresholds.look_back_days} days."
        yield Finding("many_reprints", each.receipt_no, detail, each.terminal_id)


def _disk_low(signs: Signs, thresholds: AlertSettings) -> Found:
    free_mb = signs.free_bytes // _BYTES_A_MB
    if free_mb < thresholds.min_free_mb:
        yield Finding("disk_low", OFFICE, f"{free_mb} MB are free where the bridge's home is.")


def _entry_set_aside(signs: Signs, _: AlertSettings) -> Found:
    for each in signs.set_aside:
        place = f"{each.terminal_id} epoch {each.epoch} entry {each.seq}"
        yield Finding("entry_set_aside", place, f"Nothing could be derived from it: {each.code}.", each.terminal_id)


def _entry_in_conflict(signs: Signs, _: AlertSettings) -> Found:
    detail = "It came for a place that another entry has; both are kept."
    for place, terminal_id in _places(signs):
        yield Finding("entry_in_conflict", place, detail, terminal_id)


def _places(signs: Signs) -> Iterable[tuple[str, str]]:
    """Of several in one place one is told."""
    return {
        f"{each.terminal_id} epoch {each.epoch} entry {each.seq}": each.terminal_id for each in signs.in_conflict
    }.items()


def _midnight_after(business_date: str) -> datetime:
    return datetime.fromisoformat(business_date) + timedelta(days=1)


def _off(milliseconds: int) -> str:
    direction = "behind" if milliseconds > 0 else "ahead of"
    seconds = abs(milliseconds) // 1000
    return f"Its clock was {seconds // 60} min {seconds % 60} s {direction} ours at the last contact."


def _at(signs: Signs, instant: str) -> str:
    return f"{read_instant(instant).astimezone(signs.now.tzinfo):%Y-%m-%d %H:%M}"


RULES = {
    "sync_late": Rule("Download late", "See /downloads for why; mpos-bridge doctor looks at PSCloud.", _sync_late),
    "compare_differs": Rule(
        "Differs from PSCloud",
        "Compare and see which SOAs differ; a whole download puts most right.",
        _compare_differs,
    ),
    "terminal_silent": Rule(
        "Terminal silent",
        "Call the collector: the device should upload, or write its journal to a file.",
        _terminal_silent,
    ),
    "payment_refused": Rule("Payment refused", "Open the payment: it says why, and what helps.", _payment_refused),
    "day_not_closed": Rule(
        "Day not closed",
        "Ask the collector to count the cash and take the Z-reading, then to upload.",
        _day_not_closed,
    ),
    "clock_skew": Rule("Clock wrong", "Set the device's clock; if it is all of them, ours is wrong.", _clock_skew),
    "receipt_gap": Rule("Receipts missing", "Let the terminal upload; then run mpos-bridge audit.", _receipt_gap),
    "chain_broken": Rule(
        "Journal broken",
        "Change nothing; run mpos-bridge audit, and call whoever looks after this machine.",
        _chain_broken,
    ),
    "audit_failed": Rule("Audit failed", "Run mpos-bridge audit: it names each problem.", _audit_failed),
    "void_after_print": Rule(
        "Void after printing",
        "Ask for the slip: no customer must keep a receipt of what was voided.",
        _void_after_print,
    ),
    "many_reprints": Rule("Many reprints", "Ask why: each slip but the first is marked as a reprint.", _many_reprints),
    "disk_low": Rule("Disk nearly full", "Make room: nothing can be taken in on a full disk.", _disk_low),
    "entry_set_aside": Rule(
        "Entry set aside",
        "See the terminal; the entry is kept, and counts nowhere yet.",
        _entry_set_aside,
    ),
    "entry_in_conflict": Rule(
        "Entry in conflict",
        "See the terminal: two devices may be at work.",
        _entry_in_conflict,
    ),
}
