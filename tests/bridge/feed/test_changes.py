"""Changes: an old list and what changed since are together the list of now."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.feed.soa_list import write_soa_list
from bridge.store.engine import writing
from bridge.store.statements import depart
from bridge.store.terminals import admit_collector
from mpos.contract.identity import new_id
from mpos.contract.office import read_office
from mpos.contract.sealed_file import SOA_LIST, read_sealed
from mpos.contract.soa import Effect, Invoice, Soa, read_effect, read_soa
from mpos.contract.wire import decided_id, read_person
from tests.bridge.office_core import Core, Hand, a_soa, problem

CODES = ("MNL-01", "MNL-02", "QC-01")
OWN = CODES[:2]
State = dict[str, tuple[Soa, frozenset[Effect]]]


def test_nothing_new_is_an_empty_page(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    again = hand.changes("juan", page["list_id"], page["revision"]).json()
    assert (again["items"], again["dropped"], again["more"]) == ([], [], False)
    assert again["revision"] == page["revision"]
    assert again["person"]["login"] == "juan"


def test_what_the_office_has_decided_is_told_when_it_is_news(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    first = hand.changes("juan", page["list_id"], page["revision"]).json()
    known = decided_id(read_office(first["office"]), read_person(first["person"]))
    again = hand.changes("juan", page["list_id"], page["revision"], known).json()
    assert again.keys().isdisjoint({"office", "person"})
    core.rename("juan", "Juan Cruz")
    changed = hand.changes("juan", page["list_id"], page["revision"], known).json()
    assert (changed["person"]["name"], changed["office"]) == ("Juan Cruz", first["office"])


def test_other_codes_need_a_whole_list(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    core.reassign("juan", "MNL-01", "MNL-02")
    assert problem(hand.changes("juan", page["list_id"], page["revision"])) == (409, "snapshot_needed")
    core.reassign("juan", "MNL-01")
    assert hand.changes("juan", page["list_id"], page["revision"]).is_success


def test_a_revision_that_never_was_needs_a_whole_list(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    assert problem(hand.changes("juan", page["list_id"], page["revision"] + 1)) == (409, "snapshot_needed")


def test_a_payment_of_another_terminal_is_news(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    other = core.terminal(b"u" * 32)
    other.collect("SOA-1", 700)
    other.upload()
    news = hand.changes("juan", page["list_id"], page["revision"]).json()
    (item,) = news["items"]
    assert [effect["balance"] for effect in item["effects"]] == ["7.00"]
    assert news["taken"] == []


def test_what_left_the_list_is_dropped(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    core.keep(a_soa("SOA-1", version=2), status="settled")
    assert hand.changes("juan", page["list_id"], page["revision"]).json()["dropped"] == ["SOA-1"]


def test_many_changes_come_in_pages(core: Core) -> None:
    hand, page = a_terminal_with_a_list(core)
    for start in range(0, 1_200, 400):
        core.keep(*(a_soa(f"SOA-{number}", version=2) for number in range(start, start + 400)))
    seen: list[str] = []
    pages = 0
    after, more = page["revision"], True
    while more:
        news = hand.changes("juan", page["list_id"], after).json()
        assert len(news["items"]) <= 500
        seen += [item["soa"]["soa_no"] for item in news["items"]]
        after, more, pages = news["revision"], news["more"], pages + 1
    assert (len(seen), len(set(seen)), pages) == (1_200, 1_200, 3)


deeds = st.lists(
    st.one_of(
        st.tuples(
            st.just("state"),
            st.integers(0, 4),
            st.sampled_from(CODES),
            st.sampled_from(("active", "active", "settled")),
        ),
        st.tuples(st.sampled_from(("depart", "pay", "void", "look")), st.integers(0, 4), st.none(), st.none()),
    ),
    min_size=1,
    max_size=12,
)


def test_a_list_kept_up_to_date_is_the_list_of_now(core: Core) -> None:
    hand = core.terminal()

    @settings(max_examples=20)
    @given(deeds)
    def check(steps: list[tuple[str, int, Any, Any]]) -> None:
        # Each example has a corner of its own: a collector, codes and SOAs that no other one knows.
        corner = new_id()
        codes = [f"{code} {corner}" for code in OWN]
        core.collector(corner, *codes)
        admit(core, hand, corner)
        known, list_id, revision = whole(core, hand, corner)
        for version, (what, number, code, status) in enumerate(steps, start=1):
            soa_no = f"{number} {corner}"
            if what == "look":
                revision = bring_up_to_date(hand, corner, known, list_id, revision)
            elif what == "state":
                core.keep(a_soa(soa_no, f"{code} {corner}", version), status=status)
            else:
                do(core, hand, what, soa_no)
        bring_up_to_date(hand, corner, known, list_id, revision)
        assert known == whole(core, hand, corner)[0] == rows_of(core, write_soa_list(core.bridge, codes)[0])

    check()


def admit(core: Core, hand: Hand, login: str) -> None:
    """As a login does, without the time that comparing a PIN takes."""
    with writing(core.bridge.engine) as conn:
        admit_collector(conn, hand.terminal_id, login, core.clock.now())


def do(core: Core, hand: Hand, what: str, soa_no: str) -> None:
    if what == "depart":
        with writing(core.bridge.engine) as conn:
            depart(conn, [soa_no], core.clock.now())
        return
    payment = hand.collect(soa_no)
    if what == "void":
        hand.void(payment)
    assert hand.upload(hand.entries[-2:]).json()["set_aside"] == []


def bring_up_to_date(hand: Hand, login: str, known: State, list_id: str, revision: int) -> int:
    page = hand.changes(login, list_id, revision).json()
    for soa_no in page["dropped"]:
        known.pop(soa_no, None)
    for item in page["items"]:
        soa = read_soa(item["soa"])
        known[soa.soa_no] = (soa, frozenset(map(read_effect, item["effects"])))
    return int(page["revision"])


def whole(core: Core, hand: Hand, login: str) -> tuple[State, str, int]:
    """The list that is ready, brought up to date."""
    blob = hand.soa_list(login).content
    description = read_sealed(blob, SOA_LIST, core.bridge.signer.public_key).description
    known, list_id = rows_of(core, blob), description["list_id"]
    return known, list_id, bring_up_to_date(hand, login, known, list_id, description["revision"])


def rows_of(core: Core, blob: bytes) -> State:
    """A list file, in the shape of the changes."""
    path = core.bridge.settings.home / "list"
    path.write_bytes(lzma.decompress(read_sealed(blob, SOA_LIST, core.bridge.signer.public_key).payload))
    return read_list(path)


def a_terminal_with_a_list(core: Core) -> tuple[Hand, dict[str, Any]]:
    core.keep(a_soa("SOA-1"))
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    hand.log_in("juan")
    answer: httpx.Response = hand.soa_list("juan")
    return hand, dict(read_sealed(answer.content, SOA_LIST, core.bridge.signer.public_key).description)


def read_list(path: Path) -> State:
    with closing(sqlite3.connect(path)) as db:
        found = {}
        for row in db.execute("SELECT * FROM soa").fetchall():
            soa_no = row[1]
            lines = db.execute("SELECT * FROM invoice WHERE soa_no = ? ORDER BY line", [soa_no]).fetchall()
            invoices = tuple(Invoice._make((*line[2:10], bool(line[10]))) for line in lines)
            effects = db.execute("SELECT * FROM effect WHERE soa_no = ?", [soa_no]).fetchall()
            found[soa_no] = (Soa._make((*row[1:12], invoices)), frozenset(Effect(*effect[1:]) for effect in effects))
    return found
