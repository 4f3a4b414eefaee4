"""Control totals, collector codes and posted payments of a back office, in PSCloud's words."""

from typing import Any

from bridge.pscloud.shapes import ControlTotals, read_control_totals

from .description import Collectors, ControlSums, PostedPayments
from .expressions import Language
from .formats import Unwritten
from .records import Written, one_of


def control_totals(sums: ControlSums, language: Language, content: object) -> ControlTotals:
    """What a complete copy must add up to; Unwritten or Malformed."""
    overall = Written(language, content)
    lines = overall.find("by_collector", sums.by_collector)
    if not isinstance(lines, list):
        raise Unwritten("by_collector is no list")
    return read_control_totals(
        {
            "count": overall.find("count", sums.count),
            "amount_due": overall.money("amount_due", sums.amount_due),
            "by_collector": [_line(sums, Written(language, line)) for line in lines],
        }
    )


def collector_record(listing: Collectors, language: Language, record: object) -> dict[str, Any]:
    """One collector code; Unwritten."""
    written = Written(language, record)
    code = written.text("collector_code", listing.collector_code)
    active = written.find("active", listing.active)
    return {
        "collector_code": code,
        "name": written.text("name", listing.name) or code,
        "area": written.text("area", listing.area),
        "branch": written.text("branch", listing.branch),
        "active": True if active is None else active,
    }


def posted_record(listing: PostedPayments, language: Language, record: object) -> dict[str, Any] | None:
    """One posted payment, or None when it is none of ours."""
    written = Written(language, record)
    payment_id = written.text("payment_id", listing.payment_id)
    if not payment_id:
        return None
    return {
        "payment_id": payment_id,
        "payment_no": written.text("payment_no", listing.payment_no),
        "receipt_no": written.text("receipt_no", listing.receipt_no),
        "amount": written.money("amount", listing.amount),
        "posted_at": written.instant("posted_at", listing.posted_at),
        "status": one_of(written.find("status", listing.status), listing.status_values, "posted"),
        "soa_no": written.text("soa_no", listing.soa_no),
        "soa_version": written.find("soa_version", listing.soa_version),
    }


def _line(sums: ControlSums, written: Written) -> dict[str, Any]:
    return {
        "collector_code": written.text("collector_code", sums.collector_code),
        "count": written.find("count", sums.code_count),
        "amount_due": written.money("amount_due", sums.code_amount_due),
    }
