"""Everything that goes wrong with printers, each with the stand-in that does it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.fake_printer import (
    COVER_OPEN,
    NEAR_END,
    OFFLINE,
    OUT_OF_PAPER,
    READY,
    SILENT,
    Behaviour,
    FakePrinter,
    printer_in_the_network,
    printer_on_a_line,
)

PORT, PAPER_FILE = "ttyS1", "paper.bin"
HALFWAY = 600
"""Bytes; a receipt has about twice as many."""


class Standing(NamedTuple):
    """Where a printer can be found, and the printer, if there is one."""

    address: str
    printer: FakePrinter | None


class Fault(NamedTuple):
    """What is wrong, and in a directory for its port the printer that has it. `long`: more than 20 kB wait before."""

    name: str
    at: Callable[[Path], AbstractContextManager[Standing]]
    long: bool = False


def on_a_line(**behaviour: object) -> Callable[[Path], AbstractContextManager[Standing]]:
    """A serial printer that behaves so."""

    @contextmanager
    def at(place: Path) -> Iterator[Standing]:
        with printer_on_a_line(place / PORT, Behaviour(**behaviour)) as printer:  # type: ignore[arg-type]
            yield Standing(f"serial:{place / PORT}", printer)

    return at


def in_the_network(**behaviour: object) -> Callable[[Path], AbstractContextManager[Standing]]:
    """A network printer that behaves so."""

    @contextmanager
    def at(_place: Path) -> Iterator[Standing]:
        with printer_in_the_network(Behaviour(**behaviour)) as (printer, address):  # type: ignore[arg-type]
            yield Standing(address, printer)

    return at


@contextmanager
def gone(place: Path) -> Iterator[Standing]:
    """Nothing is plugged in."""
    yield Standing(f"serial:{place / PORT}", None)


@contextmanager
def refused(_place: Path) -> Iterator[Standing]:
    """A host that is there, and nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield Standing(f"tcp://127.0.0.1:{reserved.getsockname()[1]}", None)


@contextmanager
def swallowed(_place: Path) -> Iterator[Standing]:
    """A host that lets everybody knock in vain, as one that is out of range: the one place in its queue is taken."""
    with socket.socket() as full, socket.socket() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting.connect(full.getsockname())
        yield Standing(f"tcp://127.0.0.1:{full.getsockname()[1]}", None)


@contextmanager
def hung_node(place: Path) -> Iterator[Standing]:
    """A device node that takes what its buffer holds, and says nothing."""
    with printer_on_a_line(place / "lp0", Behaviour(hangs_after=0)) as printer:
        yield Standing(f"lp:{place / 'lp0'}", printer)


@contextmanager
def in_a_file(place: Path) -> Iterator[Standing]:
    """A file that collects what would be printed."""
    yield Standing(f"file:{place / PAPER_FILE}", None)


FAULTS = (
    Fault("none: all is well", on_a_line()),
    Fault("none: a file stands for the printer", in_a_file),
    Fault("paper out before", on_a_line(status=OUT_OF_PAPER)),
    Fault("paper out in the middle", on_a_line(status_later=(HALFWAY, OUT_OF_PAPER))),
    Fault("paper near its end", on_a_line(status=NEAR_END)),
    Fault("cover open", on_a_line(status=COVER_OPEN)),
    Fault("cover opened in the middle", on_a_line(status_later=(HALFWAY, COVER_OPEN))),
    Fault("offline", on_a_line(status=OFFLINE)),
    Fault("prints, but never answers", on_a_line(status=SILENT)),
    Fault("stale answer ahead of paper out", on_a_line(status_later=(1, OUT_OF_PAPER), blurts=READY[:1])),
    Fault("garbled answers", on_a_line(status=b"\xff\x00\x07\xff")),
    Fault("slow, 9600 baud", on_a_line(bite=10, pause_s=0.01)),
    Fault("hung from the start, small slip", on_a_line(hangs_after=0)),
    Fault("hung in the middle, small slip", on_a_line(hangs_after=HALFWAY, bite=100)),
    Fault("hung in the middle, over 20 kB", on_a_line(hangs_after=HALFWAY, bite=100), long=True),
    Fault("not plugged in", gone),
    Fault("unplugged in the middle", on_a_line(leaves_after=HALFWAY, bite=100, pause_s=0.1)),
    Fault("device node, hung", hung_node),
    Fault("device node, hung, over 20 kB", hung_node, long=True),
    Fault("network: refused", refused),
    Fault("network: out of range", swallowed),
    Fault("network: reset at once", in_the_network(leaves_after=0)),
    Fault("network: reset in the middle", in_the_network(leaves_after=HALFWAY, bite=100)),
    Fault("network: prints, but never answers", in_the_network(status=SILENT)),
    Fault("network: hung", in_the_network(hangs_after=0)),
)
