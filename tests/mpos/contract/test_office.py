import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.money import BASIS_POINTS, MAX_MINOR
from mpos.contract.office import (
    ALLOCATION_ORDERS,
    BALANCE_FIRST,
    MAX_FOOTER_LINE,
    MAX_FOOTER_LINES,
    MAX_FORGET_DAYS,
    MAX_LABEL,
    MAX_LABELS,
    Business,
    Office,
    Policy,
    office_wire,
    read_office,
)
from tests.mpos.contract.records import SLOW_TO_MAKE, amounts, letters, texts

maybe = st.just("") | texts
businesses = st.builds(
    Business,
    **{name: maybe for name, value in Business()._asdict().items() if isinstance(value, str)},
    **{
        name: st.lists(st.text(letters, max_size=20), max_size=3).map(tuple)
        for name in ("header", "supplier", "footer")
    },
    labels=st.dictionaries(texts, texts, max_size=3),
)
policies = st.builds(
    Policy,
    allocation_order=st.sampled_from(ALLOCATION_ORDERS),
    max_payment_minor=amounts,
    max_change_fund_minor=amounts,
    vat_basis_points=st.integers(0, BASIS_POINTS),
    upload_before_z=st.booleans(),
    void_needs_supervisor=st.booleans(),
    copy_always=st.booleans(),
    forget_soas_after_days=st.integers(0, MAX_FORGET_DAYS),
    blind_count=st.booleans(),
)


@given(st.builds(Office, businesses, policies))
@SLOW_TO_MAKE
def test_the_document_comes_back_as_it_went(office: Office) -> None:
    assert read_office(read_json(write_canonical(office_wire(office)))) == office


@pytest.mark.parametrize("content", [{}, {"business": {}}, {"policy": {}}, {"of a later version": 1}])
def test_what_is_left_out_keeps_its_default(content: object) -> None:
    assert read_office(content) == Office()


def test_one_value_leaves_the_others_alone() -> None:
    office = read_office(
        {"business": {"name": "Aling Nena", "permit": ""}, "policy": {"allocation_order": BALANCE_FIRST}}
    )
    assert office == Office(Business(name="Aling Nena", permit=""), Policy(allocation_order=BALANCE_FIRST))


def test_a_word_of_a_later_version_does_no_harm() -> None:
    labels = {"TOTAL": "KABUUAN", "A WORD OF TOMORROW": "BUKAS"}
    assert read_office({"business": {"labels": labels}}).business.labels == labels


def test_nothing_is_limited_and_nothing_claimed_by_default() -> None:
    assert Policy().max_payment_minor == MAX_MINOR
    assert "NOT YET ACCREDITED" in Business().permit


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allocation_order", "balance"),
        ("max_payment", 5000),
        ("max_payment", "-1.00"),
        ("max_change_fund", "5000"),
        ("vat_basis_points", BASIS_POINTS + 1),
        ("vat_basis_points", "12"),
        ("upload_before_z", "yes"),
        ("void_needs_supervisor", 1),
        ("copy_always", None),
        ("blind_count", "yes"),
        ("forget_soas_after_days", -1),
        ("forget_soas_after_days", MAX_FORGET_DAYS + 1),
        ("forget_soas_after_days", None),
    ],
)
def test_a_bad_policy_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"policy: {name}"):
        read_office({"policy": {name: value}})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 5),
        ("tin", "1" * 501),
        ("footer", "one line"),
        ("footer", [5]),
        ("footer", ["a" * (MAX_FOOTER_LINE + 1)]),
        ("footer", [""] * (MAX_FOOTER_LINES + 1)),
        ("header", ["a" * (MAX_FOOTER_LINE + 1)]),
        ("supplier", "one line"),
        ("qr_ph", "0" * 501),
        ("labels", ["TOTAL"]),
        ("labels", {"TOTAL": 5}),
        ("labels", {"TOTAL": ""}),
        ("labels", {"TOTAL": "a" * (MAX_LABEL + 1)}),
        ("labels", {str(number): "word" for number in range(MAX_LABELS + 1)}),
    ],
    ids=repr,
)
def test_what_cannot_be_printed_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"business:? {name}"):
        read_office({"business": {name: value}})


@pytest.mark.parametrize("content", [None, [], {"business": []}, {"policy": None}])
def test_what_is_no_document_is_refused(content: object) -> None:
    with pytest.raises(BadContent, match="is not an object"):
        read_office(content)
