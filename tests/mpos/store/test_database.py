"""The store as a whole: durable, private, all or nothing, and open to more than one process."""

from contextlib import closing, suppress
from pathlib import Path

import pytest

from mpos.store.database import STORE_FILE, StoreBusy, open_store, transaction
from mpos.store.settings import SESSION, read_setting, write_setting


def test_a_commit_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store.execute("PRAGMA synchronous").fetchone() == (2,)
        assert store.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_store_is_its_owners_alone(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "home")):
        assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "home" / STORE_FILE).stat().st_mode & 0o777 == 0o600


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        with suppress(ZeroDivisionError), transaction(store) as connection:
            write_setting(connection, SESSION, "ana")
            _ = 1 / 0
        assert read_setting(store, SESSION) is None
        with transaction(store) as connection:
            write_setting(connection, SESSION, "ana")
    with closing(open_store(tmp_path)) as store:
        assert read_setting(store, SESSION) == "ana"


def test_a_store_is_made_once_and_opened_by_many(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as first, closing(open_store(tmp_path)) as second:
        with transaction(first) as connection:
            write_setting(connection, SESSION, "ana")
            assert read_setting(second, SESSION) is None
        assert read_setting(second, SESSION) == "ana"


def test_a_neighbour_that_never_lets_go_is_told_of_in_the_end(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as holder, closing(open_store(tmp_path)) as waiting:
        waiting.execute("PRAGMA busy_timeout = 1")
        with transaction(holder), pytest.raises(StoreBusy, match="at work"), transaction(waiting):
            pass


def test_a_setting_is_forgotten_by_writing_nothing(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        write_setting(store, SESSION, {"login": "Ñ"})
        assert read_setting(store, SESSION) == {"login": "Ñ"}
        write_setting(store, SESSION, None)
        assert read_setting(store, SESSION) is None
