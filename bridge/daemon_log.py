"""The daemon's log: one line an event on stderr, tracebacks in a bounded file in the home.

Neither has names, amounts or secrets: lines say what failed, not on whose record. The lines are for people, or JSON for
what collects logs.
"""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LOG_NAME = "bridge.log"
MAX_LOG_BYTES = 1_000_000
KEPT_LOGS = 3
JSON_LINES = "json"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s%(facts_text)s"


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = getattr(record, "facts", {})
        record.facts_text = "".join(f" {name}={value}" for name, value in facts.items())
        return super().format(record)


class _OneLine(_Plain):
    def format(self, record: logging.LogRecord) -> str:
        return " ".join(super().format(_without_traceback(record)).split())


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = getattr(record, "facts", {})
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request_id(),
            **facts,
            "traceback": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


class _JsonOneLine(_Json):
    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_traceback(record))


def log_to(home: Path, log_format: str) -> None:
    """Sends this process's log to stderr and to the home's log file, as lines for people or as JSON."""
    is_json = log_format == JSON_LINES
    lines = logging.StreamHandler()
    lines.setFormatter(_JsonOneLine() if is_json else _OneLine(_FORMAT))
    file = RotatingFileHandler(home / LOG_NAME, maxBytes=MAX_LOG_BYTES, backupCount=KEPT_LOGS, encoding="utf-8")
    file.setFormatter(_Json() if is_json else _Plain(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[lines, file])
    logging.getLogger("bridge").setLevel(logging.INFO)


def _without_traceback(record: logging.LogRecord) -> logging.LogRecord:
    return logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None})


def _request_id() -> str | None:
    from bridge.web.watching import request_id

    return request_id.get()
