"""What is known of battery and printer without asking either."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mpos.services.equipment import battery_percent, printer_word
from mpos.store import prints
from mpos.store.database import Connection, open_store


def supply(supplies: Path, name: str, **told: str) -> None:
    folder = supplies / name
    folder.mkdir(parents=True)
    for file, text in told.items():
        (folder / file).write_text(f"{text}\n")


def test_the_emptiest_battery_of_the_device_counts(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "BAT0", type="Battery", capacity="81")
    supply(tmp_path, "BAT1", type="Battery", capacity="64", scope="System")
    supply(tmp_path, "hid-mouse", type="Battery", capacity="5", scope="Device")
    assert battery_percent(tmp_path) == 64


@pytest.mark.parametrize(("capacity", "percent"), [("0", 0), ("100", 100), ("104", 100), ("", None), ("-1", None)])
def test_what_a_driver_says_is_a_percentage_or_nothing(capacity: str, percent: int | None, tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity=capacity)
    assert battery_percent(tmp_path) == percent


def test_a_device_without_a_battery_says_nothing(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="1")
    assert battery_percent(tmp_path) is None
    assert battery_percent(tmp_path / "nothing-here") is None
    supply(tmp_path, "BAT0", type="Battery")
    assert battery_percent(tmp_path) is None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Connection]:
    with closing(open_store(tmp_path)) as connection:
        yield connection


def a_slip(store: Connection, state: str, detail: str | None = None) -> None:
    job_id = prints.queue(store, "receipt", "A1", "{}", "2026-11-22T09:00:00.000+08:00")
    assert prints.move(store, job_id, prints.QUEUED, state, detail)


def test_without_a_printer_there_is_none_and_before_the_first_slip_nobody_knows(store: Connection) -> None:
    assert printer_word(store, connected=False) == "none"
    assert printer_word(store, connected=True) == "unknown"


@pytest.mark.parametrize(
    ("state", "detail", "word"),
    [
        ("confirmed", None, "ok"),
        ("unknown", "It says nothing.", "unknown"),
        ("failed", "The printer is out of paper. Put in a new roll.", "paper_out"),
        ("queued", "The printer's cover is open. Close it.", "cover_open"),
        ("queued", "Connection refused", "failed"),
        ("failed", None, "failed"),
    ],
)
def test_the_last_slip_tells_how_the_printer_was(store: Connection, state: str, detail: str | None, word: str) -> None:
    a_slip(store, "confirmed")
    a_slip(store, state, detail)
    assert printer_word(store, connected=True) == word


def test_a_slip_that_has_not_been_tried_tells_nothing(store: Connection) -> None:
    a_slip(store, "confirmed")
    prints.queue(store, "receipt", "A2", "{}", "2026-11-22T09:00:00.000+08:00")
    assert printer_word(store, connected=True) == "ok"
