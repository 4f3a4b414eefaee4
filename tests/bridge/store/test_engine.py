"""Transactions: one state to read, all or nothing to write, and troubles in our own words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bridge.store.engine import Engine, KeyTaken, make_engine, part_of, reading, writing
from bridge.store.home import set_up
from bridge.store.migrations import upgrade
from bridge.store.revision import REVISION, count_from, current_revision, next_revision
from bridge.store.schema import setting
from mpos.contract.problems import BadUsage, StoreDamaged


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'bridge.sqlite3'}")
    upgrade(engine)
    with writing(engine) as conn:
        set_up(conn, "a-bridge")
    yield engine
    engine.dispose()


def test_commits_are_durable_and_foreign_keys_are_looked_at(engine: Engine) -> None:
    with reading(engine) as conn:
        found = {name: conn.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("synchronous", "foreign_keys")}
        assert conn.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    assert found == {"synchronous": 2, "foreign_keys": 1}


def test_a_writing_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as conn:
        1 // (next_revision(conn) - 1)
    with reading(engine) as conn:
        assert current_revision(conn) == 0


def test_a_reading_sees_one_state_to_its_end(engine: Engine) -> None:
    with reading(engine) as before:
        assert current_revision(before) == 0
        with writing(engine) as conn:
            next_revision(conn)
        assert current_revision(before) == 0
    with reading(engine) as after:
        assert current_revision(after) == 1


def test_an_office_from_an_older_backup_gives_no_revision_of_the_lost_days_again(engine: Engine) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    count_from(engine, monday)
    with writing(engine) as conn:
        lost = [next_revision(conn) for _ in range(1_000)]
    with writing(engine) as conn:
        conn.execute(update(setting).where(setting.c.key == REVISION).values(value=0))
    count_from(engine, monday + timedelta(seconds=1))
    with writing(engine) as conn:
        assert next_revision(conn) > max(lost)
        assert next_revision(conn) == current_revision(conn)
    count_from(engine, monday - timedelta(days=1))
    with writing(engine) as conn:
        assert current_revision(conn) < next_revision(conn)


def test_revisions_rise_by_one(engine: Engine) -> None:
    with writing(engine) as conn:
        assert [next_revision(conn) for _ in range(3)] == [1, 2, 3]


def test_a_part_is_undone_alone(engine: Engine) -> None:
    with writing(engine) as conn:
        next_revision(conn)
        with pytest.raises(KeyTaken), part_of(conn):
            set_up(conn, f"another, at {next_revision(conn)}")
    with reading(engine) as conn:
        assert current_revision(conn) == 1
        assert conn.execute(select(setting.c.value).where(setting.c.key == "bridge_id")).scalar_one() == "a-bridge"


def test_a_database_that_can_not_be_opened_is_a_damaged_store(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'nowhere' / 'bridge.sqlite3'}")
    with pytest.raises(StoreDamaged, match="unable to open"), reading(engine):
        pass


def test_a_full_disk_is_a_damaged_store(engine: Engine) -> None:
    with reading(engine) as conn:
        conn.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreDamaged, match="full"), writing(engine) as conn:
        conn.execute(text("INSERT INTO setting (key, value) VALUES ('big', randomblob(1000000))"))


def test_a_database_url_that_can_not_be_used_is_named() -> None:
    for url in ("nonsense", "oracle2://x"):
        with pytest.raises(BadUsage, match="database_url"):
            make_engine(url)


def test_a_table_that_was_torn_out_is_noticed(engine: Engine, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bridge.sqlite3")) as db:
        db.execute("DROP TABLE setting")
    with pytest.raises(StoreDamaged), reading(engine) as conn:
        current_revision(conn)
