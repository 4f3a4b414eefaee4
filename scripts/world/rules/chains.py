"""Rule 5: chains hold on every device and at the office, and nothing that was in one changes or leaves it."""

from collections.abc import Iterator

from bridge.reconcile.audit import audit
from mpos.services.journal_file import verify_store
from scripts.world.rules.finding import Finding, Moment

RULE = 5


def chains_hold(now: Moment) -> Iterator[Finding]:
    """Entries are only ever added, each follows from the one before, and the office has none that no device wrote."""
    if now.happened.device is not None:
        branch = now.ledger.branches[now.happened.device.name]
        if branch.rewritten:
            yield Finding(RULE, f"{now.happened.device.name}: {branch.rewritten}")
        if branch.broken:
            yield Finding(RULE, f"{now.happened.device.name}: entry {branch.broken.seq}: {branch.broken.reason}")
    for place, entry_hash in now.known.fresh:
        if entry_hash not in now.ledger.hashes:
            yield Finding(RULE, f"the office has entry {place.seq} of {place.terminal_id}, which no device wrote")


def verified_at_rest(now: Moment) -> Iterator[Finding]:
    """At rest: the product's own checks find nothing, but for what stands on a person's list."""
    for device in now.stage.present:
        with device.opened() as terminal:
            found = verify_store(terminal)
        if found.first_bad:
            yield Finding(RULE, f"{device.name}: verify names entry {found.first_bad.seq}: {found.first_bad.reason}")
    with now.stage.office.at_work() as bridge:
        proof = audit(bridge)
    for problem in proof.problems:
        if not _is_on_a_list(problem):
            yield Finding(RULE, f"audit: {problem}")


def _is_on_a_list(problem: str) -> bool:
    """Set aside, in conflict, or a fork: the audit is where a person sees these."""
    return any(
        word in problem
        for word in ("already_voided", "day_known", "day_unknown", "Two devices are at work", "it has no Z-reading")
    )
