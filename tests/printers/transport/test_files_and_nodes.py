import os
from pathlib import Path

import pytest

from printers.transport import Outcome, open_transport, send, status
from scripts.fake_printer import OUT_OF_PAPER, SILENT, Behaviour, printer_on_a_line

SLIP = b"COLLECTION RECEIPT 000123\n" * 20


def test_slips_are_appended_to_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    slips = tmp_path / "slips.bin"
    transport = open_transport(f"file:{slips}")
    assert send(transport, SLIP) == Outcome("confirmed", "Written in full.", len(SLIP))
    assert send(transport, b"second").state == "confirmed"
    assert slips.read_bytes() == SLIP + b"second"
    assert slips.stat().st_mode & 0o777 == 0o600


def test_a_file_needs_no_asking(tmp_path: Path) -> None:
    assert status(open_transport(f"file:{tmp_path}/slips.bin")).can_print is True


def test_a_file_that_cannot_be_written_fails_the_slip(tmp_path: Path) -> None:
    outcome = send(open_transport(f"file:{tmp_path}/missing/slips.bin"), SLIP)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "No such file or directory" in outcome.detail


def test_a_full_disk_fails_the_slip() -> None:
    outcome = send(open_transport("file:/dev/full"), SLIP)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "No space left" in outcome.detail


def test_a_pipe_that_nobody_reads_does_not_hold_anyone_up(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert send(open_transport(f"file:{pipe}"), SLIP).state == "failed"
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        outcome = send(open_transport(f"file:{pipe}"), bytes(200_000), deadline_s=0.2)
    finally:
        os.close(reader)
    assert outcome.state == "failed"
    assert 0 < outcome.bytes_sent < 200_000


@pytest.mark.parametrize(
    ("state", "outcome"), [(b"\x12\x12\x12\x12", "confirmed"), (OUT_OF_PAPER, "failed"), (SILENT, "unknown")]
)
def test_a_device_node_is_asked_too(tmp_path: Path, state: bytes, outcome: str) -> None:
    node = tmp_path / "lp0"
    with printer_on_a_line(node, Behaviour(status=state)):
        deadline_s = 20.0 if state else 0.2
        assert send(open_transport(f"lp:{node}"), SLIP, deadline_s).state == outcome


def test_a_hung_device_node_is_given_up(tmp_path: Path) -> None:
    node = tmp_path / "lp0"
    with printer_on_a_line(node, Behaviour(hangs_after=0)):
        outcome = send(open_transport(f"lp:{node}"), bytes(100_000), deadline_s=0.2)
    assert outcome.state == "failed"
    assert 0 < outcome.bytes_sent < 100_000


def test_a_device_node_that_is_not_there_fails_the_slip(tmp_path: Path) -> None:
    outcome = send(open_transport(f"lp:{tmp_path}/lp0"), SLIP)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)


def test_without_a_printer_every_slip_waits() -> None:
    assert send(open_transport("none"), SLIP) == Outcome("failed", "No printer is set up.", 0)
    assert status(open_transport("none")).can_print is False
