"""A terminal whose office answers with anything: each command ends in one of its ways, and nothing kept is harmed."""

import json
from collections.abc import Iterator
from itertools import count, cycle
from typing import NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.fuzzing.spoiling import HOSTILE_VALUES, places
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import BRIDGE_URL, LOGIN, TerminalAtWork

COMMANDS = {
    "download-soa": ((), None),
    "upload": ((), None),
    "login": ((LOGIN, "--pin", "-"), "9999\n"),
}
DOCUMENTED = {0, 3, 4, 6, 7, 8}
"""Exit codes of the README but for 1, which is what nobody foresaw, and those of usage and paper."""
ANY_PLACE = 1_000


class Mishap(NamedTuple):
    """What happens to an answer on the way: where in it, counted round and round, and what is there then."""

    how: str
    at: int
    value: int
    status: int | None

    def befalls(self, answer: httpx.Response) -> httpx.Response:
        """The answer after it."""
        content = answer.read()
        is_json = "json" in answer.headers["Content-Type"]
        spoiled = self._in_json(answer.json()) if self.how == "value" and is_json else self._in_bytes(content)
        kept = {"Content-Type": answer.headers["Content-Type"]}
        return httpx.Response(self.status or answer.status_code, headers=kept, content=spoiled)

    def _in_json(self, value: object) -> bytes:
        known = places(value)
        container, key = known[self.at % len(known)]
        container[key] = HOSTILE_VALUES[self.value % len(HOSTILE_VALUES)]
        return json.dumps(value).encode()

    def _in_bytes(self, content: bytes) -> bytes:
        at = self.at % max(1, len(content))
        match self.how:
            case "cut":
                return content[:at]
            case "flip":
                return content[:at] + bytes([content[at] ^ 1 << self.value % 8]) + content[at + 1 :]
            case "put in":
                return content[:at] + b"\xff\x00[[[[" + content[at:]
        return content


class Mishaps(httpx.BaseTransport):
    """The office's network, on which each answer meets with the next of these mishaps."""

    def __init__(self, terminal: TerminalAtWork, mishaps: list[Mishap]) -> None:
        self._office = terminal.office
        self._mishaps: Iterator[Mishap] = cycle(mishaps)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return next(self._mishaps).befalls(self._office.network.handle_request(request))


mishaps = st.lists(
    st.builds(
        Mishap,
        how=st.sampled_from(("value", "value", "none", "cut", "flip", "put in")),
        at=st.integers(0, ANY_PLACE),
        value=st.integers(0, len(HOSTILE_VALUES) - 1),
        status=st.sampled_from((None, None, None, 200, 401, 409, 500)),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_as_documented_whatever_the_office_answers(terminal: TerminalAtWork, command: str) -> None:
    words, typed = COMMANDS[command]
    terminal.open_registry()
    terminal.collect("100")

    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(mishaps)
    def ask(met: list[Mishap]) -> None:
        terminal.transport = Mishaps(terminal, met)
        ran = terminal.run(command, *words, stdin=typed)
        assert ran.exit_code in DOCUMENTED, ran
        # Five wrong PINs lock this device for a while.
        terminal.clock.move(hours=1)

    ask()
    terminal.transport = None
    terminal.clock.move(days=2)
    terminal.ask("journal", "verify")
    terminal.log_in(pin=PIN)
    assert terminal.ask("upload")["pending"] == 0


def test_an_enrolment_that_was_answered_with_anything_can_be_done_again(terminal: TerminalAtWork) -> None:
    office, numbers = terminal.office, count()

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(mishaps)
    def enrol(met: list[Mishap]) -> None:
        new = TerminalAtWork(terminal.home.with_name(f"new-{next(numbers)}"), terminal.clock, office)
        new.transport = Mishaps(terminal, met)
        words = ("enroll", "--bridge", BRIDGE_URL, "--code", office.enrolment_code())
        ran = new.run(*words)
        assert ran.exit_code in DOCUMENTED, ran
        if ran.exit_code == 0:
            assert new.run("status").exit_code == 0
        elif ran.exit_code in (3, 4):
            new.transport = None
            new.ask(*words)

    enrol()
