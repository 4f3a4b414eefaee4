"""The offset of a time zone in which clocks are never moved, read from the system's zone files (RFC 9636).

`zoneinfo` reads every zone, but loads so much for it that a payment would wait for that longer than for the disk.
"""

from .datetime import timedelta, timezone
from .typing import NamedTuple

FOLDER = "/usr/share/zoneinfo"
FIRST_INSTANT = 1_767_225_600
"""2026-01-01: nothing that MPOS has recorded is older."""
_LIMIT = 100_000
"""Bytes, many times what the largest zone file has."""
_HEADER, _MAGIC = 44, b"TZif"
_COUNTED = (1, 1, 12, 9, 6, 1)
"""Bytes in the newer part for each of what the header counts: UT flags, standard flags, leap seconds, transitions,
kinds of time, letters."""
_COUNTED_OLD = (1, 1, 8, 5, 6, 1)


class _Part(NamedTuple):
    """A header and what follows it: where its first transition is, how many there are, and where it ends."""

    first: int
    transitions: int
    end: int


def fixed_zone(name: str) -> timezone | None:
    """The zone of this IANA name, if its offset is the same from FIRST_INSTANT on; None when that can't be told."""
    if not all(part.replace("_", "").isalnum() for part in name.split("/")):
        return None
    try:
        with open(f"{FOLDER}/{name}", "rb") as file:  # noqa: PTH123 -- pathlib is what this file does without
            return _read(file.read(_LIMIT))
    except (OSError, ValueError, IndexError):
        return None


def _read(content: bytes) -> timezone | None:
    newer = _part(content, _part(content, 0, _COUNTED_OLD).end, _COUNTED)
    last = newer.first + 8 * (newer.transitions - 1)
    if newer.transitions and int.from_bytes(content[last : last + 8], signed=True) >= FIRST_INSTANT:
        return None
    rule = content[newer.end :].decode("ascii").strip("\n")
    return None if "," in rule else timezone(_offset(rule))


def _part(content: bytes, start: int, counted: tuple[int, ...]) -> _Part:
    if content[start : start + 4] != _MAGIC:
        raise ValueError("no zone file")
    counts = [int.from_bytes(content[place : place + 4]) for place in range(start + 20, start + _HEADER, 4)]
    size = sum(count * each for count, each in zip(counts, counted, strict=True))
    return _Part(start + _HEADER, counts[3], start + _HEADER + size)


def _offset(rule: str) -> timedelta:
    """Of "PST-8", "<+0545>-5:45", "UTC0": what is added to local time to have UTC; ValueError for anything else."""
    letters = rule.partition(">")[0] + ">" if rule.startswith("<") else "".join(filter(str.isalpha, rule))
    told = rule.removeprefix(letters)
    hours, _, minutes = told.lstrip("+-").partition(":")
    apart = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return apart if told.startswith("-") else -apart
