"""Bytes out to a printer, and its status in: over serial, TCP, USB, a device node or into a file."""

from printers.transport.address import BadAddress, open_transport
from printers.transport.channel import NoPrinter, PrinterLost, Transport
from printers.transport.realtime_status import PrinterStatus, status
from printers.transport.sending import DEADLINE_S, Outcome, send

__all__ = [
    "DEADLINE_S",
    "BadAddress",
    "NoPrinter",
    "Outcome",
    "PrinterLost",
    "PrinterStatus",
    "Transport",
    "open_transport",
    "send",
    "status",
]
