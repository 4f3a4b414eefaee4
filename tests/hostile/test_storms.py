"""Storms of hostile uploads: nothing is kept that does not verify, and the terminals beside are served as ever."""

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.intake.files import ingest
from bridge.problems import NotFound, TooLarge
from bridge.reconcile.audit import audit
from bridge.store.engine import reading
from bridge.store.evidence import entries_of
from bridge.store.terminals import list_terminals
from mpos.contract.canonical import BadContent, write_canonical
from mpos.contract.journal import EMPTY, FIRST_EPOCH, Entry, chain, find_break, write_entry
from mpos.contract.payment import payment_body
from mpos.contract.problems import Refused
from mpos.contract.sealed_file import JOURNAL as JOURNAL_FILE
from mpos.contract.sealed_file import write_sealed
from mpos.contract.wire import JOURNAL, Upload, upload_wire
from scripts.fuzzing import examples
from scripts.fuzzing.spoiling import bent, json_text, packed, spoiled
from tests.bridge.office_core import Core, Hand, open_core

STORM = settings(max_examples=20, suppress_health_check=list(HealthCheck))
REFUSALS = {400, 403, 409, 413, 422}


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    with open_core(tmp_path_factory.mktemp("office") / "home") as core:
        yield core


@pytest.fixture(autouse=True)
def what_is_kept_verifies(core: Core) -> Iterator[None]:
    """After each storm: every chain and seal holds, and a terminal that is well goes through its day."""
    yield
    assert_all_verifies(core)
    hand = core.terminal(len(terminals(core)).to_bytes(32, "big"))
    payment = hand.collect()
    hand.void(payment)
    assert hand.upload().json()["set_aside"] == []


def test_uploads_gone_wrong(core: Core) -> None:
    hand = core.terminal(b"1" * 32)
    hand.collect()
    valid = upload_wire(Upload(tuple(hand.entries), hand.seal(hand.head), 0))

    @STORM
    @given(json_text(valid))
    def storm(body: bytes) -> None:
        assert hand.ask("POST", JOURNAL, content=body).status_code in {200, *REFUSALS}

    storm()


def test_bodies_packed_wrong(core: Core) -> None:
    hand = core.terminal(b"2" * 32)
    hand.collect()
    valid = json.dumps(upload_wire(Upload(tuple(hand.entries), hand.seal(hand.head), 0))).encode()

    @STORM
    @given(packed(st.just(valid)))
    def storm(body: bytes) -> None:
        headers = {"Content-Encoding": "gzip"}
        assert hand.ask("POST", JOURNAL, content=body, headers=headers).status_code in {200, *REFUSALS}

    storm()


def test_entries_that_are_rightly_sealed_and_make_no_sense(core: Core) -> None:
    """A terminal with its key in the wrong hands: its entries verify, and what they say is judged one by one."""
    hand = core.terminal(b"3" * 32)

    @STORM
    @given(spoiled(examples.ENTRY), st.integers(0, 9))
    def storm(content: Any, upset: int) -> None:
        content = content if isinstance(content, dict) else {}
        after = _rightly_after(hand, content, upset)
        if after is None:
            return
        answer = hand.upload([after])
        assert answer.status_code in {200, *REFUSALS}, answer.text
        if answer.is_success:
            hand.head = after.head

    storm()
    assert core.value("SELECT count(*) FROM journal WHERE terminal_id = :id", id=hand.terminal_id) > 0


def test_payments_that_are_rightly_sealed_and_make_no_sense(core: Core) -> None:
    hand = core.terminal(b"4" * 32)
    valid = payment_body(hand.collect())

    @STORM
    @given(spoiled(valid))
    def storm(body: Any) -> None:
        after = _rightly_after(hand, {"body": body, "kind": "payment_recorded"}, upset=1)
        if after is not None and hand.upload([*hand.entries, after]).is_success:
            hand.entries.append(after)
            hand.head = after.head

    storm()
    aside = core.value("SELECT count(*) FROM set_aside WHERE terminal_id = :id", id=hand.terminal_id)
    assert 0 < aside < len(hand.entries)


def test_journal_files_gone_wrong(core: Core) -> None:
    hand = core.terminal(b"5" * 32)
    hand.collect()
    lines = "".join(f"{write_entry(entry)}\n" for entry in hand.entries).encode()

    @STORM
    @given(bent(lines), st.booleans(), st.data())
    def storm(payload: bytes, signed_so: bool, data: st.DataObject) -> None:
        seal, entries = hand.seal(hand.head), len(payload.splitlines())
        said = {"terminal_id": hand.terminal_id, "head": hand.head._asdict(), "seal": seal, "entries": entries}
        blob = write_sealed(JOURNAL_FILE, said, gzip.compress(payload, 1, mtime=0), hand.signer)
        with suppress(BadContent, NotFound, TooLarge, Refused):
            ingest(core.bridge, blob if signed_so else data.draw(bent(blob)))

    storm()


def _rightly_after(hand: Hand, content: dict[str, Any], upset: int) -> Entry | None:
    """An entry with this content that follows, is hashed and is sealed as it should be; None when it has no form."""
    head = hand.head if upset else EMPTY
    entry = Entry(**{**examples.ENTRY, **{name: content[name] for name in Entry._fields if name in content}})
    entry = entry._replace(terminal_id=hand.terminal_id, epoch=head.epoch, seq=head.seq + 1, prev_hash=head.hash)
    try:
        write_canonical(entry._asdict())
        return chain(entry)
    except BadContent:
        return None


def terminals(core: Core) -> list[Any]:
    with reading(core.bridge.engine) as conn:
        return list_terminals(conn)


def assert_all_verifies(core: Core) -> None:
    """Of every terminal the chain holds from its first entry on, and so does each seal that is kept."""
    proof = audit(core.bridge)
    assert [each.chain.problems for each in proof.terminals if each.chain.problems] == []
    with reading(core.bridge.engine) as conn:
        for terminal in list_terminals(conn):
            assert find_break(entries_of(conn, terminal.terminal_id, FIRST_EPOCH)) is None
