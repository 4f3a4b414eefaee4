"""The same commands on a terminal with a million journal entries and on one with an empty journal."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median

from mpos.app import opened
from mpos.contract.journal import Entry
from mpos.services.epochs import mark_home
from mpos.store import journal
from mpos.store.database import open_store
from mpos.store.soas import LIST_FILE
from scripts.benchmarks.big_list import open_big_office
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.long_journal import lengthen
from scripts.benchmarks.measuring import Words, time_of
from scripts.demo_day.office import Office

ENTRIES, SHORT_ENTRIES = 1_000_000, 20_000
SOAS = 200
MOST = 1.3
"""Times of what it takes on an empty journal."""
ROUNDS, SHORT_ROUNDS = 15, 3
CLOSING: tuple[Words, ...] = (("close-registry", "--count", "0.01x0"), ("z-reading", "--no-print"))


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """Ratios of medians."""
    count = SHORT_ENTRIES if short else ENTRIES
    with Office(scratch) as office:
        soa_numbers = open_big_office(office, SOAS, registry=False)
        office.stop_bridge()
        empty, long = Path(office.environ["MPOS_HOME"]), scratch / "long"
        template = _worked_day(office, empty, scratch / "template", soa_numbers[0])
        _copy(empty, long)
        with opened({**os.environ, "MPOS_HOME": str(long)}) as terminal:
            taken = lengthen(terminal, template, count)
        _note_taken(long, taken)
        yield from _compared(office, (empty, long), soa_numbers, count, SHORT_ROUNDS if short else ROUNDS)


def _compared(
    office: Office, homes: tuple[Path, Path], soa_numbers: Sequence[str], count: int, rounds: int
) -> Iterator[Figure]:
    for home in homes:
        _seconds(office, home, ("open-registry", "--change-fund", "500"))
    unpaid = cycle(soa_numbers)
    for name in ("collect", "x-reading", "status", "soa list", "transactions", "upload --to FILE"):
        times: tuple[list[float], list[float]] = ([], [])
        for each in range(rounds + 1):
            soa_no = next(unpaid)
            for home, found in zip(homes, times, strict=True):
                took_s = _seconds(office, home, _words(name, soa_no, office.directory / f"journal-{name}-{each}"))
                found.extend([took_s] if each else [])
        yield _figure(name, times, count)
    closings: tuple[list[float], list[float]] = ([], [])
    for each in range(rounds + 1):
        for home, found in zip(homes, closings, strict=True):
            took_s = sum(_seconds(office, home, words) for words in CLOSING)
            found.extend([took_s] if each else [])
            _begin_day(office, home, datetime.now(UTC).date() + timedelta(days=2 + each), next(unpaid))
    yield _figure("close-registry and z-reading", closings, count)


def _begin_day(office: Office, home: Path, day: date, soa_no: str) -> None:
    """Another one with a payment; a device need not wait for the day to come."""
    _seconds(office, home, ("open-registry", "--change-fund", "500", "--business-date", day.isoformat()))
    _seconds(office, home, _words("collect", soa_no, home))


def _words(name: str, soa_no: str, file: Path) -> Words:
    match name:
        case "collect":
            return "collect", soa_no, "--cash", "1", "--no-print"
        case "x-reading":
            return "x-reading", "--no-print"
        case "upload --to FILE":
            file.unlink(missing_ok=True)
            return "upload", "--to", str(file)
    return name.split()


def _figure(name: str, times: Sequence[Sequence[float]], count: int) -> Figure:
    empty, long = map(median, times)
    return at_most(f"mpos {name}: {count:,} entries, of an empty journal", MOST, long / empty, f"{long / empty:.2f}")


def _seconds(office: Office, home: Path, words: Words) -> float:
    return time_of(("mpos", *words), {**office.environ, "MPOS_HOME": str(home)})


def _worked_day(office: Office, home: Path, place: Path, soa_no: str) -> list[Entry]:
    """The entries of a day with one payment, worked in a copy of this home."""
    _copy(home, place)
    for words in (("open-registry", "--change-fund", "500"), ("collect", soa_no, "--cash", "1"), *CLOSING):
        _seconds(office, place, words)
    with closing(open_store(place)) as connection:
        [(terminal_id,)] = connection.execute("SELECT terminal_id FROM identity")
        return list(journal.all_entries(connection, str(terminal_id)))


def _note_taken(home: Path, taken: tuple[str, int, int]) -> None:
    """The list was downloaded today: what the office has of the journal, its amounts account for."""
    with closing(sqlite3.connect(home / LIST_FILE)) as soas, soas:
        soas.execute("UPDATE about SET value = ? WHERE key = 'taken'", (json.dumps([taken]),))


def _copy(home: Path, place: Path) -> None:
    """A copy that stands for the device itself."""
    shutil.copytree(home, place)
    with closing(open_store(place)) as connection:
        mark_home(connection, place)
