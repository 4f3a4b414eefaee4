"""Each rule about code catches the bad example that it is there for, and leaves the good one beside it alone."""

from collections.abc import Callable, Iterator

import pytest

from tests.project import code_rules
from tests.project.sources import Finding, Source

Rule = Callable[[Source], Iterator[Finding]]


def findings(rule: Rule, path: str, text: str) -> list[str]:
    return [str(finding) for finding in rule(Source(path, text))]


def test_a_file_of_401_lines_is_too_long() -> None:
    assert findings(code_rules.files_are_short, "mpos/app.py", "x = 1\n" * 401)
    assert not findings(code_rules.files_are_short, "mpos/app.py", "x = 1\n" * 400)


def test_a_function_of_61_lines_is_too_long() -> None:
    def function(lines: int) -> str:
        return 'def collect():\n    """Takes one payment."""\n' + "    x = 1\n" * lines

    assert findings(code_rules.functions_are_small, "mpos/app.py", function(61))
    assert not findings(code_rules.functions_are_small, "mpos/app.py", function(60))


@pytest.mark.parametrize("name", ["PaymentManager", "SOAHandler", "MiscFields", "PrinterInfo"])
def test_an_empty_word_in_a_class_name_is_found(name: str) -> None:
    assert findings(code_rules.classes_are_named_for_what_they_are, "mpos/app.py", f"class {name}: ...")


@pytest.mark.parametrize("name", ["Payment", "Database", "Commonwealth"])
def test_a_class_named_for_what_it_is_stays(name: str) -> None:
    assert not findings(code_rules.classes_are_named_for_what_they_are, "mpos/app.py", f"class {name}: ...")


@pytest.mark.parametrize(
    "text",
    [
        "paid_at = datetime.now(UTC)",
        "paid_at = datetime.datetime.utcnow()",
        "day = date.today()",
        "recorded_at = field(default_factory=datetime.now)",
        "started = time.time()",
        "from time import time",
    ],
)
def test_reading_the_machines_clock_is_found(text: str) -> None:
    rule = code_rules.time_comes_from_the_clock
    assert findings(rule, "bridge/push/poster.py", text)
    assert not findings(rule, "mpos/contract/clock.py", text)
    assert not findings(rule, "tests/bridge/test_poster.py", text)


@pytest.mark.parametrize("text", ["paid_at = clock.now()", "deadline = time.monotonic() + wait_s"])
def test_an_injected_clock_and_a_deadline_are_fine(text: str) -> None:
    assert not findings(code_rules.time_comes_from_the_clock, "mpos/services/collect.py", text)


@pytest.mark.parametrize("text", ["time.sleep(1)", "from time import sleep"])
def test_a_test_that_sleeps_is_found(text: str) -> None:
    assert findings(code_rules.tests_do_not_sleep, "tests/mpos/test_upload.py", text)
    assert not findings(code_rules.tests_do_not_sleep, "printers/transport/serial.py", text)


@pytest.mark.parametrize("text", ["amount = float(text)", "VAT_RATE = 0.12", "share(amount_minor, rate=0.12)"])
def test_a_float_near_money_is_found(text: str) -> None:
    assert findings(code_rules.money_never_meets_a_float, "mpos/domain/allocation.py", text)
    assert not findings(code_rules.money_never_meets_a_float, "printers/layout/columns.py", text)


@pytest.mark.parametrize(
    "text",
    [
        "READ_TIMEOUT_S = 2.5",
        "wait_s: float = 2.5",
        "client(timeout_s=2.5)",
        "def fetch(url, timeout_s=2.5, *, pause_s=0.5): ...",
        "def retry_after_s(header): return float(header)",
        "amount_minor = int(text)",
    ],
)
def test_a_fraction_of_a_second_is_no_money(text: str) -> None:
    assert not findings(code_rules.money_never_meets_a_float, "bridge/pscloud/client.py", text)
