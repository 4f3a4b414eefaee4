import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.held_check import (
    HeldCheck,
    ReturnedCheck,
    held_check_body,
    read_held_check,
    read_returned_check,
    returned_check_body,
)
from tests.mpos.contract.records import amounts, texts

AT = "2026-11-22T10:00:00.000+08:00"
CHECK = HeldCheck("A-P00000001", "SOA-1", "1", "Juan", "C1", "PHP", 100, "BDO", "12", "2026-12-15", AT)
words = texts.filter(lambda text: len(text) <= 40)
checks = st.builds(CHECK._replace, soa_no=words, customer_name=words, bank=words, amount_minor=amounts.filter(bool))


@given(checks)
def test_a_held_check_comes_back_as_it_went(check: HeldCheck) -> None:
    assert read_held_check(read_json(write_canonical(held_check_body(check)))) == check


def test_its_amount_travels_as_a_text_alone() -> None:
    body = held_check_body(CHECK)
    assert body["amount"] == "1.00"
    assert "amount_minor" not in body


@given(words)
def test_so_does_its_return(reason: str) -> None:
    returned = ReturnedCheck("A-P00000001", reason, AT)
    assert read_returned_check(read_json(write_canonical(returned_check_body(returned)))) == returned


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ack_no", ""),
        ("amount", "0.00"),
        ("amount", "-1.00"),
        ("check_date", "15.12."),
        ("bank", None),
        ("held_at", ""),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(BadContent):
        read_held_check({**held_check_body(CHECK), name: value})
