"""Bluetooth without an adapter: the address, the channel over another socket, and what is said where there is none."""

import os
import socket

import pytest

from printers.transport import BadAddress, open_transport, send
from printers.transport.bluetooth import Bluetooth, RadioChannel
from scripts.fake_printer import OUT_OF_PAPER, READY, SILENT, Behaviour, printer_on_a_socket

PRINTER = "bluetooth:66:22:B8:0c:1a:ff"


@pytest.mark.parametrize(
    ("address", "transport"),
    [(PRINTER, Bluetooth("66:22:B8:0C:1A:FF", 1)), (f"{PRINTER}?channel=30", Bluetooth("66:22:B8:0C:1A:FF", 30))],
)
def test_an_address_names_the_printer_and_its_channel(address: str, transport: Bluetooth) -> None:
    assert open_transport(address) == transport


@pytest.mark.parametrize(
    "address",
    [
        "bluetooth:",
        "bluetooth:66:22:B8:0C:1A",
        "bluetooth:66:22:B8:0C:1A:FG",
        "bluetooth:66-22-B8-0C-1A-FF",
        f"{PRINTER}?channel=0",
        f"{PRINTER}?channel=31",
        f"{PRINTER}?port=1",
        f"{PRINTER}?channel",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="bluetooth:AA:BB:CC:DD:EE:FF"):
        open_transport(address)


class Paired:
    """A link that is up."""

    def __init__(self, near: socket.socket) -> None:
        self._near = near

    def connect(self, timeout_s: float) -> RadioChannel:
        return RadioChannel(os.dup(self._near.fileno()))


@pytest.mark.parametrize(("said", "state"), [(READY, "confirmed"), (SILENT, "unknown"), (OUT_OF_PAPER, "failed")])
def test_what_the_printer_says_decides_since_nobody_else_knows_what_has_arrived(said: bytes, state: str) -> None:
    with printer_on_a_socket(Behaviour(status=said)) as (printer, near):
        outcome = send(Paired(near), b"slip\n", deadline_s=20.0 if said else 0.2)
    assert outcome.state == state
    assert printer.taken == (b"" if state == "failed" else b"slip\n")


def test_where_python_speaks_no_bluetooth_the_other_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_BLUETOOTH", raising=False)
    outcome = send(open_transport(PRINTER), b"slip")
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "serial:/dev/rfcomm0" in outcome.detail


@pytest.mark.skipif(not hasattr(socket, "AF_BLUETOOTH"), reason="this Python was built without Bluetooth")
def test_a_machine_without_an_adapter_fails_with_nothing_sent() -> None:
    outcome = send(open_transport(PRINTER), b"slip", deadline_s=0.2)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert "cannot be reached" in outcome.detail
