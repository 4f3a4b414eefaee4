"""Which printers, and ports that a printer may be on, this device has now: read from /dev and /sys, written to nowhere.

What is only a port stays unasked, since whatever else hangs on it would take the question for an order.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PRINTER_CLASS = "07"
"""The USB class of printers (USB Device Class Definition for Printing Devices)."""
_PORTS = (
    ("ttyUSB*", "Serial port behind USB"),
    ("ttyACM*", "Serial port behind USB"),
    ("rfcomm*", "Bluetooth serial port"),
    ("ttyS*", "Serial port"),
)
_NO_UART = "0"
"""What the kernel says of a ttyS without anything behind it; there are dozens of them."""
_IMAGING, _PRINTER_BIT = 0x06, 0x80
"""A printer in the class that Bluetooth devices tell of themselves (Bluetooth Assigned Numbers, Class of Device)."""
_LEVELS_UP = 6
"""From a port in /sys up to the USB device that bears the maker's name, hubs not counted."""


class Found(NamedTuple):
    """Something that may be a printer: its address for the settings, and what it is.

    `is_printer` is False for a port of which nobody can say what hangs on it. `usable` is whether this user may use it.
    """

    address: str
    description: str
    is_printer: bool
    usable: bool


def find_printers(root: Path = Path("/")) -> list[Found]:
    """Printers first, then ports. `root` stands for the root of the file system."""
    found = (*_printer_nodes(root), *_usb_printers(root), *_bluetooth_printers(root), *_ports(root))
    return sorted(found, key=lambda one: not one.is_printer)


def _printer_nodes(root: Path) -> Iterator[Found]:
    for node in _by_number((root / "dev" / "usb").glob("lp*")):
        product = _product(root / "sys" / "class" / "usbmisc" / node.name / "device")
        yield Found(f"lp:/dev/usb/{node.name}", product or "USB printer", True, _is_usable(node))


def _usb_printers(root: Path) -> Iterator[Found]:
    """Those that no kernel driver has made a node for."""
    for interface in sorted((root / "sys" / "bus" / "usb" / "devices").glob("*:*")):
        if _said(interface / "bInterfaceClass") != _PRINTER_CLASS or (interface / "usbmisc").exists():
            continue
        device = interface.resolve().parent
        vendor_id, product_id = _said(device / "idVendor"), _said(device / "idProduct")
        if vendor_id and product_id:
            node = root / "dev" / "bus" / "usb" / _digits(device / "busnum") / _digits(device / "devnum")
            yield Found(f"usb:{vendor_id}:{product_id}", _product(interface) or "USB printer", True, _is_usable(node))


def _bluetooth_printers(root: Path) -> Iterator[Found]:
    """Those that are paired, where this user may read what BlueZ keeps of them: often only root may."""
    try:
        known = sorted((root / "var" / "lib" / "bluetooth").glob("*:*/*:*/info"))
    except OSError:
        return
    for info in known:
        said = dict(line.partition("=")[::2] for line in _lines(info))
        if _is_bluetooth_printer(said.get("Class", "")):
            yield Found(f"bluetooth:{info.parent.name}", said.get("Name") or "Bluetooth printer", True, True)


def _is_bluetooth_printer(text: str) -> bool:
    try:
        device_class = int(text, 16)
    except ValueError:
        return False
    return device_class >> 8 & 0x1F == _IMAGING and bool(device_class & _PRINTER_BIT)


def _ports(root: Path) -> Iterator[Found]:
    for pattern, kind in _PORTS:
        for node in _by_number((root / "dev").glob(pattern)):
            known = root / "sys" / "class" / "tty" / node.name
            if _said(known / "type") == _NO_UART:
                continue
            product = _product(known / "device")
            description = f"{kind} ({product})" if product else kind
            yield Found(f"serial:/dev/{node.name}", description, False, _is_usable(node))


def _product(place: Path) -> str:
    """Maker and model as the USB device names itself; empty for what is no USB device."""
    place = place.resolve()
    for above in (place, *place.parents[:_LEVELS_UP]):
        if product := _said(above / "product"):
            return " ".join(filter(None, (_said(above / "manufacturer"), product)))
    return ""


def _said(file: Path) -> str:
    return " ".join(" ".join(_lines(file)).split())


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _digits(file: Path) -> str:
    """A bus or device number as its folder is named in /dev/bus/usb."""
    return _said(file).zfill(3)


def _by_number(nodes: Iterator[Path]) -> list[Path]:
    return sorted(nodes, key=lambda node: (len(node.name), node.name))


def _is_usable(node: Path) -> bool:
    return os.access(node, os.R_OK | os.W_OK)
