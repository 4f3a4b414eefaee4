"""SOAs as they are told."""

from collections.abc import Iterable
from typing import Any

from bridge.app import Bridge
from bridge.soas.due_rows import DueRow
from bridge.soas.look_up import Live, side_by_side
from bridge.soas.story import Story
from bridge.store.soa_search import Totals
from mpos.contract.due import Due, due_now, is_reflected
from mpos.contract.money import format_money
from mpos.contract.soa import Effect

from .instants import in_zone


def soas_item(rows: Iterable[DueRow], totals: Totals | None) -> dict[str, Any]:
    """The list; `count` and the sums are null when the words are too common to be added up."""
    overall = totals and totals.overall
    return {
        "items": [soa_item(row) for row in rows],
        "count": overall and overall.soas,
        "upstream_amount_due": overall and format_money(overall.amount_due_minor),
        "upstream_penalty": overall and format_money(overall.penalty_minor),
        "by_collector": [
            {
                "collector_code": code,
                "count": sums.soas,
                "upstream_amount_due": format_money(sums.amount_due_minor),
                "upstream_penalty": format_money(sums.penalty_minor),
            }
            for code, sums in (totals.by_code.items() if totals else ())
        ],
    }


def story_item(story: Story, bridge: Bridge) -> dict[str, Any]:
    """One SOA as it is here."""
    row = story.row
    return {
        **_whole(story.due, story.effects),
        "status": row.status,
        "live": False,
        "failure": None if story.failure is None else story.failure.detail,
        "disputed": row.disputed,
        "came_at": in_zone(bridge, row.came_at or None),
        "collected": [
            {
                "payment_id": paid.payment_id,
                "receipt_no": paid.receipt_no,
                "paid_at": in_zone(bridge, paid.paid_at),
                "collector": paid.collector,
                "amount": format_money(paid.amount_minor),
                "status": paid.status,
                "voided": paid.voided_at is not None,
                "payment_no": paid.payment_no,
                "detail": paid.detail,
            }
            for paid in story.payments
        ],
        "versions": [
            {
                "version": version.version,
                "status": version.status,
                "collector_code": version.collector_code,
                "due_date": version.due_date,
                "amount_due": format_money(version.amount_due_minor),
                "penalty": format_money(version.penalty_minor),
                "invoices": version.invoices,
                "came_at": in_zone(bridge, version.came_at or None),
            }
            for version in story.versions
        ],
        "events": [
            {
                "at": in_zone(bridge, event.at),
                "kind": event.kind,
                "who": event.who,
                "terminal_id": event.terminal_id,
                "number": event.number,
                "amount": None if event.amount_minor is None else format_money(event.amount_minor),
                "detail": event.detail,
            }
            for event in story.events
        ],
    }


def live_item(found: Live, effects: list[Effect], story: Story | None) -> dict[str, Any]:
    """One SOA as PSCloud has it; `fields` holds each field against what is here, when there is something here."""
    fields = [] if story is None else side_by_side(story.due.soa, story.row.status, found)
    differing = [{"field": each.name, "here": each.here, "there": each.there} for each in fields if each.differs]
    whole = _whole(due_now(found.soa, effects), effects)
    return {**whole, "status": found.status, "live": True, "failure": None, "is_here": story is not None} | {
        "differences": differing
    }


def soa_item(row: DueRow) -> dict[str, Any]:
    """One row of the list."""
    stated = row.stated
    return {
        "soa_no": stated.soa_no,
        "customer_no": stated.customer_no,
        "name": stated.name,
        "collector_code": stated.collector_code,
        "due_date": stated.due_date,
        "amount_due": format_money(row.amount_minor),
        "penalty": format_money(row.penalty_minor),
        "upstream_amount_due": format_money(stated.amount_due_minor),
        "version": stated.version,
        "branch": stated.branch,
        "status": stated.status,
        "disputed": stated.disputed,
    }


def _whole(due: Due, effects: list[Effect]) -> dict[str, Any]:
    soa = due.soa
    return {
        "soa_no": soa.soa_no,
        "customer_no": soa.customer_no,
        "name": soa.name,
        "collector_code": soa.collector_code,
        "due_date": soa.due_date,
        "amount_due": format_money(due.amount_minor),
        "penalty": format_money(due.penalty_minor),
        "upstream_amount_due": format_money(soa.amount_due_minor),
        "version": soa.version,
        "address": soa.address,
        "branch": soa.branch,
        "statement_date": soa.statement_date,
        "currency": soa.currency,
        "updated_at": soa.updated_at,
        "invoices": [
            {
                "invoice_no": line.invoice.invoice_no,
                "invoice_date": line.invoice.invoice_date,
                "due_date": line.invoice.due_date,
                "description": line.invoice.description,
                "amount": format_money(line.invoice.amount_minor),
                "balance": format_money(line.balance_minor),
                "penalty": format_money(line.penalty_minor),
                "disputed": line.invoice.disputed,
            }
            for line in due.invoices
        ],
        "payments": [
            {
                "payment_id": effect.payment_id,
                "invoice_no": effect.invoice_no,
                "balance": format_money(effect.balance_minor),
                "penalty": format_money(effect.penalty_minor),
                "reflected": is_reflected(effect, soa.version),
            }
            for effect in effects
        ],
    }
