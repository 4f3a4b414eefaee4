"""What another system may do with its key: one scope for each thing, and nothing that no scope names."""

from collections.abc import Iterable
from enum import StrEnum

from mpos.contract.problems import BadUsage


class Scope(StrEnum):
    """One thing that a key may be good for."""

    TODAY_READ = "today:read"
    """The office's day at one look."""
    DOWNLOADS_READ = "downloads:read"
    DOWNLOADS_RUN = "downloads:run"
    """Start a download."""
    SOAS_READ = "soas:read"
    CODES_READ = "codes:read"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_APPROVE = "payments:approve"
    """Let payments go to PSCloud."""
    TERMINALS_READ = "terminals:read"
    ALERTS_READ = "alerts:read"
    RECONCILIATIONS_READ = "reconciliations:read"
    """Comparisons and reconciliations with PSCloud."""
    METRICS_READ = "metrics:read"


SCOPES = tuple(scope.value for scope in Scope)


def scopes_named(names: Iterable[str]) -> tuple[Scope, ...]:
    """These scopes, each once and in their order; BadUsage for none, and for a name that is none."""
    wanted = set(names)
    unknown = sorted(wanted - set(SCOPES))
    if unknown or not wanted:
        told = f"There is no scope {unknown[0]!r}" if unknown else "A key needs a scope"
        raise BadUsage(detail=f"{told}; the scopes are {', '.join(SCOPES)}.")
    return tuple(scope for scope in Scope if scope in wanted)
