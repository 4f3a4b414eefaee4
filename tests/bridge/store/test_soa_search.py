"""Finding SOAs: by words in any order, by filters, in any order, page by page."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.store import soa_search
from bridge.store.engine import reading, writing
from bridge.store.search_words import asked_in, words_in
from bridge.store.soa_search import SORTS, Cursor, Wanted, every_soa, every_total, find_soas
from bridge.store.soa_versions import versions_of
from bridge.store.soas import CANCELLED, GONE
from bridge.store.statements import depart
from mpos.contract.soa import Soa
from tests.bridge.office_core import Core, a_soa, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home") as core:
        yield core


def found(core: Core, search: str | None = None, sort: str = "due", **filters: Any) -> list[str]:
    with reading(core.bridge.engine) as conn:
        return find_soas(conn, Wanted(search, **filters), 100, sort).soa_nos


@pytest.mark.parametrize(
    "typed",
    [
        "peña", "PENA", "Pena jose", "jos pe", "josé santos-pe", "1000-a", "1000a", "C-77", "c77", "77", "soa-2026-17",
        "2026-17", "soa202617", "inv-0042", "0042", "rizal 12", "mnl", "MNL-01", "north", "o'br", "obrien",
    ],
)  # fmt: skip
def test_it_is_found_by_the_beginnings_of_its_words(core: Core, typed: str) -> None:
    soa = a_soa("SOA-2026-17")._replace(
        customer_no="C-77", name="José Santos-Peña O'Brien", address="12 Rizal St, lot 1000-A", branch="North"
    )
    core.keep(soa._replace(invoices=(soa.invoices[0]._replace(invoice_no="INV-0042"),)))
    core.keep(a_soa("SOA-X")._replace(name="Maria Luna", customer_no="X", collector_code="Z", address=""))
    assert found(core, typed) == ["SOA-2026-17"]


@pytest.mark.parametrize("typed", ["ena", "santos jose luis", "SOA-2026-18", "%", "_", "'", '"', "*", "- -"])
def test_nothing_else_finds_it(core: Core, typed: str) -> None:
    core.keep(a_soa("SOA-2026-17")._replace(name="José Santos-Peña"))
    assert found(core, typed) == []


def test_a_new_version_is_found_by_its_own_words_only(core: Core) -> None:
    core.keep(a_soa("SOA-1")._replace(name="Maria Luna"))
    core.keep(a_soa("SOA-1", version=2)._replace(name="Pedro Santos"))
    assert (found(core, "luna"), found(core, "santos")) == ([], ["SOA-1"])


def test_filters_narrow(core: Core) -> None:
    disputed = a_soa("SOA-2")
    core.keep(disputed._replace(invoices=(disputed.invoices[0]._replace(disputed=True, penalty_minor=500),)))
    core.keep(a_soa("SOA-3", balance_minor=0)._replace(branch="North", due_date="2026-10-01"))
    core.keep(a_soa("SOA-4"), status=CANCELLED)
    core.clock.move(days=1)
    core.keep(a_soa("SOA-5", balance_minor=300)._replace(due_date="2026-10-05"))
    assert found(core) == ["SOA-3", "SOA-5", "SOA-2"]
    assert found(core, due=True) == ["SOA-5", "SOA-2"]
    assert found(core, overdue_on="2026-10-16") == ["SOA-5"]
    assert found(core, disputed=True) == found(core, penalty=True) == ["SOA-2"]
    assert found(core, least_minor=300, most_minor=300) == ["SOA-5"]
    assert found(core, branch="North") == found(core, branches=frozenset({"North"})) == ["SOA-3"]
    assert found(core, branches=frozenset()) == []
    assert found(core, changed_since="2026-10-15T16:00:00.000+00:00") == ["SOA-5"]
    assert found(core, status=CANCELLED) == ["SOA-4"]


def test_a_soa_that_is_gone_stays_to_be_found_and_its_versions_tell(core: Core) -> None:
    core.keep(a_soa("SOA-1"))
    core.keep(a_soa("SOA-1", version=2))
    with writing(core.bridge.engine) as conn:
        depart(conn, ["SOA-1"], core.clock.now())
        depart(conn, ["SOA-1"], core.clock.now())
    core.keep(a_soa("SOA-1", version=2))
    assert found(core, "pena") == ["SOA-1"]
    with reading(core.bridge.engine) as conn:
        told = [(version.version, version.status) for version in versions_of(conn, "SOA-1")]
    assert told == [(2, "active"), (2, GONE), (2, "active"), (1, "active")]


NAMES = st.sampled_from(["Ana Peña", "ana pena", "José Rizal", "Ana Rizal", "Zoë"])
ROWS = st.lists(
    st.tuples(NAMES, st.sampled_from(["2026-10-01", "2026-10-20"]), st.sampled_from([100, 200]), st.sampled_from("AB")),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    search=st.sampled_from([None, "ana", "riz", "pena a", "soa", "zo"]),
    branch=st.sampled_from([None, "A"]),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 4),
    gathered=st.sampled_from([0, 2, 100]),
)
def test_pages_have_what_one_would_find_by_looking_at_each(
    core: Core, rows: list[Any], search: str | None, branch: str | None, sort: str, page: int, gathered: int
) -> None:
    soas = [soa_of(number, *row) for number, row in enumerate(rows)]
    expected = sorted((soa for soa in soas if is_meant(soa, search, branch)), key=place_by(sort))
    wanted = Wanted(search, branch=branch)
    with pytest.MonkeyPatch.context() as patch, suppress(_TakenBack), writing(core.bridge.engine) as conn:
        for limit in ("MAX_GATHERED", "MAX_SORTED"):
            patch.setattr(soa_search, limit, gathered)
        patch.setattr(soa_search, "MAX_WALKED", 3)
        soa_search_take(conn, core, soas)
        assert list(pages(conn, wanted, sort, page)) == [soa.soa_no for soa in expected]
        assert [no for some in every_soa(conn, wanted, 2, sort) for no in some] == [soa.soa_no for soa in expected]
        assert every_total(conn, wanted).overall.amount_due_minor == sum(soa.amount_due_minor for soa in expected)
        raise _TakenBack


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_beginning_of_what_is_kept_is_asked_for_in_words_that_are_there(text: str, cut: int) -> None:
    words = words_in([text])
    for asked in asked_in(text):
        assert f" {asked.word} " in words if asked.is_whole else f" {asked.word}" in words
    for piece in text.split()[:1]:
        for asked in asked_in(piece[:cut]):
            assert asked.word.isalnum()


class _TakenBack(Exception):
    """So that the next example begins with nothing."""


def pages(conn: Any, wanted: Wanted, sort: str, limit: int) -> Iterator[str]:
    after: Cursor | None = None
    while True:
        each = find_soas(conn, wanted, limit, sort, after)
        yield from each.soa_nos
        if each.next is None:
            return
        after = each.next


def soa_search_take(conn: Any, core: Core, soas: list[Soa]) -> None:
    from bridge.store.soas import ACTIVE
    from bridge.store.statements import take_in

    take_in(conn, [(soa, ACTIVE) for soa in soas], core.clock.now())


def soa_of(number: int, name: str, due_date: str, balance_minor: int, branch: str) -> Soa:
    return a_soa(f"SOA-{number:02}", balance_minor=balance_minor)._replace(name=name, due_date=due_date, branch=branch)


def is_meant(soa: Soa, search: str | None, branch: str | None) -> bool:
    from bridge.store.folding import fold

    words = fold(f"{soa.name} {soa.soa_no} {soa.address}").replace("-", " ").split()
    has_words = all(any(word.startswith(asked) for word in words) for asked in (search or "").split())
    return has_words and branch in (None, soa.branch)


def place_by(sort: str) -> Any:
    from bridge.store.folding import fold

    return {
        "due": lambda soa: (soa.due_date, soa.soa_no),
        "amount": lambda soa: (-soa.amount_due_minor, -int(soa.soa_no.removeprefix("SOA-"))),
        "name": lambda soa: (fold(soa.name), soa.soa_no),
    }[sort]
