"""Printer addresses, as they stand in settings."""

from printers.transport.channel import NoPrinter, Transport

ACCEPTED = (
    "file:PATH, serial:/dev/ttyS1?baudrate=9600, bluetooth:AA:BB:CC:DD:EE:FF, tcp://HOST:9100, "
    "usb:VID:PID (hexadecimal), lp:/dev/usb/lp0 or none"
)

_BLUETOOTH_ADDRESS = r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
_LINE_SWITCHES = {"0": False, "1": True}


class BadAddress(Exception):
    """This is not a printer's address; the message shows it and says what is accepted."""


def open_transport(address: str) -> Transport:
    """The transport for an address; nothing is opened yet. Raises BadAddress."""
    kind, _, rest = address.strip().partition(":")
    try:
        match kind:
            case "none" if not rest:
                return NoPrinter()
            case "file":
                return _file(rest)
            case "serial":
                return _serial(rest)
            case "bluetooth":
                return _bluetooth(rest)
            case "tcp":
                return _tcp(rest)
            case "usb":
                return _usb(rest)
            case "lp":
                return _lp(rest)
    except (ValueError, KeyError, TypeError):
        pass
    raise BadAddress(f"The printer address {address!r:.80} is not understood. Use {ACCEPTED}.")


def _file(rest: str) -> Transport:
    from printers.transport.plain_file import PlainFile

    return PlainFile(_path(rest))


def _lp(rest: str) -> Transport:
    from printers.transport.device_node import DeviceNode

    return DeviceNode(_path(rest))


def _serial(rest: str) -> Transport:
    from printers.transport.serial_port import DEFAULT_BAUDRATE, SerialPort

    path, settings = _with_settings(rest)
    baudrate = int(settings.pop("baudrate", DEFAULT_BAUDRATE))
    if baudrate <= 0:
        raise ValueError
    return SerialPort(_path(path), baudrate, **{name: _LINE_SWITCHES[value] for name, value in settings.items()})


def _bluetooth(rest: str) -> Transport:
    import re

    from printers.transport.bluetooth import DEFAULT_CHANNEL, MAX_CHANNEL, Bluetooth

    address, settings = _with_settings(rest)
    channel = int(settings.pop("channel", DEFAULT_CHANNEL))
    if settings or not 1 <= channel <= MAX_CHANNEL or not re.fullmatch(_BLUETOOTH_ADDRESS, address):
        raise ValueError
    return Bluetooth(address.upper(), channel)


def _with_settings(rest: str) -> tuple[str, dict[str, str]]:
    place, _, query = rest.partition("?")
    if not query:
        return place, {}
    from urllib.parse import parse_qsl

    return place, dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))


def _tcp(rest: str) -> Transport:
    from urllib.parse import urlsplit

    from printers.transport.network import DEFAULT_PORT, Network

    parts = urlsplit(f"tcp:{rest}")
    if not parts.hostname or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError
    port = DEFAULT_PORT if parts.port is None else parts.port
    if port == 0:
        raise ValueError
    return Network(parts.hostname, port)


def _usb(rest: str) -> Transport:
    from printers.transport.usb import Usb

    vendor_id, product_id = (int(part, 16) for part in rest.split(":"))
    if not (0 <= vendor_id <= 0xFFFF and 0 <= product_id <= 0xFFFF):
        raise ValueError
    return Usb(vendor_id, product_id)


def _path(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError
    return text
