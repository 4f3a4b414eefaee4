"""Payments are found by words from whichever side is quicker, and what they add up to is the same from all sides."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.store import payment_search
from bridge.store.engine import reading
from bridge.store.payment_filter import Filter
from bridge.store.payment_totals import Totals, totals_of, totals_within_reach
from bridge.store.payments import Place, list_payments, place_of
from mpos.contract.payment import Tender
from tests.bridge.pscloud_office import DAY, Office, open_office

TODAY = DAY.isoformat()
FILTERS = (
    Filter(),
    Filter(business_date=TODAY),
    Filter(collector="ana"),
    Filter(collector="C391"),
    Filter(code="C391"),
    Filter(terminal_id="T001"),
    Filter(status="approved"),
    Filter(status="completed"),
    Filter(method="cash"),
    Filter(method="check"),
    Filter(voided=True),
    Filter(voided=False),
    Filter(refunded=False),
    Filter(branches=()),
)
SEARCHES = (None, "pena", "ana", "30", "1,500.00", "soa-1000", "a0000", "A00000002", "ana 30", "nobody", "-")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        office.collect("SOA-1000", 3_000, "A1", customer_name="Ana Peña", tenders=(Tender("check", 3_000, "77"),))
        both = (Tender("cash", 50_000), Tender("check", 100_000, "78"))
        office.collect("SOA-2000", 150_000, "B1", customer_name="Jose Rizal", tenders=both)
        office.void(office.collect("SOA-2000", 5_000, "B1", customer_name="Jose Rizal"))
        office.collect("SOA-1000", 3_001, "A1", customer_name="Ana Santos", manual_or_no="OR 30")
        yield office


def found(office: Office, wanted: Filter) -> tuple[list[str], Totals]:
    """The receipts in order, page by page, and the totals."""
    receipts: list[str] = []
    behind: Place | None = None
    with reading(office.bridge.engine) as conn:
        while page := list_payments(conn, wanted, 2, behind):
            receipts += [each.receipt_no for each in page]
            behind = place_of(page[-1])
        return receipts, totals_of(conn, wanted)


@pytest.mark.parametrize("search", SEARCHES)
def test_words_find_the_same_whether_few_or_many_payments_have_them(
    office: Office, search: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [found(office, each._replace(search=search)) for each in FILTERS]
    monkeypatch.setattr(payment_search, "MAX_GATHERED", 0)
    assert [found(office, each._replace(search=search)) for each in FILTERS] == few


@pytest.mark.parametrize(
    ("search", "receipts"),
    [
        ("peña", [1]),
        ("30", [4, 1]),
        ("1500", [2]),
        ("1,500.00", [2]),
        ("A0000", [4, 3, 2, 1]),
        ("jose 50", [3]),
        ("or 30", [4]),
        ("rizal ana", []),
        ("00000002", []),
    ],
)
def test_beginnings_of_words_and_amounts_find_payments(office: Office, search: str, receipts: list[int]) -> None:
    assert found(office, Filter(search=search))[0] == [f"A{number:08}" for number in receipts]


def test_a_payment_by_several_methods_counts_with_each_for_its_part(office: Office) -> None:
    totals = found(office, Filter())[1]
    assert {name: tuple(each) for name, each in totals.by_method.items()} == {
        "cash": (2, 53_001),
        "check": (2, 103_000),
    }
    assert (totals.payments, totals.active_minor, totals.voided_minor) == (4, 156_001, 5_000)
    assert found(office, Filter(method="cash"))[0] == ["A00000004", "A00000003", "A00000002"]
    assert found(office, Filter(method="check"))[0] == ["A00000002", "A00000001"]


def test_what_would_take_long_to_add_up_is_not_added_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payment_search, "MAX_GATHERED", 2)
    monkeypatch.setattr(payment_search, "MAX_SUMMED", 3)
    with reading(office.bridge.engine) as conn:
        assert totals_within_reach(conn, Filter()) is None
        assert totals_within_reach(conn, Filter(search="a0000")) is None
        assert totals_within_reach(conn, Filter(search="pena")) is not None
        assert totals_within_reach(conn, Filter(method="check")) is not None
