"""The rules that must always hold, each a function that returns what breaks it; and what they hold us against."""

from collections.abc import Callable, Iterator

from scripts.world.rules.bounds import waits_end
from scripts.world.rules.chains import chains_hold, verified_at_rest
from scripts.world.rules.due import due_is_pscloud_s, due_never_bounces
from scripts.world.rules.finding import Finding, Moment
from scripts.world.rules.numbers import numbers_run
from scripts.world.rules.postings import every_payment_arrived, fates_are_told, posted_as_recorded
from scripts.world.rules.refusals import refused_for_a_reason
from scripts.world.rules.spoken import durable_before_visible
from scripts.world.rules.totals import readings_add_up

__all__ = ["AT_REST", "RULES", "Finding", "Moment"]

Rule = Callable[[Moment], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    durable_before_visible,
    posted_as_recorded,
    numbers_run,
    readings_add_up,
    chains_hold,
    due_never_bounces,
    refused_for_a_reason,
    waits_end,
)
"""After every step."""
AT_REST: tuple[Rule, ...] = (
    every_payment_arrived,
    fates_are_told,
    verified_at_rest,
    due_is_pscloud_s,
)
"""Once everything was sent, posted and brought."""
