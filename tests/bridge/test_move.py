"""The office moves to PostgreSQL: everything is there and goes on, and nobody goes on with what is left behind."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bridge.app import opened
from bridge.commands import run
from bridge.problems import OfficeMoved
from bridge.reconcile.audit import audit
from bridge.settings import DATABASE_NAME
from bridge.store import copying
from bridge.store.engine import reading, writing
from bridge.store.revision import next_revision
from mpos.contract.journal import chain
from scripts.postgresql_server import Server
from tests.bridge.databases import is_postgresql
from tests.bridge.office_core import MovableClock, a_soa, open_core
from tests.bridge.pscloud_office import Office, environment, open_office
from tests.golden.goldens import golden_homes
from tests.mpos.terminal_at_work import at_work

pytestmark = pytest.mark.skipif(is_postgresql(), reason="what moves is on SQLite")
Move = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.new_database()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with SOAs, payments, voids and postings."""
    with open_office(tmp_path / "home") as office:
        office.sync()
        office.collect("SOA-1000", 10_000, "A1")
        office.void(office.collect("SOA-2000", 8_008, "B1"))
        office.sync()
        office.collect("SOA-1000", 5_000, "A1")
        yield office


@pytest.fixture
def move(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Move:
    def move(*argv: str, **environ: str) -> tuple[int, dict[str, object]]:
        exit_code = run(["move", *argv, "--json"], environment(tmp_path / "home") | environ)
        said = capsys.readouterr()
        return exit_code, json.loads(said.out)

    return move


def take_off_the_mark(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE_NAME)) as db:
        db.execute("DELETE FROM setting WHERE key = 'moved_to'")
        db.execute("PRAGMA user_version = 0")
        db.commit()


def test_an_office_that_has_moved_has_everything_and_goes_on(
    office: Office, move: Move, url: str, tmp_path: Path
) -> None:
    exit_code, said = move("--to", url)
    assert exit_code == 0, said
    rows = {table["table"]: table for table in said["tables"]}  # type: ignore[attr-defined]
    assert rows["payment"] == {
        "table": "payment", "rows": 3, "amount": "230.08", "advance": "0.00", "vat": "24.64"
    }  # fmt: skip
    environ = environment(tmp_path / "home") | {"MPOS_BRIDGE_DATABASE_URL": url}
    with opened(environ, office.clock, office.network) as there:
        moved = Office.__new__(Office)
        moved.__dict__ |= office.__dict__ | {"bridge": there}
        moved.collect("SOA-3000", 6_000, "C1")
        assert moved.sync().problem is None
        assert sorted(amount_minor for _, amount_minor in moved.posted) == [5_000, 6_000, 8_008, 10_000]
        assert audit(there).problems == []


def test_what_is_left_behind_is_refused_with_where_to_look(office: Office, move: Move, url: str) -> None:
    move("--to", url)
    exit_code, said = move("--to", url)
    assert (exit_code, said["error"]["code"]) == (4, "office_moved")  # type: ignore[index]
    assert "postgresql://" in said["error"]["message"]  # type: ignore[index]
    # This bridge had it open all the time.
    with pytest.raises(OfficeMoved), writing(office.bridge.engine) as conn:
        next_revision(conn)


def test_a_check_changes_nothing_on_either_side(office: Office, move: Move, url: str) -> None:
    with reading(office.bridge.engine) as conn:
        before = copying.sums_of(conn)
    exit_code, said = move("--to", url, "--check")
    assert (exit_code, said["only_checked"]) == (0, True)
    with reading(office.bridge.engine) as conn:
        assert copying.sums_of(conn) == before
    with psycopg.connect(url) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert move("--to", url)[0] == 0


def test_a_database_that_is_not_empty_is_left_alone(office: Office, move: Move, url: str) -> None:
    with psycopg.connect(url) as there:
        there.execute("CREATE TABLE another (a int)")
    exit_code, said = move("--to", url)
    assert (exit_code, said["error"]["code"]) == (4, "move_refused")  # type: ignore[index]
    assert office.sync().problem is None


@pytest.mark.usefixtures("office")
def test_a_move_that_died_before_the_old_database_was_marked_is_completed(move: Move, url: str, tmp_path: Path) -> None:
    move("--to", url)
    take_off_the_mark(tmp_path / "home")
    assert move("--to", url)[0] == 0
    with pytest.raises(OfficeMoved), opened(environment(tmp_path / "home")):
        pass


def test_an_office_that_went_on_after_a_move_is_not_moved_over(
    office: Office, move: Move, url: str, tmp_path: Path
) -> None:
    move("--to", url)
    take_off_the_mark(tmp_path / "home")
    office.collect("SOA-1000", 100, "A1")
    assert move("--to", url)[1]["error"]["code"] == "move_refused"  # type: ignore[index]


def test_a_password_is_no_argument_and_is_shown_nowhere(office: Office, move: Move, url: str, tmp_path: Path) -> None:
    secret = url.replace("postgres@", "postgres:s3cret@")
    exit_code, said = move("--to", secret)
    assert (exit_code, "s3cret" in json.dumps(said)) == (2, False)
    (tmp_path / "url").write_text(secret + "\n")
    exit_code, said = move("--to-file", str(tmp_path / "url"))
    assert (exit_code, "s3cret" in json.dumps(said)) == (0, False)
    assert office.value("SELECT value FROM setting WHERE key = 'moved_to'").startswith('"postgresql://')
    assert "s3cret" not in office.value("SELECT value FROM setting WHERE key = 'moved_to'")


def test_texts_that_postgresql_does_not_keep_come_as_they_were(tmp_path: Path, url: str) -> None:
    with open_core(tmp_path / "home") as core:
        hand = core.terminal()
        core.keep(a_soa("S1"))
        for text in ("nul\0in it", "last of all \U0010ffff", "\U0010ffff0", "é\0\U0010ffffe"):
            hand.record(f"kind {text}", {"text": text}, collector=text)
        assert hand.upload().is_success
        hashes = [entry.hash for entry in hand.entries]
        environ = {"MPOS_BRIDGE_HOME": str(tmp_path / "home"), "MPOS_BRIDGE_MOVE_TO": url}
        assert run(["move"], environ, MovableClock()) == 0
    with opened(environ | {"MPOS_BRIDGE_DATABASE_URL": url}, MovableClock()) as there:
        proof = audit(there)
        assert [chain_.chain.problems for chain_ in proof.terminals] == [[]]
        with reading(there.engine) as conn:
            kept = conn.exec_driver_sql("SELECT hash FROM journal ORDER BY seq").scalars().all()
        assert kept == hashes
    assert [chain(entry) for entry in hand.entries] == hand.entries


def test_the_golden_office_moves_and_serves_its_terminal(tmp_path: Path, url: str) -> None:
    with at_work(golden_homes(tmp_path)) as terminal:
        terminal.office.close()
        home = terminal.office.home
        assert run(["move"], {"MPOS_BRIDGE_HOME": str(home), "MPOS_BRIDGE_MOVE_TO": url}, terminal.clock) == 0
        config = home / "config.toml"
        config.write_text(f'database_url = "{url}"\n{config.read_text()}')
        terminal.clock.move(days=1)
        assert terminal.ask("upload")["pending"] == 0
        terminal.office.sync()
        assert audit(terminal.office.bridge).problems == []


@pytest.mark.usefixtures("office")
def test_only_postgresql_is_moved_to(move: Move, tmp_path: Path) -> None:
    assert move("--to", f"sqlite:///{tmp_path / 'x.sqlite3'}")[0] == 2
    assert move()[0] == 2
    exit_code, said = move("--to", "postgresql://nobody@/nothing?host=/nowhere")
    assert (exit_code, said["error"]["code"]) == (3, "store_unreachable")  # type: ignore[index]
