"""What nobody foresaw: one line for the collector, the traceback for whoever repairs it."""

import os
import traceback

from mpos.commands.calling import current
from mpos.contract.console import show_problem, warn
from mpos.contract.problems import Problem
from mpos.settings import home_of

LOG_FILE = "mpos.log"
MAX_LOG_BYTES = 1_000_000
"""A device that fails all day must not fill its disk with the telling of it."""


def show_unforeseen(error: Exception) -> int:
    """Tells it, logs it, and gives the exit code."""
    _log("".join(traceback.format_exception(error)))
    problem = Problem(detail=f"{type(error).__name__} (see {LOG_FILE} in this device's home)")
    return show_problem(problem, as_json=current().as_json)


def _log(text: str) -> None:
    path = home_of(current().environ) / LOG_FILE
    try:
        if path.parent.is_dir() and (not path.exists() or path.stat().st_size < MAX_LOG_BYTES):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as log:
                log.write(text)
    except OSError as failure:
        warn(f"{LOG_FILE} can't be written: {failure.strerror}")
