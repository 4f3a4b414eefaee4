import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.remittance import HandedPieces, Remittance, read_remittance, remittance_body
from tests.mpos.contract.records import amounts, texts

AT = "2026-11-22T17:45:00.000+08:00"
heaps = st.lists(st.builds(HandedPieces, st.integers(1, 100_000), st.integers(1, 1_000)), min_size=1, max_size=4)
uncounted = st.builds(
    Remittance, texts, amounts.filter(bool), st.just(()), st.none() | texts, st.none() | texts, st.just(AT)
)


def counted(heaps: list[HandedPieces]) -> Remittance:
    worth = sum(heap.denomination_minor * heap.pieces for heap in heaps)
    return Remittance("A-R00000001", worth, tuple(heaps), None, None, AT)


@given(uncounted | heaps.map(counted))
def test_a_remittance_comes_back_as_it_went(remittance: Remittance) -> None:
    assert read_remittance(read_json(write_canonical(remittance_body(remittance)))) == remittance


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("remittance_no", ""),
        ("amount", "0.00"),
        ("amount", "-1.00"),
        ("amount", 100),
        ("amount", "99.99"),
        ("count", "100x1"),
        ("count", [{"denomination": "100.00", "pieces": -1}]),
        ("count", [{"denomination": "100.00", "pieces": 1}] * 101),
        ("remitted_at", "yesterday"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: object) -> None:
    body = remittance_body(counted([HandedPieces(10_000, 1)]))
    with pytest.raises(BadContent):
        read_remittance({**body, name: value})
