"""What goes on beside the keys: uploads when there is a network, slips when there is paper, and no key ever waits."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from mpos.keypad.background import FIRST_PAUSE_S, LONGEST_PAUSE_S, PRINTING, UPLOADING
from mpos.keypad.frame import USUAL
from mpos.services.terminal import Terminal
from tests.mpos.keypad.hung import Hung
from tests.mpos.keypad.keypad_at_work import ERRAND_S, KeypadAtWork, keypad_of
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork

PAY_ALL = "1 1000E E E E E"
"""From the menu: find SOA-1000, all that is due, in cash, exactly, and confirm."""
NOBODY_LISTENS = "tcp://127.0.0.1:1"


@pytest.fixture
def hung(open_terminal: TerminalAtWork) -> Iterator[Hung]:
    transport = Hung()
    open_terminal.transport = transport
    yield transport
    transport.let_go.set()


def test_entries_go_to_the_office_by_themselves(open_terminal: TerminalAtWork) -> None:
    with keypad_of(open_terminal) as keypad:
        keypad.tick(FIRST_PAUSE_S).wait()
        assert open_terminal.ask("status")["pending"] == 0


def test_the_setting_turns_it_off(open_terminal: TerminalAtWork) -> None:
    open_terminal.environ["MPOS_BACKGROUND_UPLOAD"] = "false"
    with keypad_of(open_terminal) as keypad:
        keypad.tick(LONGEST_PAUSE_S).wait()
        assert UPLOADING not in keypad.errands.started


def test_no_key_waits_for_an_upload_that_hangs(open_terminal: TerminalAtWork, hung: Hung) -> None:
    with keypad_of(open_terminal) as keypad:
        keypad.tick(FIRST_PAUSE_S)
        assert hung.asked.wait(ERRAND_S)
        assert "uploading" in keypad.text(USUAL)
        keypad.press_all(PAY_ALL)
        assert "RECEIPT A00000001" in keypad.text()
        assert keypad.errands.running(UPLOADING) is not None
        hung.let_go.set()


def test_a_download_that_was_left_is_told_of(open_terminal: TerminalAtWork, hung: Hung) -> None:
    with keypad_of(open_terminal) as keypad:
        keypad.press("4")
        assert hung.asked.wait(ERRAND_S)
        keypad.press("C").tick()
        assert "downloading" in keypad.text(USUAL)
        hung.let_go.set()


def test_the_upload_that_runs_already_is_the_one_to_watch(open_terminal: TerminalAtWork, hung: Hung) -> None:
    with keypad_of(open_terminal) as keypad:
        keypad.tick(FIRST_PAUSE_S)
        assert hung.asked.wait(ERRAND_S)
        running = keypad.errands.running(UPLOADING)
        keypad.press("5")
        assert "Still to send: " in keypad.text()
        assert keypad.errands.running(UPLOADING) is running
        hung.let_go.set()
        text = " ".join(keypad.wait().text().split())
        assert "The money is safe" in text


def test_without_network_it_tries_later_and_later_and_less_than_six_times_an_hour(
    open_terminal: TerminalAtWork,
) -> None:
    open_terminal.transport = NoNetwork()
    with keypad_of(open_terminal) as keypad:
        pauses = [seconds_until_a_try(keypad) for _try in range(8)]
        assert pauses[0] == FIRST_PAUSE_S
        assert pauses == sorted(pauses)
        assert pauses[-1] == LONGEST_PAUSE_S
        open_terminal.transport = None
        assert seconds_until_a_try(keypad) == LONGEST_PAUSE_S
        open_terminal.collect("100")
        assert seconds_until_a_try(keypad) == FIRST_PAUSE_S


def test_a_slip_is_printed_beside_the_keys(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        keypad.press_all(PAY_ALL).wait()
        assert b"A00000001" in (tmp_path / "paper").read_bytes()


def test_a_slip_does_not_wait_for_the_next_tick(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        keypad.press_all(PAY_ALL)
        assert PRINTING in keypad.errands.started


def test_a_slip_queued_just_as_the_printing_ends_is_printed_all_the_same(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        may_end = Event()

        def at_its_end(_terminal: Terminal) -> bool:
            return may_end.wait(ERRAND_S)

        keypad.errands.start(PRINTING, at_its_end)
        keypad.press_all(PAY_ALL)
        may_end.set()
        keypad.wait()
        keypad.wait()
        assert b"A00000001" in (tmp_path / "paper").read_bytes()


def test_a_slip_that_fails_is_not_tried_for_ever_but_goes_with_the_next_one(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.environ["MPOS_IDLE_LOCK_MINUTES"] = "0"
    open_terminal.print_to(NOBODY_LISTENS)
    with keypad_of(open_terminal) as keypad:
        keypad.press_all(PAY_ALL).wait()
        keypad.wait()
        tried = keypad.errands.started[PRINTING]
        for _tick in range(5):
            keypad.tick(LONGEST_PAUSE_S).wait()
        assert keypad.errands.started[PRINTING] is tried
        open_terminal.print_to(tmp_path / "paper")
        keypad.press_all("C 6 1").wait()
        printed = (tmp_path / "paper").read_bytes()
        assert b"A00000001" in printed
        assert b"X-READING" in printed


def test_what_waited_when_the_device_was_switched_off_is_printed_when_it_is_on(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(NOBODY_LISTENS)
    open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
    open_terminal.print_to(tmp_path / "paper")
    with keypad_of(open_terminal) as keypad:
        keypad.tick().wait()
        assert b"A00000001" in (tmp_path / "paper").read_bytes()


def seconds_until_a_try(keypad: KeypadAtWork) -> float:
    """Ticks on until an upload has been tried; the seconds that took."""
    before = keypad.errands.started.get(UPLOADING)
    waited = 0.0
    while keypad.errands.started.get(UPLOADING) is before:
        assert waited <= LONGEST_PAUSE_S
        keypad.seconds.now += FIRST_PAUSE_S
        waited += FIRST_PAUSE_S
        keypad.keypad.tick()
    keypad.wait()
    return waited
