import pytest

from printers.transport import BadAddress, NoPrinter, Transport, open_transport
from printers.transport.device_node import DeviceNode
from printers.transport.network import Network
from printers.transport.plain_file import PlainFile
from printers.transport.serial_port import SerialPort
from printers.transport.usb import Usb


@pytest.mark.parametrize(
    ("address", "transport"),
    [
        ("none", NoPrinter()),
        ("file:slips.bin", PlainFile("slips.bin")),
        ("file:/var/tmp/a:b?c.bin", PlainFile("/var/tmp/a:b?c.bin")),
        ("serial:/dev/ttyS1", SerialPort("/dev/ttyS1", 9600)),
        ("serial:/dev/ttyS1?baudrate=115200&rtscts=1", SerialPort("/dev/ttyS1", 115200, rtscts=True)),
        ("tcp://192.168.1.50:9100", Network("192.168.1.50", 9100)),
        ("tcp://printer.local", Network("printer.local", 9100)),
        ("tcp://[fe80::1]:9101/", Network("fe80::1", 9101)),
        ("usb:04b8:0e15", Usb(0x04B8, 0x0E15)),
        ("lp:/dev/usb/lp0", DeviceNode("/dev/usb/lp0")),
        (" none\n", NoPrinter()),
    ],
)
def test_each_form_of_address_names_its_transport(address: str, transport: Transport) -> None:
    opened = open_transport(address)
    assert type(opened) is type(transport)
    assert opened == transport


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nones",
        "none:x",
        "file:",
        "file:a\0b",
        "serial:",
        "serial:?baudrate=9600",
        "serial:/dev/ttyS1?baudrate=fast",
        "serial:/dev/ttyS1?baudrate=-1",
        "serial:/dev/ttyS1?speed=9600",
        "serial:/dev/ttyS1?rtscts=yes",
        "serial:/dev/ttyS1?baudrate",
        "tcp:192.168.1.50",
        "tcp://",
        "tcp://host:port",
        "tcp://host:99999",
        "tcp://host:0",
        "tcp://user@host",
        "tcp://host/queue",
        "usb:04b8",
        "usb:04b8:0e15:1",
        "usb:xyzw:0e15",
        "usb:104b8:0e15",
        "lp:",
        "/dev/usb/lp0",
        "bluetooth:00:11",
    ],
)
def test_any_other_address_is_refused_with_what_is_accepted(address: str) -> None:
    with pytest.raises(BadAddress, match=r"tcp://HOST:9100.* or none\.$"):
        open_transport(address)
