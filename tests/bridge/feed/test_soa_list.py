"""The SOA list as a file: signed, whole, of one moment."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

from bridge.feed.soa_list import write_soa_list
from mpos.contract.sealed_file import SOA_LIST, read_sealed
from mpos.contract.soa_list import TRAVELS, list_id
from tests.bridge.office_core import Core, a_soa


def test_the_file_holds_the_codes_of_the_collector_and_no_others(core: Core, tmp_path: Path) -> None:
    core.keep(a_soa("SOA-1"), a_soa("SOA-2", "MNL-02"), a_soa("SOA-3", "QC-01"))
    core.keep(a_soa("SOA-4"), status="settled")
    core.collector("juan", "MNL-01", "MNL-02")
    hand = core.terminal()
    hand.log_in("juan")
    sealed = read_sealed(hand.soa_list("juan").content, SOA_LIST, core.bridge.signer.public_key)
    assert sealed.description["list_id"] == list_id(core.bridge.bridge_id, ["MNL-02", "MNL-01"])
    assert (sealed.description["count"], sealed.description["amount_due"]) == (2, "2000.00")
    (tmp_path / "list").write_bytes(lzma.decompress(sealed.payload))
    with closing(sqlite3.connect(tmp_path / "list")) as db:
        assert db.execute("SELECT soa_no FROM soa ORDER BY soa_no").fetchall() == [("SOA-1",), ("SOA-2",)]
        assert db.execute("SELECT sum(balance_minor) FROM invoice").fetchone() == (200_000,)
        assert db.execute("PRAGMA user_version").fetchone() == (TRAVELS,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        about = dict(db.execute("SELECT key, value FROM about").fetchall())
    assert about["list_id"] == sealed.description["list_id"]
    assert about["codes"] == '["MNL-01","MNL-02"]'
    assert set(about) <= set(sealed.description)


def test_payments_of_all_terminals_are_among_the_effects(core: Core, tmp_path: Path) -> None:
    core.keep(a_soa("SOA-1"))
    core.collector("juan", "MNL-01")
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    hand.log_in("juan")
    hand.collect("SOA-1", 30_000)
    hand.upload()
    other.void(other.collect("SOA-1", 500))
    other.upload()
    blob, _ = write_soa_list(core.bridge, ["MNL-01"], [hand.terminal_id])
    sealed = read_sealed(blob, SOA_LIST, core.bridge.signer.public_key)
    assert sealed.description["taken"] == [[hand.terminal_id, 1, 1]]
    (tmp_path / "list").write_bytes(lzma.decompress(sealed.payload))
    with closing(sqlite3.connect(tmp_path / "list")) as db:
        amounts = db.execute("SELECT balance_minor FROM effect ORDER BY 1").fetchall()
    assert amounts == [(-500,), (500,), (30_000,)]


def test_a_collector_without_codes_gets_an_empty_list(core: Core) -> None:
    core.keep(a_soa("SOA-1"))
    core.collector("juan")
    hand = core.terminal()
    hand.log_in("juan")
    sealed = read_sealed(hand.soa_list("juan").content, SOA_LIST, core.bridge.signer.public_key)
    assert sealed.description["count"] == 0
