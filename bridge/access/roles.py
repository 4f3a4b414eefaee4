"""What may be done at the office, and which role may do it."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person of the office may be allowed to do."""

    SEE = "see"
    SYNC = "sync"
    """Run or cancel a download, post now, compare and reconcile with PSCloud."""
    EXCHANGE = "exchange"
    """Write lists to files and take journals in from files."""
    CODES = "codes"
    """Change collector codes and who works under which."""
    PEOPLE = "people"
    """Add and retire collectors, give PINs."""
    TERMINALS = "terminals"
    """Enrol, revoke and readmit terminals."""
    APPROVE = "approve"
    """Let payments go to PSCloud."""
    RESOLVE = "resolve"
    """Decide on payments that PSCloud refused."""
    ACKNOWLEDGE = "acknowledge"
    """Say that an alert is being looked after."""
    KEEP = "keep"
    """Back the office up."""
    USERS = "users"
    """Add and change office users and the API keys of other systems."""


ADMINISTRATOR, MANAGER, CASHIER, AUDITOR = "administrator", "manager", "cashier", "auditor"
_CASHIER = {Permission.SEE, Permission.SYNC, Permission.EXCHANGE, Permission.APPROVE, Permission.ACKNOWLEDGE}
PERMISSIONS: dict[str, frozenset[Permission]] = {
    ADMINISTRATOR: frozenset(Permission),
    MANAGER: frozenset(Permission) - {Permission.USERS},
    CASHIER: frozenset(_CASHIER),
    AUDITOR: frozenset({Permission.SEE}),
}
"""By role. An auditor sees all and changes nothing."""
ROLES = tuple(PERMISSIONS)
