"""The schema: what the migrations make is what the code expects."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bridge.problems import DatabaseTooNew
from bridge.reconcile.audit import audit
from bridge.settings import DATABASE_NAME
from bridge.store import migrations
from bridge.store.engine import Connection, Engine, make_engine, reading, writing
from bridge.store.migrations import PRESENT, upgrade, version_of
from bridge.store.schema import metadata
from bridge.store.search_index import PAYMENT_WORDS, SOA_WORDS
from mpos.contract.problems import StoreDamaged
from tests.golden.goldens import golden_homes
from tests.mpos.terminal_at_work import at_work

WORDS = (SOA_WORDS.name, PAYMENT_WORDS.name)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'bridge.sqlite3'}")
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as conn:
        assert differences(conn) == []


def test_the_present_version_is_the_newest_there_is() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == PRESENT


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    with reading(engine) as conn:
        assert version_of(conn) == PRESENT


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(engine: Engine) -> None:
    first_version(engine)
    with writing(engine) as conn:
        # The table of 0002 can be made, the index behind it can't.
        conn.execute(text("CREATE INDEX skew_by_clock ON terminal (enrolled_at)"))
    before = everything(engine)
    with pytest.raises(StoreDamaged, match="skew_by_clock already exists"):
        upgrade(engine)
    assert everything(engine) == before
    with writing(engine) as conn:
        conn.execute(text("DROP INDEX skew_by_clock"))
    upgrade(engine)
    with reading(engine) as conn:
        assert version_of(conn) == PRESENT
        assert differences(conn) == []


def test_an_office_of_version_1_keeps_everything_and_goes_on(tmp_path: Path) -> None:
    with at_work(golden_homes(tmp_path)) as terminal:
        engine = make_engine(f"sqlite:///{terminal.office.home / DATABASE_NAME}")
        before = everything(engine)
        terminal.clock.move(days=1)
        _ = terminal.office.bridge
        after = everything(engine)
        engine.dispose()
        assert before.pop("alembic_version") == [("0001",)]
        forget_words(before, after)
        # Columns are only added behind the others, and rows behind those that were there.
        assert {
            name: [row[: len(rows[0])] for row in after[name]][: len(rows)] for name, rows in before.items() if rows
        } == {name: rows for name, rows in before.items() if rows}
        assert terminal.ask("upload")["pending"] == 0
        terminal.office.sync()
        assert audit(terminal.office.bridge).problems == []


def forget_words(*books: dict[str, list[tuple[Any, ...]]]) -> None:
    """The words that find a SOA are made anew, so that an index of them can be kept."""
    for book in books:
        book["soa"] = [(*row[:6], "", *row[7:]) for row in book["soa"]]


def differences(conn: Connection) -> Any:
    """What the database has otherwise than the code knows it. The indexes of words are its dialect's own."""
    options = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith(WORDS)}
    return compare_metadata(MigrationContext.configure(conn, opts=options), metadata)


def first_version(engine: Engine) -> None:
    """A database as version 0001 made it, with a terminal in it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with writing(engine) as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        conn.execute(text("INSERT INTO terminal VALUES ('T001', 'A', '', '', NULL, NULL, NULL, NULL, NULL)"))


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with reading(engine) as conn:
        names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
        rows = {name: conn.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
    return {name: [tuple(row) for row in found] for name, found in rows.items()}


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew):
        upgrade(engine)
    with reading(engine) as conn:
        assert version_of(conn) == "9999"
