"""pyusb asks libusb; here it asks a backend that plays one printer on the bus."""

import array
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from printers.transport import Outcome, open_transport, send

backends = pytest.importorskip("usb.backend", reason="pyusb comes with the usb extra")
core = pytest.importorskip("usb.core")

SLIP = b"COLLECTION RECEIPT 000123\n" * 100
READY, OUT_OF_PAPER = b"\x12\x12\x12\x12", b"\x1a\x32\x12\x7e"
PRINTER = "usb:04b8:0e15"


class FakeBus(backends.IBackend):  # type: ignore[name-defined,misc]
    """One device with a bulk endpoint each way. It counts as hung or gone after so many bytes."""

    def __init__(
        self,
        status: bytes = READY,
        *,
        device_class: int = 7,
        hangs_after: float = float("inf"),
        leaves_after: float = float("inf"),
    ) -> None:
        self.status, self.device_class = status, device_class
        self.hangs_after, self.leaves_after = hangs_after, leaves_after
        self.taken = b""
        self.said = b""
        self.kernel_has_it = True
        self.is_open = False

    def enumerate_devices(self) -> Iterator[object]:
        yield "the device"

    def get_device_descriptor(self, dev: object) -> SimpleNamespace:
        return _descriptor(
            "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 bcdDevice "
            "iManufacturer iProduct iSerialNumber address bus port_number port_numbers speed",
            idVendor=0x04B8,
            idProduct=0x0E15,
            bNumConfigurations=1,
        )

    def get_configuration_descriptor(self, dev: object, config: int) -> SimpleNamespace:
        return _descriptor(
            "bLength bDescriptorType wTotalLength iConfiguration bmAttributes bMaxPower",
            bNumInterfaces=1,
            bConfigurationValue=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf or alt:
            raise IndexError
        return _descriptor(
            "bLength bDescriptorType bInterfaceNumber bAlternateSetting bInterfaceSubClass bInterfaceProtocol "
            "iInterface",
            bInterfaceClass=self.device_class,
            bNumEndpoints=2,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev: object, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return _descriptor(
            "bLength bDescriptorType bInterval bRefresh bSynchAddress",
            bEndpointAddress=(0x01, 0x82)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            extra_descriptors=[],
        )

    def open_device(self, dev: object) -> str:
        self.is_open = True
        return "handle"

    def close_device(self, dev_handle: object) -> None:
        self.is_open = False

    def get_configuration(self, dev_handle: object) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: object, intf: int) -> bool:
        return self.kernel_has_it

    def detach_kernel_driver(self, dev_handle: object, intf: int) -> None:
        self.kernel_has_it = False

    def claim_interface(self, dev_handle: object, intf: int) -> None:
        if self.kernel_has_it:
            raise core.USBError("Resource busy")

    def release_interface(self, dev_handle: object, intf: int) -> None:
        return

    def bulk_write(self, dev_handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        piece = bytes(data)
        if len(self.taken) >= self.leaves_after:
            raise core.USBError("No such device", errno=19)
        if len(self.taken) >= self.hangs_after:
            raise core.USBTimeoutError("Operation timed out")
        if piece.startswith(b"\x10\x04"):
            self.said += self.status[piece[2] - 1 : piece[2]]
        else:
            self.taken += piece
        return len(piece)

    def bulk_read(self, dev_handle: object, ep: int, intf: int, buff: Any, timeout: int) -> int:
        if not self.said:
            raise core.USBTimeoutError("Operation timed out")
        said, self.said = self.said, b""
        buff[: len(said)] = array.array("B", said)
        return len(said)


def _descriptor(zeros: str, **values: object) -> SimpleNamespace:
    return SimpleNamespace(**dict.fromkeys(zeros.split(), 0), **values)


def sent_to(monkeypatch: pytest.MonkeyPatch, bus: FakeBus | None, address: str = PRINTER) -> Outcome:
    for library in ("libusb1", "libusb0", "openusb"):
        monkeypatch.setattr(f"usb.backend.{library}.get_backend", lambda: bus)
    return send(open_transport(address), SLIP, deadline_s=0.2)


def test_a_usb_printer_confirms_the_slip_and_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    bus = FakeBus()
    assert sent_to(monkeypatch, bus) == Outcome("confirmed", "The printer is ready.", len(SLIP))
    assert bus.taken == SLIP
    assert not bus.is_open


def test_a_usb_printer_without_paper_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = sent_to(monkeypatch, bus := FakeBus(OUT_OF_PAPER))
    assert (outcome.state, outcome.bytes_sent, bus.taken) == ("failed", 0, b"")


def test_a_silent_usb_printer_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_to(monkeypatch, FakeBus(b"")).state == "unknown"


def test_a_hung_usb_printer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = sent_to(monkeypatch, FakeBus(hangs_after=1_000))
    assert (outcome.state, outcome.detail) == ("failed", "The printer stopped taking the slip.")
    assert 1_000 <= outcome.bytes_sent < len(SLIP)


def test_a_usb_printer_unplugged_in_the_middle_leaves_the_slip_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = sent_to(monkeypatch, FakeBus(leaves_after=1_000))
    assert outcome.state == "failed"
    assert 1_000 <= outcome.bytes_sent < len(SLIP)


@pytest.mark.parametrize(
    ("bus", "address", "words"),
    [
        (FakeBus(), "usb:04b8:0001", "No USB printer 04b8:0001 is plugged in"),
        (FakeBus(device_class=8), PRINTER, "not a printer"),
        (None, PRINTER, "libusb"),
    ],
)
def test_what_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch, bus: FakeBus | None, address: str, words: str
) -> None:
    outcome = sent_to(monkeypatch, bus, address)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert words in outcome.detail


def test_without_pyusb_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usb.core", None)
    outcome = send(open_transport(PRINTER), SLIP)
    assert outcome.state == "failed"
    assert "mpos[usb]" in outcome.detail
