"""The banks whose checks came to this device lately: what a collector would else type again."""

from mpos.contract.payment import CHECK, read_payment
from mpos.store import held_checks, journal, payments

from .terminal import Terminal

LOOKED_AT = 30
"""Checks looked at of each kind: a collector's customers bank with a handful."""


def banks_used(terminal: Terminal) -> list[str]:
    """Their names as they were typed, the newest first, each once."""
    terminal_id, found = terminal.identity.terminal_id, []
    for seq in payments.newest_paid_by(terminal.connection, CHECK, LOOKED_AT):
        payment = read_payment(journal.entry_at(terminal.connection, terminal_id, seq).body)
        found += [(seq, tender.bank) for tender in payment.tenders if tender.bank]
    found += held_checks.newest_banks(terminal.connection, LOOKED_AT)
    return list(dict.fromkeys(bank for _, bank in sorted(found, reverse=True)))
