"""The daemon's log: one line an event on stderr for people, tracebacks in a bounded file in the home.

Neither has names, amounts or secrets: lines say what failed, not on whose record.
"""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_NAME = "bridge.log"
MAX_LOG_BYTES = 1_000_000
KEPT_LOGS = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        bare = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None})
        return " ".join(super().format(bare).split())


def log_to(home: Path) -> None:
    """Sends this process's log to stderr and to the home's log file."""
    lines = logging.StreamHandler()
    lines.setFormatter(_OneLine(_FORMAT))
    file = RotatingFileHandler(home / LOG_NAME, maxBytes=MAX_LOG_BYTES, backupCount=KEPT_LOGS, encoding="utf-8")
    file.setFormatter(logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[lines, file])
    logging.getLogger("bridge").setLevel(logging.INFO)
