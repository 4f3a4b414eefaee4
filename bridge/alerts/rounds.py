"""The daemon's rounds of alerts: beside those with PSCloud, so that a PSCloud that hangs is found to be late, and a
mail server that hangs holds up no posting.
"""

import logging
from threading import Event

from bridge.app import Bridge
from mpos.contract.problems import Problem

from .evaluating import evaluate
from .telling import tell_due

EVERY_S = 60
"""Nobody waits longer for an alert, however rarely PSCloud is polled; a look costs some tens of milliseconds."""
log = logging.getLogger(__name__)


def go_round(bridge: Bridge, stop: Event) -> None:
    """Looks and tells, again and again until it is told to stop; not before the first round had its chance."""
    while not stop.wait(min(EVERY_S, bridge.settings.poll_seconds)):
        one_round(bridge)


def one_round(bridge: Bridge) -> None:
    """One look, and what is due told; what goes wrong is logged in one line, and the next round goes on."""
    try:
        evaluate(bridge)
        tell_due(bridge)
    except Problem as problem:
        log.warning("a look for alerts could not be done: %s", problem.message)
    except Exception as error:
        log.error("a look for alerts failed: %s", type(error).__name__, exc_info=error)
