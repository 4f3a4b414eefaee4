"""Rule 8: every wait ends, and nothing grows without bound."""

from collections.abc import Iterator

from bridge.sync import MAX_POSTING
from scripts.world.rules.finding import Finding, Moment
from scripts.world.stage.cable import MAX_REQUESTS

RULE = 8
LONGEST_DEED_S = 700
"""A terminal's command: three tries of a stalling line for each of three requests, and a hung printer."""
LONGEST_ROUND_S = MAX_POSTING.total_seconds() + 2_400
"""A round of the bridge: its posting, and a listing whose every question stalls until it is given up."""
MOST_SLIPS = 200


def waits_end(now: Moment) -> Iterator[Finding]:
    """No deed takes longer, asks more often or leaves more behind than is allowed."""
    longest_s = LONGEST_DEED_S if now.happened.device else LONGEST_ROUND_S
    if now.happened.waited_s > longest_s:
        yield Finding(RULE, f"{now.happened.step.deed} took {now.happened.waited_s:.0f} seconds")
    if now.happened.asked > MAX_REQUESTS:
        yield Finding(RULE, f"{now.happened.step.deed} sent {now.happened.asked} requests")
    if now.happened.before.slips_waiting > MOST_SLIPS:
        yield Finding(RULE, f"{now.happened.before.slips_waiting} slips wait for paper")
