"""Collector codes as they are told."""

from typing import Any

from bridge.store.codes import Code
from mpos.contract.money import format_money


def code_item(code: Code) -> dict[str, Any]:
    """A code with what is in it at present."""
    return {
        "collector_code": code.collector_code,
        "name": code.name,
        "area": code.area,
        "branch": code.branch,
        "active": code.active,
        "source": code.source,
        "soas": code.soas,
        "amount_due": format_money(code.amount_due_minor),
        "collectors": list(code.collectors),
        "terminals": list(code.terminals),
    }
