"""Rule 1: nothing is on paper or reported as done that is not in the committed journal."""

from collections.abc import Iterator

from mpos.contract.journal import Entry
from scripts.world.happening import Acknowledged, Claim
from scripts.world.rules.finding import Finding, Moment
from scripts.world.rules.known import Place

RULE = 1


def durable_before_visible(now: Moment) -> Iterator[Finding]:
    """What came out of a printer was looked up the moment it did; what was claimed is looked up now."""
    for device in now.stage.devices.values():
        for slip in device.uncommitted:
            yield Finding(RULE, f"{device.name} printed {slip.numbers or slip.heads}, which was not committed")
        device.uncommitted.clear()
    if now.happened.device is None:
        return
    branch = now.ledger.branches[now.happened.device.name]
    for claim in now.happened.claims:
        if isinstance(claim, Claim) and not any(_bears_out(entry, claim) for entry in branch.fresh):
            yield Finding(
                RULE, f"{now.happened.device.name} reported {claim.kind} {dict(claim.members)}: no such entry"
            )
        if isinstance(claim, Acknowledged) and claim.head.seq:
            place = Place(branch.terminal_id or "", claim.head.epoch, claim.head.seq)
            if now.known.entries.get(place) != claim.head.hash:
                yield Finding(
                    RULE, f"{now.happened.device.name} was told that entry {place.seq} is at the office: it is not"
                )


def _bears_out(entry: Entry, claim: Claim) -> bool:
    return entry.kind == claim.kind and all(entry.body.get(name) == value for name, value in claim.members.items())
