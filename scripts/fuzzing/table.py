"""The outcome of fuzzing as a table."""

from collections.abc import Iterable, Iterator

from scripts.fuzzing.api import Asked
from scripts.fuzzing.trying import Tried

HEADINGS = ("target", "inputs", "distinct outcomes", "slowest", "memory", "findings")
Row = tuple[str, ...]


def reader_row(tried: Tried) -> Row:
    """A reader's line."""
    return (
        *(tried.name, f"{tried.inputs:,}", str(len(tried.outcomes))),
        *(f"{tried.slowest_s * 1000:.0f} ms", f"+{tried.peak_mib} MiB", str(len(tried.findings))),
    )


def operation_row(asked: Asked) -> Row:
    """A line of the API; its memory is the process's, so none is told."""
    statuses = len(asked.statuses)
    return (
        *(asked.operation, f"{asked.statuses.total():,}", str(statuses)),
        *(f"{asked.slowest_s * 1000:.0f} ms", "", str(len(asked.findings))),
    )


def as_text(rows: Iterable[Row]) -> str:
    """Aligned columns."""
    lines = [HEADINGS, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Row, widths: list[int]) -> str:
    return "  ".join(_aligned(cells, widths)).rstrip()


def _aligned(cells: Row, widths: list[int]) -> Iterator[str]:
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        yield cell.ljust(width) if place == 0 else cell.rjust(width)
