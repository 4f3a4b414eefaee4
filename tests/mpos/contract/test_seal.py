import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.journal import Head
from mpos.contract.seal import Signer, challenge_text, countersign_text, greeting_text, holds, journal_seal_text
from tests.mpos.contract.records import journal_of

SIGNER = Signer(bytes(range(32)))
OTHER = Signer(bytes(32))
TEXT = b"what was said"
SEAL = SIGNER.sign(TEXT)


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_a_seal_holds_for_its_text_and_for_no_other(text: bytes, other: bytes) -> None:
    seal = SIGNER.sign(text)
    assert holds(SIGNER.public_key, text, seal)
    assert holds(SIGNER.public_key, other, seal) == (other == text)


def test_a_seal_holds_for_its_key_and_for_no_other() -> None:
    assert not holds(OTHER.public_key, TEXT, SEAL)


@pytest.mark.parametrize("key", ["", "00", "zz" * 32, "ñ", SIGNER.public_key[:-2], SIGNER.public_key.upper()])
def test_a_malformed_key_holds_nothing(key: str) -> None:
    assert not holds(key, TEXT, SEAL)


@pytest.mark.parametrize(
    "seal", ["", "00" * 64, "not hex", SEAL[:-2], SEAL + "00", SEAL.upper(), f"{SEAL[:2]} {SEAL[2:]}"]
)
def test_a_malformed_seal_or_a_second_spelling_holds_nothing(seal: str) -> None:
    assert not holds(SIGNER.public_key, TEXT, seal)


def test_a_cut_tail_does_not_fit_the_seal_of_the_head() -> None:
    entries = journal_of([{"number": place} for place in range(4)])
    seal = SIGNER.sign(journal_seal_text("T001", entries[-1].head))
    assert holds(SIGNER.public_key, journal_seal_text("T001", entries[-1].head), seal)
    for entry in entries[:-1]:
        assert not holds(SIGNER.public_key, journal_seal_text("T001", entry.head), seal)


def test_no_seal_serves_for_another_purpose_or_terminal() -> None:
    head = Head(1, 7, "a" * 64)
    texts = {
        journal_seal_text("T001", head),
        journal_seal_text("T002", head),
        journal_seal_text("T001", head._replace(epoch=2)),
        journal_seal_text("T001", head._replace(seq=8)),
        journal_seal_text("T001", head._replace(hash="b" * 64)),
        countersign_text("T001", head),
        challenge_text("T001", "a" * 64),
        greeting_text("a" * 64, "2026-01-05T09:30:00.000+08:00"),
    }
    assert len(texts) == 8


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "terminal.key"
    made = Signer.at(path)
    again = Signer.at(path)
    assert again.public_key == made.public_key
    assert holds(made.public_key, TEXT, again.sign(TEXT))
    assert [file.name for file in tmp_path.iterdir()] == ["terminal.key"]


def test_two_devices_have_two_keys(tmp_path: Path) -> None:
    assert Signer.at(tmp_path / "one.key").public_key != Signer.at(tmp_path / "two.key").public_key


def test_only_its_owner_may_read_a_key(tmp_path: Path) -> None:
    path = tmp_path / "terminal.key"
    Signer.at(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_draft_that_a_crash_left_behind_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "terminal.new").write_text("00")
    made = Signer.at(tmp_path / "terminal.key")
    assert Signer.at(tmp_path / "terminal.key").public_key == made.public_key


def test_a_key_from_a_backup_is_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "terminal.key"
    kept = Signer.keep(path, SIGNER.private_text)
    assert kept.public_key == Signer.at(path).public_key == SIGNER.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "00", "not hex"])
def test_what_is_no_key_takes_no_keys_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "terminal.key"
    made = Signer.at(path)
    with pytest.raises(ValueError, match=r"."):
        Signer.keep(path, text)
    assert Signer.at(path).public_key == made.public_key
