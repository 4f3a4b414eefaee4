"""The list that is ready: made once, the same for all that ask, gone on with in the middle, made anew in time."""

import lzma
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bridge.feed.ready_lists import FEW_CHANGES, ReadyLists
from mpos.contract.sealed_file import SOA_LIST, read_sealed
from mpos.contract.wire import SOA_LIST as PATH
from tests.bridge.office_core import Core, Hand, a_soa


def ask(hand: Hand, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return hand.ask("GET", PATH, params={"collector": "juan"}, headers=named)


@pytest.fixture
def juan(core: Core) -> Hand:
    core.keep(a_soa("SOA-1"), a_soa("SOA-2"))
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    hand.log_in("juan")
    return hand


def test_it_is_the_same_file_for_every_terminal_until_too_much_has_changed(core: Core, juan: Hand) -> None:
    other = core.terminal(b"u" * 32)
    other.log_in("juan")
    first = ask(juan)
    core.keep(*(a_soa(f"SOA-{number}") for number in range(3, FEW_CHANGES + 3)))
    assert ask(other).content == ask(juan).content == first.content
    core.keep(a_soa("SOA-1", version=2))
    assert ask(juan).content == ask(other).content != first.content


@pytest.mark.parametrize("start", [1, 500, -1])
def test_a_line_that_was_cut_is_gone_on_with(juan: Hand, start: int) -> None:
    whole = ask(juan)
    start %= len(whole.content)
    rest = ask(juan, Range=f"bytes={start}-", If_Range=whole.headers["ETag"])
    assert (rest.status_code, rest.content) == (206, whole.content[start:])
    assert rest.headers["Content-Range"] == f"bytes {start}-{len(whole.content) - 1}/{len(whole.content)}"
    assert rest.headers["ETag"] == whole.headers["ETag"]


def test_whoever_has_all_of_it_is_told_so(juan: Hand) -> None:
    whole = ask(juan)
    answer = ask(juan, Range=f"bytes={len(whole.content)}-", If_Range=whole.headers["ETag"])
    assert (answer.status_code, answer.content) == (416, b"")


@pytest.mark.parametrize(
    ("wanted", "of_this"),
    [("bytes=9-", False), ("bytes=9-20", True), ("bytes=-9", True), ("bytes=1-2,5-", True), ("lines=9-", True),
     ("bytes=", True), ("9-", True), ("bytes=9x-", True)],
)  # fmt: skip
def test_the_rest_of_another_file_and_any_odd_part_is_the_whole(juan: Hand, wanted: str, of_this: bool) -> None:
    whole = ask(juan)
    tag = whole.headers["ETag"] if of_this else '"another"'
    answer = ask(juan, Range=wanted, If_Range=tag)
    assert (answer.status_code, answer.content) == (200, whole.content)


def test_it_holds_what_its_changes_begin_with(core: Core, juan: Hand, tmp_path: Path) -> None:
    """Nothing that changed while it was ready is missed, and nothing that left stays."""
    blob = ask(juan).content
    core.keep(a_soa("SOA-1", "MNL-02", version=2))
    core.keep(a_soa("SOA-3"))
    assert ask(juan).content == blob
    sealed = read_sealed(blob, SOA_LIST, core.bridge.signer.public_key)
    (tmp_path / "list").write_bytes(lzma.decompress(sealed.payload))
    with closing(sqlite3.connect(tmp_path / "list")) as db:
        assert db.execute("SELECT soa_no FROM soa ORDER BY 1").fetchall() == [("SOA-1",), ("SOA-2",)]
    page = juan.changes("juan", sealed.description["list_id"], sealed.description["revision"]).json()
    assert ([item["soa"]["soa_no"] for item in page["items"]], page["dropped"]) == (["SOA-3"], ["SOA-1"])


def test_long_lists_are_made_before_anybody_asks_and_renewed_after_some_changes(core: Core) -> None:
    core.keep(*(a_soa(f"SOA-{number}") for number in range(40)), a_soa("SOA-X", "MNL-02"))
    core.collector("juan", "MNL-01")
    core.collector("eva", "MNL-02")
    lists = ReadyLists(few_changes=1, long=10)
    lists.renew(core.bridge)
    core.keep(a_soa("SOA-1", version=2), a_soa("SOA-X", "MNL-02", version=2))
    lists.renew(core.bridge)
    first = lists.of(core.bridge, ["MNL-01"])
    assert described(core, first)["revision"] < described(core, lists.of(core.bridge, ["MNL-02"]))["revision"]
    core.keep(a_soa("SOA-2", version=2))
    assert lists.of(core.bridge, ["MNL-01"]) is first
    lists.renew(core.bridge)
    assert described(core, lists.of(core.bridge, ["MNL-01"]))["revision"] > described(core, first)["revision"]


def described(core: Core, blob: bytes) -> Mapping[str, Any]:
    return read_sealed(blob, SOA_LIST, core.bridge.signer.public_key).description


def test_lists_that_nobody_asks_for_make_room(core: Core) -> None:
    core.keep(a_soa("SOA-1"), a_soa("SOA-2", "MNL-02"), a_soa("SOA-3", "MNL-03"))
    lists = ReadyLists(most_bytes=1)
    one = lists.of(core.bridge, ["MNL-01"])
    assert lists.of(core.bridge, ["MNL-01"]) is one
    lists.of(core.bridge, ["MNL-02"])
    assert lists.of(core.bridge, ["MNL-01"]) is not one
