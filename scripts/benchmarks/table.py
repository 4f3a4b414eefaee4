"""The figures as a table, for the screen and as Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime

from scripts.benchmarks.figures import Figure

HEADINGS = Figure("what", "goal", "figure", "met")


def circumstances() -> str:
    """Where and when was measured, without which no figure means anything."""
    today = datetime.now().astimezone().date()
    cores = f"{os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
    machine = f"{platform.system()} {platform.machine()}, {cores}"
    return (
        f"{today}, {machine}, Python {platform.python_version()}.\n"
        "Medians of interleaved runs; times and memory of commands as multiples of `python -c pass`."
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
