"""What was seen, as a table for people."""

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import date

from scripts.printer_faults.faults import Fault
from scripts.printer_faults.trying import Seen

HEADINGS = (
    *("Fault", "What the collector was told", "Exit code", "Took", "On paper", "In the journal", "In the queue"),
    "`mpos receipt` then prints",
)


def as_markdown(tried: Iterable[tuple[Fault, Seen]]) -> Iterator[str]:
    """The lines of the table."""
    yield _line(HEADINGS)
    yield _line("---" for _ in HEADINGS)
    for fault, seen in tried:
        yield _line((fault.name, *_cells(seen)))


def circumstances(today: date) -> str:
    """When and where it was seen."""
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
    )
    return f"{today}, {machine}, Python {platform.python_version()}."


def _cells(seen: Seen) -> tuple[str, ...]:
    return (
        *(seen.said or "(no complaint)", str(seen.exit_code), f"{seen.took_s:.1f} s"),
        *(seen.on_paper, seen.journal, seen.state, seen.again),
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
