"""A terminal that is kept to codes: what its downloads bring follows the one rule, and the preview says it before."""

import json
import lzma
import sqlite3
from contextlib import closing
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.access.actor import holder_of_the_home
from bridge.deeds.assigning import Plan, carry_out, preview_plan
from bridge.store.engine import reading, writing
from bridge.store.serving import kept_to, read_serving, served_codes
from bridge.store.terminals import admit_collector, revoke
from mpos.contract.sealed_file import SOA_LIST, read_sealed
from mpos.contract.wire import CONTACT_HEADER, Contact, contact_wire
from tests.bridge.office_core import Core, Hand, a_soa, problem

SOMEBODY = holder_of_the_home(None)
CODES = ("MNL-01", "MNL-02", "QC-01")


def test_it_is_served_only_those_of_its_collectors_codes_that_it_is_kept_to(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01", "MNL-02")
    keep(core, hand, "MNL-02", "QC-01")
    assert served(core, hand, "juan") == {"SOA-MNL-02"}
    assert hand.log_in("juan").json()["person"]["codes"] == ["MNL-02"]
    keep(core, hand)
    assert served(core, hand, "juan") == {"SOA-MNL-01", "SOA-MNL-02"}


def test_a_list_from_before_is_no_longer_brought_up_to_date_when_a_code_is_taken_away(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01", "MNL-02")
    description = read_sealed(hand.soa_list("juan").content, SOA_LIST, core.bridge.signer.public_key).description
    list_id, revision = str(description["list_id"]), int(description["revision"])
    keep(core, hand, "MNL-02")
    assert problem(hand.changes("juan", list_id, revision)) == (409, "snapshot_needed")
    keep(core, hand, "MNL-01", "MNL-02")
    page = hand.changes("juan", list_id, revision).json()
    assert (page["items"], page["person"]["codes"]) == ([], ["MNL-01", "MNL-02"])


def test_changes_of_codes_that_it_is_not_kept_to_do_not_come(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01", "MNL-02")
    keep(core, hand, "MNL-02")
    description = read_sealed(hand.soa_list("juan").content, SOA_LIST, core.bridge.signer.public_key).description
    core.keep(a_soa("SOA-MNL-01", "MNL-01", version=2), a_soa("SOA-MNL-02", "MNL-02", version=2))
    page = hand.changes("juan", str(description["list_id"]), int(description["revision"])).json()
    assert [item["soa"]["soa_no"] for item in page["items"]] == ["SOA-MNL-02"]


def test_the_preview_counts_what_comes_what_goes_and_the_money_that_is_not_in_pscloud_yet(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01")
    hand.collect("SOA-MNL-01", 2_500)
    hand.upload()
    said = Contact("2026-10-15T08:59:00.000+08:00", "1", None, "open", "juan", 3, None, "A3", "10.00", 0, 2, "150.00")
    hand.ask("GET", "/terminal/v1/soa-list", params={"collector": "juan"}, headers=contact(said))
    done = preview_plan(core.bridge, SOMEBODY, Plan({"juan": ["MNL-02", "QC-01"]}))
    (change,) = done.changes.changes
    assert (change.terminal_id, change.codes_come, change.codes_go) == ("T001", ("MNL-02", "QC-01"), ("MNL-01",))
    assert (change.comes, change.goes, change.underway) == ((2, 200_000), (1, 100_000), (1, 2_500))
    assert (change.unsent_payments, change.unsent_amount, change.is_left_without) == (2, "150.00", False)
    assert served(core, hand, "juan") == {"SOA-MNL-01"}, "nothing was changed"


def test_who_is_left_without_a_code_is_said(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01")
    done = preview_plan(core.bridge, SOMEBODY, Plan(terminals={hand.terminal_id: ["QC-01"]}))
    assert [change.is_left_without for change in done.changes.changes] == [True]


def test_a_revoked_terminal_is_served_nothing_and_nothing_changes_there(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01")
    with writing(core.bridge.engine) as conn:
        revoke(conn, hand.terminal_id, "lost", core.clock.now())
    assert preview_plan(core.bridge, SOMEBODY, Plan({"juan": []})).changes.changes == ()


@given(st.sets(st.sampled_from(CODES)), st.sets(st.sampled_from(CODES)))
def test_the_rule_gives_nothing_that_is_not_the_collectors(own: set[str], kept: set[str]) -> None:
    served_ones = set(served_codes(own, kept))
    assert served_ones <= own
    assert served_ones == (own & kept if kept else own)


wishes = st.tuples(st.sampled_from(("juan", "ana", "T")), st.sets(st.sampled_from(CODES)))


def test_what_the_preview_says_is_what_the_next_downloads_bring(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01")
    core.collector("ana", "QC-01")
    with writing(core.bridge.engine) as conn:
        admit_collector(conn, hand.terminal_id, "ana", core.clock.now())

    @settings(max_examples=15)
    @given(st.lists(wishes, min_size=1, max_size=3))
    def check(steps: list[tuple[str, set[str]]]) -> None:
        people: dict[str, Any] = {who: codes for who, codes in steps if who != "T"}
        kept = [codes for who, codes in steps if who == "T"]
        devices = {hand.terminal_id: kept[-1]} if kept else {}
        before = {login: served(core, hand, login) for login in ("juan", "ana")}
        plan = Plan(people, devices)
        told = {change.login: change for change in preview_plan(core.bridge, SOMEBODY, plan).changes.changes}
        carry_out(core.bridge, SOMEBODY, plan)
        for login, old in before.items():
            new = served(core, hand, login)
            assert (login in told) == (new != old)
            if login in told:
                assert (told[login].comes.soas, told[login].goes.soas) == (len(new - old), len(old - new))

    check()


def test_what_is_kept_is_kept_as_a_whole(core: Core) -> None:
    hand = a_terminal(core, "juan", "MNL-01")
    keep(core, hand, "MNL-01", "QC-01")
    keep(core, hand, "MNL-02")
    with reading(core.bridge.engine) as conn:
        assert kept_to(conn, hand.terminal_id) == ("MNL-02",)
        assert read_serving(conn).codes_at(hand.terminal_id) == ()


def a_terminal(core: Core, login: str, *codes: str) -> Hand:
    """A terminal at which this collector works; each code has one SOA."""
    core.keep(*(a_soa(f"SOA-{code}", code) for code in CODES))
    core.collector("nobody", *CODES)
    core.collector(login, *codes)
    hand = core.terminal()
    with writing(core.bridge.engine) as conn:
        admit_collector(conn, hand.terminal_id, login, core.clock.now())
    return hand


def keep(core: Core, hand: Hand, *codes: str) -> None:
    carry_out(core.bridge, SOMEBODY, Plan(terminals={hand.terminal_id: codes}))


def served(core: Core, hand: Hand, login: str) -> set[str]:
    """The numbers that a whole download brings, out of the file itself."""
    sealed = read_sealed(hand.soa_list(login).content, SOA_LIST, core.bridge.signer.public_key)
    path = core.bridge.settings.home / "list"
    path.write_bytes(lzma.decompress(sealed.payload))
    with closing(sqlite3.connect(path)) as db:
        return {row[0] for row in db.execute("SELECT soa_no FROM soa")}


def contact(said: Contact) -> dict[str, str]:
    return {CONTACT_HEADER: json.dumps(contact_wire(said))}
