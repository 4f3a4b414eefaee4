"""What a device has, told from files as the kernel shows them in /dev and /sys."""

from pathlib import Path

import pytest

from printers.discovery import Found, find_printers
from printers.transport import open_transport


class Machine:
    """A root with /dev and /sys, and what is plugged into it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._devices = root / "sys" / "devices"

    def file(self, path: str, content: str = "") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file

    def usb_device(self, name: str, **said: str) -> Path:
        for key, value in said.items():
            self.file(f"sys/devices/{name}/{key}", f"{value}\n")
        return self._devices / name

    def link(self, path: str, target: Path) -> None:
        link = self.root / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)

    def usb_printer(self, with_node: bool) -> None:
        device = self.usb_device(
            "usb1/1-1", manufacturer="STMicro", product="POS58  Printer", idVendor="0416", idProduct="5011",
            busnum="1", devnum="4",
        )  # fmt: skip
        self.file("sys/devices/usb1/1-1/1-1:1.0/bInterfaceClass", "07\n")
        self.link("sys/bus/usb/devices/1-1:1.0", device / "1-1:1.0")
        self.file("dev/bus/usb/001/004")
        if with_node:
            self.file("dev/usb/lp0")
            (device / "1-1:1.0" / "usbmisc").mkdir()
            self.link("sys/class/usbmisc/lp0/device", device / "1-1:1.0")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_bare_machine_has_none(machine: Machine) -> None:
    assert find_printers(machine.root) == []


def test_a_usb_printer_is_told_by_its_node_and_its_makers_name(machine: Machine) -> None:
    machine.usb_printer(with_node=True)
    assert find_printers(machine.root) == [Found("lp:/dev/usb/lp0", "STMicro POS58 Printer", True, True)]


def test_a_usb_printer_without_a_driver_is_told_by_its_numbers(machine: Machine) -> None:
    machine.usb_printer(with_node=False)
    assert find_printers(machine.root) == [Found("usb:0416:5011", "STMicro POS58 Printer", True, True)]


def test_other_usb_devices_are_no_printers(machine: Machine) -> None:
    device = machine.usb_device("usb1/1-2", product="Memory stick", idVendor="0781", idProduct="5567")
    machine.file("sys/devices/usb1/1-2/1-2:1.0/bInterfaceClass", "08\n")
    machine.link("sys/bus/usb/devices/1-2:1.0", device / "1-2:1.0")
    assert find_printers(machine.root) == []


def test_ports_come_after_printers_in_the_order_of_their_numbers_and_say_what_they_hang_on(machine: Machine) -> None:
    machine.usb_printer(with_node=True)
    machine.usb_device("usb1/1-3", product="USB2.0-Serial")
    machine.file("sys/devices/usb1/1-3/1-3:1.0/ttyUSB0/port_number", "0\n")
    machine.link("sys/class/tty/ttyUSB0/device", machine.root / "sys/devices/usb1/1-3/1-3:1.0/ttyUSB0")
    for name in ("ttyUSB0", "ttyACM10", "ttyACM2", "rfcomm0"):
        machine.file(f"dev/{name}")
    assert [(one.address, one.description, one.is_printer) for one in find_printers(machine.root)] == [
        ("lp:/dev/usb/lp0", "STMicro POS58 Printer", True),
        ("serial:/dev/ttyUSB0", "Serial port behind USB (USB2.0-Serial)", False),
        ("serial:/dev/ttyACM2", "Serial port behind USB", False),
        ("serial:/dev/ttyACM10", "Serial port behind USB", False),
        ("serial:/dev/rfcomm0", "Bluetooth serial port", False),
    ]


def test_paired_bluetooth_printers_are_told_by_their_address(machine: Machine) -> None:
    paired = "var/lib/bluetooth/00:1A:7D:DA:71:13"
    machine.file(f"{paired}/66:22:B8:0C:1A:FF/info", "[General]\nName=MTP-II\nClass=0x040680\n")
    machine.file(f"{paired}/66:22:B8:0C:1A:00/info", "[General]\nName=Headset\nClass=0x240404\n")
    machine.file(f"{paired}/66:22:B8:0C:1A:01/info", "[General]\nName=Nameless\nClass=what\n")
    machine.file(f"{paired}/settings", "")
    assert find_printers(machine.root) == [Found("bluetooth:66:22:B8:0C:1A:FF", "MTP-II", True, True)]


def test_serial_ports_that_the_kernel_only_reserves_are_left_out(machine: Machine) -> None:
    for name, kind in (("ttyS0", "0"), ("ttyS1", "4")):
        machine.file(f"dev/{name}")
        machine.file(f"sys/class/tty/{name}/type", f"{kind}\n")
    assert [one.address for one in find_printers(machine.root)] == ["serial:/dev/ttyS1"]


def test_each_address_is_one_that_can_be_set_and_nothing_is_written(machine: Machine) -> None:
    machine.usb_printer(with_node=True)
    machine.file("var/lib/bluetooth/00:1A:7D:DA:71:13/66:22:B8:0C:1A:FF/info", "Class=0x000680\n")
    port = machine.file("dev/ttyUSB0", "untouched")
    for found in find_printers(machine.root):
        open_transport(found.address)
    assert port.read_text() == "untouched"


def test_a_machine_without_sys_still_lists_its_nodes(machine: Machine) -> None:
    machine.file("dev/usb/lp1")
    machine.file("dev/ttyS0")
    assert [one.address for one in find_printers(machine.root)] == ["lp:/dev/usb/lp1", "serial:/dev/ttyS0"]
