import os
from contextlib import suppress
from pathlib import Path

import pytest

from printers.transport import Outcome, PrinterStatus, open_transport, send, sending, status
from scripts.fake_printer import (
    COVER_OPEN,
    CUTTER_FAULT,
    NEAR_END,
    OFFLINE,
    OUT_OF_PAPER,
    READY,
    SILENT,
    Behaviour,
    hung_line,
    printer_on_a_line,
)

SLIP = b"COLLECTION RECEIPT 000123\n" * 20
# More than a pseudo-terminal swallows without a reader.
LONG_SLIP = b"COLLECTION REPORT\n" * 2_000
# For printers that answer; only those that keep silent make anyone wait.
PATIENT_S = 20.0
SHORT_S = 0.2


def sent_to(
    path: Path, behaviour: Behaviour, slip: bytes = SLIP, deadline_s: float = PATIENT_S
) -> tuple[Outcome, bytes]:
    with printer_on_a_line(path, behaviour) as printer:
        outcome = send(open_transport(f"serial:{path}"), slip, deadline_s)
        return outcome, printer.taken


def everything_from(descriptor: int) -> bytes:
    os.set_blocking(descriptor, False)
    arrived = b""
    with suppress(BlockingIOError):
        while piece := os.read(descriptor, 65_536):
            arrived += piece
    return arrived


@pytest.fixture
def port(tmp_path: Path) -> Path:
    return tmp_path / "ttyS1"


@pytest.mark.parametrize("slip", [SLIP, LONG_SLIP, b""], ids=len)
def test_a_printer_that_is_ready_afterwards_confirms_the_slip(port: Path, slip: bytes) -> None:
    outcome, taken = sent_to(port, Behaviour(), slip)
    assert outcome == Outcome("confirmed", "The printer is ready.", len(slip))
    assert taken == slip


def test_paper_near_its_end_is_mentioned_and_the_slip_is_confirmed(port: Path) -> None:
    outcome, taken = sent_to(port, Behaviour(status=NEAR_END))
    assert outcome == Outcome("confirmed", "The paper is running out.", len(SLIP))
    assert taken == SLIP


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OUT_OF_PAPER, "out of paper"),
        (COVER_OPEN, "cover is open"),
        (OFFLINE, "offline"),
        (CUTTER_FAULT, "fault"),
    ],
)
def test_a_printer_that_cannot_print_gets_nothing_to_keep_for_later(port: Path, state: bytes, words: str) -> None:
    outcome, taken = sent_to(port, Behaviour(status=state))
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert words in outcome.detail
    assert taken == b""


@pytest.mark.parametrize(
    ("state", "words"), [(OUT_OF_PAPER, "out of paper"), (COVER_OPEN, "cover is open"), (OFFLINE, "offline")]
)
def test_trouble_in_the_middle_of_a_slip_leaves_it_in_doubt(port: Path, state: bytes, words: str) -> None:
    outcome, _ = sent_to(port, Behaviour(status_later=(100, state)))
    assert (outcome.state, outcome.bytes_sent) == ("failed", len(SLIP))
    assert words in outcome.detail


@pytest.mark.parametrize("old_answers", [1, 300])
def test_old_answers_in_the_line_are_not_taken_for_the_new_one(port: Path, old_answers: int) -> None:
    behaviour = Behaviour(status_later=(1, OUT_OF_PAPER), blurts=READY[:1] * old_answers)
    outcome, _ = sent_to(port, behaviour)
    assert outcome.state == "failed"
    assert "out of paper" in outcome.detail


def test_an_answer_that_comes_late_does_not_shift_the_ones_after_it(port: Path) -> None:
    # One question at a time, unhurried: nothing else can then put the answers right again.
    behaviour = Behaviour(status_later=(1, OUT_OF_PAPER), late_answer=READY[:1], bite=3, pause_s=0.005)
    outcome, _ = sent_to(port, behaviour, slip=b"slip\n")
    assert outcome.state == "failed"
    assert "out of paper" in outcome.detail


@pytest.mark.parametrize("state", [SILENT, b"\x12", b"\x12\x12\x12", b"\xff\xff\xff\xff", b"\x14\x00\x00\x0f"])
def test_silence_and_garbled_answers_confirm_nothing(port: Path, state: bytes) -> None:
    outcome, taken = sent_to(port, Behaviour(status=state), deadline_s=SHORT_S)
    assert (outcome.state, outcome.bytes_sent) == ("unknown", len(SLIP))
    assert taken == SLIP


def test_a_small_slip_swallowed_by_a_hung_printer_is_not_confirmed(port: Path) -> None:
    outcome, taken = sent_to(port, Behaviour(hangs_after=0), deadline_s=SHORT_S)
    assert outcome == Outcome("unknown", "The printer does not answer.", len(SLIP), mute=True)
    assert taken == b""


def test_a_hung_printer_is_given_up_in_the_middle_of_a_long_slip(port: Path) -> None:
    outcome, _ = sent_to(port, Behaviour(hangs_after=1_000), LONG_SLIP, SHORT_S)
    assert (outcome.state, outcome.detail) == ("failed", "The printer stopped taking the slip.")
    assert 1_000 < outcome.bytes_sent < len(LONG_SLIP)


def test_a_slip_given_up_is_taken_back_before_the_printer_comes_to(port: Path) -> None:
    with hung_line(port) as far_end:
        outcome = send(open_transport(f"serial:{port}"), LONG_SLIP, SHORT_S)
        assert outcome.state == "failed"
        # Some has reached the far end's own buffer and cannot be called back.
        assert len(everything_from(far_end)) < outcome.bytes_sent / 2


def test_a_slow_printer_may_take_longer_than_any_single_silence(port: Path) -> None:
    # A second for the whole, of which the line's own buffer is a tenth.
    slip, slow = LONG_SLIP * 6, Behaviour(bite=4096, pause_s=0.02)
    outcome, taken = sent_to(port, slow, slip, deadline_s=0.6)
    assert outcome.state == "confirmed"
    assert taken == slip


def test_a_printer_that_only_trickles_is_given_up(port: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It makes progress all the time, and would go on for ten minutes.
    monkeypatch.setattr(sending, "MIN_PACE_BYTES_PER_S", 100_000)
    outcome, _ = sent_to(port, Behaviour(bite=1, pause_s=0.02), LONG_SLIP, SHORT_S)
    assert (outcome.state, outcome.detail) == ("failed", "The printer stopped taking the slip.")
    assert outcome.bytes_sent < len(LONG_SLIP)


def test_a_printer_unplugged_in_the_middle_of_a_slip_fails_it_and_prints_the_next_one(port: Path) -> None:
    outcome, _ = sent_to(port, Behaviour(leaves_after=5_000, bite=512), LONG_SLIP)
    assert outcome.state == "failed"
    assert 0 < outcome.bytes_sent < len(LONG_SLIP)
    assert "connection to the printer broke" in outcome.detail
    again, taken = sent_to(port, Behaviour())
    assert (again.state, taken) == ("confirmed", SLIP)


def test_a_printer_unplugged_after_the_last_byte_leaves_the_outcome_open(port: Path) -> None:
    outcome, _ = sent_to(port, Behaviour(leaves_after=len(SLIP)))
    assert (outcome.state, outcome.bytes_sent) == ("unknown", len(SLIP))


def test_a_port_that_is_not_there_fails_with_nothing_sent(port: Path) -> None:
    outcome = send(open_transport(f"serial:{port}"), SLIP)
    assert outcome == Outcome("failed", f"The serial port {port} cannot be used (No such file or directory).", 0)


def test_a_port_with_another_slip_on_it_is_left_alone(port: Path) -> None:
    with printer_on_a_line(port) as printer:
        transport = open_transport(f"serial:{port}")
        other = transport.connect(PATIENT_S)
        outcome = send(transport, SLIP)
        other.close()
        assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
        assert send(transport, SLIP, PATIENT_S).state == "confirmed"
        assert printer.taken == SLIP


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (READY, PrinterStatus(True, True, "ok", "closed", "The printer is ready.")),
        (NEAR_END, PrinterStatus(True, True, "near_end", "closed", "The paper is running out.")),
        (
            OUT_OF_PAPER,
            PrinterStatus(False, False, "out", "closed", "The printer is out of paper. Put in a new roll."),
        ),
        (COVER_OPEN, PrinterStatus(False, False, "ok", "open", "The printer's cover is open. Close it.")),
        (SILENT, PrinterStatus(None, None, "unknown", "unknown", "The printer does not answer.")),
        (b"\x12", PrinterStatus(None, True, "unknown", "unknown", "The printer answers only in part.")),
    ],
)
def test_the_printer_can_be_asked_without_printing(port: Path, state: bytes, expected: PrinterStatus) -> None:
    answers_all = len(state) == len(READY)
    with printer_on_a_line(port, Behaviour(status=state)) as printer:
        assert status(open_transport(f"serial:{port}"), PATIENT_S if answers_all else SHORT_S) == expected
        assert printer.taken == b""
