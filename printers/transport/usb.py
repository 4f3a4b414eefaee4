"""A USB printer without a kernel driver, by way of pyusb (the `usb` extra) and libusb."""

from contextlib import suppress

from mpos.light.typing import Any, NamedTuple
from printers.transport.channel import PrinterLost

_PRINTER_CLASS = 7
# pyusb's writing has a time limit for the whole call, so it is given little at a time.
_PIECE_BYTES = 512
_MAX_STALE_READS = 16


class Usb(NamedTuple):
    """A USB printer by the numbers that `lsusb` shows."""

    vendor_id: int
    product_id: int

    def connect(self, timeout_s: float) -> "UsbChannel":  # noqa: ARG002 - looking for a device does not wait
        try:
            import usb.core
        except ImportError:
            raise PrinterLost("USB printers need pyusb: install mpos with its usb extra, mpos[usb].") from None
        try:
            device = usb.core.find(idVendor=self.vendor_id, idProduct=self.product_id)
            if device is None:
                raise PrinterLost(f"No USB printer {self.vendor_id:04x}:{self.product_id:04x} is plugged in.")
            return UsbChannel(device)
        except usb.core.NoBackendError:
            raise PrinterLost("USB printers need the system's libusb-1.0: install it.") from None
        except (usb.core.USBError, NotImplementedError) as error:
            raise PrinterLost(f"The USB printer cannot be used ({error}).") from None


class UsbChannel:
    """The bulk endpoints of the device's printer interface."""

    answers = True

    def __init__(self, device: Any) -> None:
        from usb import core, util

        self._device, self._core, self._util = device, core, util
        interface = util.find_descriptor(device.get_active_configuration(), bInterfaceClass=_PRINTER_CLASS)
        if interface is None:
            raise PrinterLost("The USB device is not a printer.")
        number = interface.bInterfaceNumber
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
        util.claim_interface(device, number)
        self._output = self._endpoint(interface, util.ENDPOINT_OUT)
        self._input = self._endpoint(interface, util.ENDPOINT_IN)

    def write(self, piece: bytes, timeout_s: float) -> int:
        try:
            taken: int = self._output.write(piece[:_PIECE_BYTES], _milliseconds(timeout_s))
        except self._core.USBTimeoutError:
            return 0
        except self._core.USBError as error:
            raise PrinterLost(f"The connection to the USB printer broke ({error.strerror}).") from None
        return taken

    def read(self, timeout_s: float) -> bytes:
        # A printer with one direction only has nothing to read from.
        if self._input is None:
            return b""
        try:
            return bytes(self._input.read(self._input.wMaxPacketSize, _milliseconds(timeout_s)))
        except self._core.USBTimeoutError:
            return b""
        except self._core.USBError as error:
            raise PrinterLost(f"The connection to the USB printer broke ({error.strerror}).") from None

    def unsent(self) -> int:
        return 0

    def discard_input(self) -> None:
        for _ in range(_MAX_STALE_READS):
            if not self.read(timeout_s=0):
                return

    def discard_unsent(self) -> None:
        """Nothing is queued: a write has left when it returns."""

    def close(self) -> None:
        with suppress(self._core.USBError):
            self._util.dispose_resources(self._device)

    def _endpoint(self, interface: Any, direction: int) -> Any:
        def leads_there(endpoint: Any) -> bool:
            return bool(self._util.endpoint_direction(endpoint.bEndpointAddress) == direction)

        return self._util.find_descriptor(interface, custom_match=leads_there)


def _milliseconds(timeout_s: float) -> int:
    # 0 would mean for ever.
    return max(1, int(timeout_s * 1000))
