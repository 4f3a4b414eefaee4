"""What PostgreSQL is made to keep as SQLite does, on a real server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, text

from bridge.problems import HomeDamaged, StoreUnreachable
from bridge.store.condition import damage
from bridge.store.engine import Engine, make_engine, reading, url_shown, writing
from bridge.store.home import set_up
from bridge.store.migrations import PRESENT, upgrade, version_of
from bridge.store.revision import current_revision, next_revision
from bridge.store.schema import collector_code
from mpos.contract.problems import BadUsage
from scripts.postgresql_server import Server, running

NAMES = ["B", "a", "Á", "-9", "10", "9", "b", "nul\0", "\U0010ffff", "\U0010ffff0"]


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.new_database()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    upgrade(engine)
    with writing(engine) as conn:
        set_up(conn, "a-bridge")
    yield engine
    engine.dispose()


def test_texts_come_back_as_they_were_in_the_order_of_code_points(engine: Engine) -> None:
    rows = [{"collector_code": name, "name": name, "active": True, "source": "office"} for name in NAMES]
    with writing(engine) as conn:
        conn.execute(insert(collector_code), rows)
    ordered = select(collector_code.c.collector_code).order_by(collector_code.c.collector_code)
    with reading(engine) as conn:
        found = list(conn.execute(ordered).scalars())
        like_a_nul = conn.execute(ordered.where(collector_code.c.name == "nul\0")).scalars().all()
    assert sorted(found) == sorted(NAMES)
    plain = [name for name in found if "\0" not in name and "\U0010ffff" not in name]
    assert plain == sorted(plain)
    assert like_a_nul == ["nul\0"]


def test_a_reading_writes_nothing_and_sees_one_state_to_its_end(engine: Engine) -> None:
    with reading(engine) as before:
        assert current_revision(before) == 0
        with writing(engine) as conn:
            next_revision(conn)
        assert current_revision(before) == 0
    with pytest.raises(HomeDamaged, match="read-only"), reading(engine) as conn:
        next_revision(conn)


def test_a_commit_is_on_disk_even_where_the_server_is_set_otherwise(url: str) -> None:
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ALTER ROLE postgres SET synchronous_commit = off"))
    engine.dispose()
    try:
        with reading(engine) as conn:
            assert conn.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    finally:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("ALTER ROLE postgres RESET synchronous_commit"))
        engine.dispose()


def test_sums_are_whole_numbers(engine: Engine) -> None:
    with reading(engine) as conn:
        total = conn.execute(text("SELECT sum(x) FROM (VALUES (1::bigint), (2::bigint)) AS t (x)")).scalar_one()
    assert (total, type(total)) == (3, int)


def test_two_that_start_at_once_make_the_tables_once(url: str) -> None:
    one, other = make_engine(url), make_engine(url)
    upgrade(one)
    upgrade(other)
    with reading(other) as conn:
        assert version_of(conn) == PRESENT
    one.dispose()
    other.dispose()


def test_a_server_that_is_away_is_told_in_one_line_without_the_password() -> None:
    engine = make_engine("postgres://mpos:s3cret@127.0.0.1:1/mpos")
    with pytest.raises(StoreUnreachable) as caught, reading(engine):
        pass
    assert "s3cret" not in caught.value.message
    assert "\n" not in caught.value.message
    assert url_shown(engine) == "postgresql://127.0.0.1:1/mpos"
    with pytest.raises(BadUsage) as refused:
        make_engine("postgresql://mpos:s3cret@host:port/mpos")
    assert "s3cret" not in refused.value.message


@pytest.mark.usefixtures("postgresql")
def test_a_server_that_does_not_wait_for_the_disk_is_named() -> None:
    with running("fsync=off") as server:
        careless = make_engine(server.new_database())
        with reading(careless) as conn:
            assert "fsync = off" in str(damage(conn))
        careless.dispose()


def test_one_that_does_is_well(engine: Engine) -> None:
    with reading(engine) as conn:
        assert damage(conn) is None
