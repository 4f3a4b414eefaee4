"""What goes on while the power is cut: each scenario is prepared in peace, then played and recorded."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bridge.problems import HomeTaken
from mpos.store.database import STORE_FILE
from mpos.store.soas import LIST_FILE

from . import beginnings
from .stage import (
    CARD,
    CODE_FILE,
    DAY,
    MEDIUM,
    OFFICE,
    OTHER_SOA,
    SOA,
    TERMINAL,
    URL,
    Stage,
    Stages,
    make_office,
    staff_office,
)

BACKUP, NEWER_BACKUP, JOURNAL = f"{MEDIUM}/backup.sqlite3", f"{MEDIUM}/newer.sqlite3", f"{MEDIUM}/journal.mpos"
LATER_JOURNAL = f"{MEDIUM}/later.mpos"
THE_TERMINAL, THE_OFFICE = (TERMINAL, MEDIUM, CARD), (OFFICE,)
"""What loses power together: a stick and a card are in the terminal."""
PAGE_BYTES = 4096
_AFTER_V1 = DAY + timedelta(days=1)
"""The day on which the first version was left: it is still open."""


def _nothing(_: Stage) -> None:
    """As the stage is."""


class Scenario(NamedTuple):
    """`cut` are the folders that lose power; the others only see their programs end.

    `resume` is what a person does afterwards where the device can't be used before it. `settles` is False where
    PSCloud's books are not those that the office knows.
    """

    name: str
    play: Callable[[Stage], None]
    prepare: Callable[[Stage], None] = _nothing
    cut: tuple[str, ...] = THE_TERMINAL
    begin: Callable[[Stages, Path], None] = beginnings.at_work
    resume: Callable[[Stage], None] = _nothing
    day: date = DAY
    settles: bool = True


def _collect(stage: Stage) -> None:
    stage.ask("collect", SOA, "--cash", "100")
    stage.ask("collect", OTHER_SOA, "--cash", "50", "--no-print")


def _void(stage: Stage) -> None:
    stage.ask("void", "A00000001", "--reason", "wrong customer")


def _close(stage: Stage) -> None:
    stage.ask("close-registry", "--count", "100x6")
    stage.ask("z-reading")


def _first_start(stage: Stage) -> None:
    stage.ask("enroll", "--bridge", URL, "--code", (stage.root / CODE_FILE).read_text())
    stage.log_in()


def _download(stage: Stage) -> None:
    stage.ask("download-soa")


def _list_of_another_bridge(stage: Stage) -> None:
    """The office can't continue such a list, so the whole one comes. Until then the old one serves."""
    with closing(sqlite3.connect(stage.root / TERMINAL / LIST_FILE)) as connection, connection:
        connection.execute("UPDATE about SET value = 'another' WHERE key = 'list_id'")


def _changes_at_pscloud(stage: Stage) -> None:
    stage.state_next_day()


def _upload(stage: Stage) -> None:
    stage.ask("upload")


def _back_up(stage: Stage) -> None:
    stage.ask("backup", str(stage.root / BACKUP))


def _lose_device(stage: Stage) -> None:
    """There are two backups, and a home of which nothing is left."""
    _back_up(stage)
    _collect(stage)
    stage.ask("backup", str(stage.root / NEWER_BACKUP))
    for path in (stage.root / TERMINAL).iterdir():
        path.unlink() if path.is_file() else None


def _restore(stage: Stage) -> None:
    stage.ask("restore", str(stage.root / BACKUP))


def _restore_newer(stage: Stage) -> None:
    """When the restore did not come to its end, the newer copy is found."""
    if not (stage.root / TERMINAL / STORE_FILE).exists():
        stage.ask("restore", str(stage.root / NEWER_BACKUP))


def _sync(stage: Stage) -> None:
    stage.sync()


def _collect_and_upload(stage: Stage) -> None:
    _collect(stage)
    stage.ask("void", "A00000002", "--reason", "wrong customer", "--no-print")
    stage.ask("upload")


def _upload_to_file(stage: Stage) -> None:
    """Once, and once more with what came since."""
    stage.ask("upload", "--to", str(stage.root / JOURNAL))
    _void(stage)
    stage.ask("upload", "--to", str(stage.root / LATER_JOURNAL))


def _damage_store(stage: Stage) -> None:
    """A page in the middle of the store can't be read any more."""
    _collect(stage)
    store = stage.root / TERMINAL / STORE_FILE
    with store.open("r+b") as file:
        file.seek(store.stat().st_size // PAGE_BYTES // 2 * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))


def _rebuild(stage: Stage) -> None:
    stage.ask("rebuild")


def _open_terminal(stage: Stage) -> None:
    stage.ask("status")


def _open_office(stage: Stage) -> None:
    _ = stage.bridge


def _finish_office(stage: Stage) -> None:
    """Making an office again is harmless, whether it was made or not."""
    with suppress(HomeTaken):
        make_office(stage)
    staff_office(stage)
    stage.hand_over_code()


SCENARIOS = (
    Scenario("collect", _collect),
    Scenario("void", _void, _collect),
    Scenario("close", _close, _collect),
    Scenario("second copy", _collect, begin=beginnings.with_card),
    Scenario("download whole", _download, _list_of_another_bridge),
    Scenario("download changes", _download, _changes_at_pscloud),
    Scenario("upload", _upload, _collect),
    Scenario("upload to file", _upload_to_file, _collect),
    Scenario("backup", _back_up, _collect),
    Scenario("restore", _restore, _lose_device, resume=_restore_newer),
    Scenario("rebuild", _rebuild, _damage_store, begin=beginnings.with_card, resume=_rebuild),
    Scenario("first start", _first_start, Stage.hand_over_code, begin=beginnings.an_office),
    Scenario("migrate", _open_terminal, begin=beginnings.an_older_version, day=_AFTER_V1, settles=False),
    Scenario("office: init", make_office, cut=THE_OFFICE, begin=beginnings.nothing, resume=_finish_office),
    Scenario("office: enrol", _first_start, Stage.hand_over_code, cut=THE_OFFICE, begin=beginnings.an_office),
    Scenario("office: intake", _upload, _collect, cut=THE_OFFICE),
    Scenario("office: post", _sync, _collect_and_upload, cut=THE_OFFICE),
    Scenario(
        "office: migrate",
        _open_office,
        cut=THE_OFFICE,
        begin=beginnings.an_older_version,
        day=_AFTER_V1,
        settles=False,
    ),
)


def scenario_named(name: str) -> Scenario:
    """The scenario; StopIteration when there is none."""
    return next(scenario for scenario in SCENARIOS if scenario.name == name)
