"""Backing the office up, and bringing it back."""

import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from bridge.access.actor import holder_of_the_home
from bridge.app import init_home, opened
from bridge.keeping import backing_up
from bridge.keeping.archive import CONTENTS, write_archive
from bridge.keeping.backing_up import CannotKeep, back_up
from bridge.keeping.restoring import HomeInUse, NotABackup, PassphraseRefused, restore
from bridge.store.engine import reading
from bridge.store.office_deeds import Wanted, check_deeds, list_deeds
from tests.bridge.office_core import Core, MovableClock, a_soa, open_core

PASSPHRASE = "a passphrase of a person"
SOMEBODY = holder_of_the_home("root")


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home", MPOS_BRIDGE_DATABASE_URL="") as core:
        yield core


def brought_back(tmp_path: Path, backup: Path, passphrase: str | None = None) -> dict[str, str]:
    """The environment of a new home with what the backup has."""
    environ = {"MPOS_BRIDGE_HOME": str(tmp_path / "other"), "MPOS_BRIDGE_PSCLOUD_KEY": "k"}
    restore(environ, backup, "root", MovableClock(), passphrase)
    return environ


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_the_office_comes_back_as_it_was(core: Core, tmp_path: Path, passphrase: str | None) -> None:
    core.keep(*(a_soa(f"SOA-{number}") for number in range(300)))
    hand = core.terminal()
    hand.collect("SOA-1")
    hand.upload()
    file = tmp_path / "office.backup"
    done = back_up(core.bridge, SOMEBODY, file, passphrase)
    assert (done.contents.rows["soa"], done.contents.rows["payment"]) == (300, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with opened(brought_back(tmp_path, file, passphrase), MovableClock()) as bridge, reading(bridge.engine) as conn:
        assert (bridge.bridge_id, bridge.signer.public_key) == (core.bridge.bridge_id, core.bridge.signer.public_key)
        assert list_deeds(conn, Wanted(), 1)[0].what == "office restored from a backup"
        assert list(check_deeds(conn)) == []
        assert conn.exec_driver_sql("SELECT count(*) FROM soa").scalar_one() == 300
        assert conn.exec_driver_sql("SELECT count(*) FROM token").scalar_one() == 0


def test_a_folder_gets_a_name_with_the_time_and_keeps_so_many(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "not ours.backup").touch()
    for _ in range(3):
        back_up(core.bridge, SOMEBODY, folder, keep=2)
        core.clock.move(days=1)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["mpos-bridge-20261016-090000.backup", "mpos-bridge-20261017-090000.backup", "not ours.backup"]


def test_it_replaces_nothing_and_leaves_nothing_half_done(core: Core, tmp_path: Path) -> None:
    file = tmp_path / "office.backup"
    file.write_text("mine")
    with pytest.raises(CannotKeep, match="already"):
        back_up(core.bridge, SOMEBODY, file)
    with pytest.raises(CannotKeep):
        back_up(core.bridge, SOMEBODY, tmp_path / "nowhere" / "office.backup")
    assert file.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "office.backup"]


def test_what_cannot_be_read_back_gets_no_name(core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(file: IO[bytes], *given: Any) -> None:
        write_archive(file, *given)
        file.truncate(9_000)

    monkeypatch.setattr(backing_up, "write_archive", cut_short)
    with pytest.raises(CannotKeep, match="read back"):
        back_up(core.bridge, SOMEBODY, tmp_path / "office.backup")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_home_in_use_is_left_alone(core: Core, tmp_path: Path) -> None:
    file = tmp_path / "office.backup"
    back_up(core.bridge, SOMEBODY, file)
    with pytest.raises(HomeInUse):
        restore({"MPOS_BRIDGE_HOME": str(core.bridge.settings.home)}, file, "root", MovableClock(), None)
    other = {"MPOS_BRIDGE_HOME": str(tmp_path / "other")}
    init_home(other, "somebody", "a-password-of-theirs", MovableClock())
    with pytest.raises(HomeInUse):
        restore(other, file, "root", MovableClock(), None)


@pytest.mark.parametrize("spoil", ["cut", "changed", "nothing", "no backup"])
def test_what_is_no_whole_backup_changes_nothing(core: Core, tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "office.backup"
    back_up(core.bridge, SOMEBODY, file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "nothing": b"",
            "no backup": b"SQLite format 3\0" * 100,
        }[spoil]
    )
    with pytest.raises(NotABackup):
        brought_back(tmp_path, file)
    assert list((tmp_path / "other").iterdir()) == []


def test_a_file_beside_the_list_is_refused(core: Core, tmp_path: Path) -> None:
    file, more = tmp_path / "office.backup", tmp_path / "more.backup"
    back_up(core.bridge, SOMEBODY, file)
    with tarfile.open(file) as source, tarfile.open(more, "w:gz") as target:
        for member in source:
            target.addfile(member, source.extractfile(member))
        added = tarfile.TarInfo("../escaped")
        target.addfile(added)
        assert source.getnames()[0] == CONTENTS
    with pytest.raises(NotABackup, match="not on its list"):
        brought_back(tmp_path, more)
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("place", [0, 20, 40, -1])
def test_a_locked_backup_opens_with_its_passphrase_only_and_unchanged(core: Core, tmp_path: Path, place: int) -> None:
    file = tmp_path / "office.backup"
    back_up(core.bridge, SOMEBODY, file, PASSPHRASE)
    for passphrase in (None, "another passphrase"):
        with pytest.raises(PassphraseRefused):
            brought_back(tmp_path, file, passphrase)
    changed = bytearray(file.read_bytes())
    changed[place] ^= 1
    file.write_bytes(changed)
    with pytest.raises((PassphraseRefused, NotABackup)):
        brought_back(tmp_path, file, PASSPHRASE)
    assert list((tmp_path / "other").iterdir()) == []
