"""Keeping long SOA lists ready, in a thread of the daemon."""

import logging
import time
from threading import Event

from bridge.app import Bridge
from mpos.contract.problems import Problem

from .ready_lists import ReadyLists

EVERY_S = 15.0
SHARE = 10
"""A tenth of the time at most is spent on it: it takes the processor from those who are served meanwhile."""
log = logging.getLogger(__name__)


def keep_ready(bridge: Bridge, lists: ReadyLists, stop: Event) -> None:
    """Renews them again and again until it is told to stop; what goes wrong is logged in one line."""
    pause_s = 0.0
    while not stop.wait(pause_s):
        began_s = time.monotonic()
        try:
            lists.renew(bridge)
        except Problem as problem:
            log.warning("SOA lists could not be made ready: %s", problem.message)
        except Exception as error:
            log.error("making SOA lists ready failed: %s", type(error).__name__, exc_info=error)
        pause_s = max(EVERY_S, SHARE * (time.monotonic() - began_s))
