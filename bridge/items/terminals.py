"""Terminals as they are told."""

from collections.abc import Sequence
from typing import Any

from bridge.app import Bridge
from bridge.store.branch_scope import Branches, codes_of
from bridge.store.collectors import list_collectors
from bridge.store.engine import Connection
from bridge.store.epochs import count_epochs
from bridge.store.serving import Codes, read_serving
from bridge.store.terminals import Terminal, collectors_everywhere

from .instants import in_zone

SAID = (
    *("pending_entries", "oldest_pending_at", "last_receipt_no", "pending_payments", "pending_amount"),
    *("cash_in_hand", "business_date", "day", "unprinted_slips", "version"),
)
"""What a terminal says of itself, and is told on; None when it has not said so."""


def terminal_items(
    bridge: Bridge, conn: Connection, terminals: Sequence[Terminal], branches: Branches = None
) -> list[dict[str, Any]]:
    """What each last said, who works with it, and the codes that it is served; one that is revoked is served none.

    Somebody of certain branches is told of the codes and the collectors of these.
    """
    ours = codes_of(conn, branches)
    serving, epochs, people = read_serving(conn), count_epochs(conn), collectors_everywhere(conn)
    active = {person.login for person in list_collectors(conn, branches) if person.active}
    return [
        {
            **_item(bridge, each),
            "epochs": epochs.get(each.terminal_id, 0),
            "collectors": [login for login in people.get(each.terminal_id, ()) if login in active],
            "codes": seen(serving.codes_at(each.terminal_id), ours),
            "kept_to": seen(serving.kept.get(each.terminal_id, ()), ours),
        }
        for each in terminals
    ]


def seen(codes: Codes, ours: set[str] | None) -> list[str]:
    """Those of the codes that somebody sees."""
    return [code for code in codes if ours is None or code in ours]


def _item(bridge: Bridge, terminal: Terminal) -> dict[str, Any]:
    said = terminal.contact or {}
    return {
        "terminal_id": terminal.terminal_id,
        "series_prefix": terminal.series_prefix,
        "enrolled_at": in_zone(bridge, terminal.enrolled_at),
        "revoked_at": in_zone(bridge, terminal.revoked_at),
        "last_contact_at": in_zone(bridge, terminal.last_contact_at),
        "skew_ms": terminal.skew_ms,
        **{name: said.get(name) for name in SAID},
    }
