"""The figures as a table, for the screen and as Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime

from scripts.benchmarks.figures import Figure

HEADINGS = Figure("what", "goal", "figure", "met")


def circumstances(rounds: int, bare_s: float, bare_kib: float) -> str:
    """Where, when and how often was measured, without which no figure means anything."""
    today = datetime.now().astimezone().date()
    return (
        f"{today}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
        f"Medians of {rounds} interleaved runs, as multiples of `python -c pass` "
        f"({bare_s * 1000:.0f} ms, {bare_kib / 1024:.0f} MiB here)."
    )


def as_text(figures: Iterable[Figure]) -> str:
    """Aligned columns."""
    rows: Sequence[Figure] = [HEADINGS, *figures]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def as_markdown(figures: Iterable[Figure]) -> str:
    """The same, for docs/."""
    rows = [HEADINGS, Figure("---", "---", "---", "---"), *figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
