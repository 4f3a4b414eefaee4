"""The groups of rows that `scripts/bench` can measure: one file each, which has `figures(scratch, short=...)`.

A new group is a file and a line here. `scratch` is an empty directory that is thrown away; `short` is for CI: less of
everything, the same rows.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.figures import Figure


class Group(NamedTuple):
    """A module of this package, what it measures, and whether CI measures it, too."""

    module: str
    summary: str
    in_ci: bool = True


GROUPS = {
    "terminal": Group("terminal_commands", "cold commands and the keypad, as multiples of starting Python"),
    "commits": Group("commits", "waits for the disk, and payments beside one-row transactions", in_ci=False),
    "history": Group("history", "the same on a long journal as on an empty one", in_ci=False),
    "search": Group("search", "search as it is typed, beside looking one number up"),
    "download": Group("download", "a first download beside the limit of JSON, and the memory it takes"),
    "link": Group("slow_link", "a day over a link that is slow, late and cut"),
    "upload": Group("upload_size", "round trips and bytes of many payments sent at once"),
    "office": Group("office_pages", "pages and commands of an office with 500,000 SOAs"),
    "bridge": Group("bridge_uploads", "uploads, beside the limit of their own statements", in_ci=False),
    "posting": Group("posting", "posting to a back office that takes its time"),
}


def measured(name: str, scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The rows of a group, as they are found."""
    found: Iterator[Figure] = import_module(f"scripts.benchmarks.{GROUPS[name].module}").figures(scratch, short=short)
    yield from found
