"""Request ids, and a day's log that names nobody."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bridge.daemon_log import LOG_NAME, log_to
from bridge.store.engine import writing
from tests.bridge.office_core import Core, Hand, a_soa, open_core
from tests.bridge.web.pages.browser import Browser

PRIVATE = ("Peña", "Rizal", "SOA-77", "A00000001", "987.65", "98765", "juan", "1234", "admin", "a-password-for-tests")


@contextmanager
def logging_to(home: Path, log_format: str) -> Iterator[None]:
    """The daemon's own logging for a while, and then what was there before."""
    root, bridge_log = logging.getLogger(), logging.getLogger("bridge")
    before, level = list(root.handlers), bridge_log.level
    root.handlers.clear()
    try:
        log_to(home, log_format)
        yield
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = before
        bridge_log.setLevel(level)


@pytest.mark.parametrize("log_format", ["json", "plain"])
def test_a_days_log_has_nothing_of_anybody(tmp_path: Path, log_format: str) -> None:
    settings = {"MPOS_BRIDGE_ACCESS_LOG": "true", "MPOS_BRIDGE_LOG_FORMAT": log_format}
    with open_core(tmp_path / "home", **settings) as core, logging_to(tmp_path, log_format):
        _a_day(core)
        written = (tmp_path / LOG_NAME).read_text()
    assert written.count("/terminal/v1/journal") == 2
    assert "IntegrityError" in written
    assert [private for private in PRIVATE if private in written] == []


def _a_day(core: Core) -> None:
    core.collector("juan", "MNL-01")
    core.keep(a_soa("SOA-77"))
    hand: Hand = core.terminal()
    hand.log_in("juan")
    hand.log_in("juan", pin="4321")
    hand.soa_list("juan")
    hand.collect("SOA-77", 98_765)
    hand.upload()
    hand.upload()
    browser = Browser(core)
    browser.sign_in()
    for path in ("/today", "/soas?search=Pe%C3%B1a", "/soas/SOA-77", "/nowhere/SOA-77"):
        browser.get(path)
    # Whatever goes wrong, values of records are not in what is logged of it.
    log = logging.getLogger("bridge.tests")
    try:
        with writing(core.bridge.engine) as conn:
            values = {"code": "MNL-01", "name": a_soa("SOA-77").name}
            conn.execute(text("INSERT INTO collector_code VALUES (:code, :name, '', '', TRUE, 'x')"), values)
    except Exception as error:
        log.error("could not: %s", type(error).__name__, exc_info=error)


def test_a_line_of_json_says_when_where_and_how_long(tmp_path: Path) -> None:
    with open_core(tmp_path / "home", MPOS_BRIDGE_ACCESS_LOG="true") as core, logging_to(tmp_path, "json"):
        answer = core.http.get("/health/live")
        line: dict[str, Any] = json.loads((tmp_path / LOG_NAME).read_text())
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/health/live", 200)
    assert {"time", "level", "logger", "message", "duration_ms"} <= set(line)


def test_no_line_a_request_unless_it_is_wanted(tmp_path: Path) -> None:
    with open_core(tmp_path / "home") as core, logging_to(tmp_path, "plain"):
        core.http.get("/health/live")
        assert (tmp_path / LOG_NAME).read_text() == ""


def test_a_request_keeps_the_id_that_a_proxy_gave_it(core: Core) -> None:
    given = core.http.get("/health/live", headers={"X-Request-Id": "edge-0123456789"})
    assert given.headers["X-Request-Id"] == "edge-0123456789"
    made = core.http.get("/health/live", headers={"X-Request-Id": 'x"} {"forged": 1'})
    assert len(made.headers["X-Request-Id"]) == 16
