from string import ascii_uppercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent
from mpos.contract.check_code import (
    LETTERS,
    Issued,
    TypedCode,
    check_secret,
    find_issued,
    numbers_meant,
    read_code,
    write_code,
)
from mpos.contract.money import MAX_MINOR
from mpos.contract.seal import Signer
from mpos.domain import numbering
from tests.mpos.contract.records import dates

SECRET = bytes(range(32))
ISSUED = Issued("T001", "A00000002", "2026-11-22", 298_514)
CODE = write_code(SECRET, ISSUED)
prefixes = st.text(ascii_uppercase + digits + "-", min_size=1, max_size=8)
numbers = st.builds(
    lambda prefix, epoch, number: numbering.receipt_no(numbering.series_of(prefix, epoch), number),
    prefixes,
    st.integers(1, numbering.EPOCHS - 1),
    st.integers(1, 10**9),
)
issued = st.builds(Issued, st.sampled_from(["T001", "T002"]), numbers, dates, st.integers(1, MAX_MINOR))


def test_a_code_says_number_and_centavos_and_proves_them_by_eight_letters() -> None:
    number, centavos, *proof = CODE.split("-")
    assert (number, centavos) == ("A00000002", "298514")
    assert [len(group) for group in proof] == [4, 4]
    assert set("".join(proof)) <= set(LETTERS)


def test_the_format_never_changes_under_slips_that_are_out_there() -> None:
    terminal, bridge = Signer(bytes(32)), Signer(b"b" * 32)
    secret = check_secret(terminal, bridge.public_key, "T001")
    assert secret == check_secret(bridge, terminal.public_key, "T001")
    assert write_code(secret, ISSUED) == "A00000002-298514-DKZS-1CH3"


@given(issued)
def test_a_code_proves_what_it_was_made_for(made: Issued) -> None:
    typed = read_code(write_code(SECRET, made))
    assert typed.amount_minor == made.amount_minor
    assert typed.number == made.receipt_no
    assert find_issued(SECRET, [made], typed) == made


@given(issued, issued)
def test_a_code_proves_nothing_else(made: Issued, other: Issued) -> None:
    assume(made != other)
    typed = read_code(write_code(SECRET, made))
    assert find_issued(SECRET, [other], typed) is None
    assert find_issued(bytes(32), [made], typed) is None


@pytest.mark.parametrize(
    "other",
    [
        ISSUED._replace(terminal_id="T002"),
        ISSUED._replace(receipt_no="A00000003"),
        ISSUED._replace(business_date="2026-11-23"),
        ISSUED._replace(amount_minor=298_515),
    ],
)
def test_each_essential_is_part_of_the_proof(other: Issued) -> None:
    assert find_issued(SECRET, [other], read_code(CODE)) is None


@pytest.mark.parametrize(
    "typed",
    [
        "A00000002-298514-10AB-10CD",
        "A00000002-298514-10AB10CD",
        "a00000002-298514-10ab10cd",
        "  A00000002 298514 10AB10CD ",
        "A00000002 - 298514 - 10AB 10CD",
        "A00000002–298514—10AB-10CD",
        "A00000002-298514-IOABLOCD",
        "A00000002\u00a0298514\t10AB10CD",
    ],
)
def test_reading_is_forgiving(typed: str) -> None:
    assert read_code(typed) == TypedCode("A00000002", 298_514, "10AB10CD")


def test_letters_in_an_amount_are_the_digits_that_they_look_like() -> None:
    assert read_code("AO2-l0O-10AB10CD") == TypedCode("AO2", 100, "10AB10CD")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "A00000002",
        "A00000002-298514",
        "A00000002-298514-K7M3Q9X",
        "A00000002-298514-K7M3Q9X22",
        "A00000002--K7M3Q9X2",
        "A00000002-29x514-K7M3Q9X2",
        "A00000002-298514-K7M3Q9U2",
        "A00000002-2,985.14-K7M3Q9X2",
        "Ñ00000002-298514-K7M3Q9X2",
        "A00000002-٢٩-K7M3Q9X2",
        "MPOS1|T001",
        "A" * 90 + "-1-K7M3Q9X2",
        "A\0-1-K7M3Q9X2",
    ],
)
def test_what_is_no_code_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadContent, match="looks like A00000002-298514-"):
        read_code(text)


@given(st.text(max_size=90))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_code(text)
    except BadContent:
        return
    assert set(read.proof) <= set(LETTERS)
    assert read.number.isascii()


@given(prefixes, st.integers(1, numbering.EPOCHS - 1), st.integers(1, 10**9))
def test_a_number_as_it_is_printed_is_found_under_its_terminals_prefix(prefix: str, epoch: int, number: int) -> None:
    printed = numbering.receipt_no(numbering.series_of(prefix, epoch), number)
    assert printed in numbers_meant(printed, prefix)


@pytest.mark.parametrize(
    ("typed", "prefix", "meant"),
    [
        ("A2", "A", ["A00000002"]),
        ("AO2", "A", ["A00000002"]),
        ("02", "O", ["O00000002"]),
        ("A1BCDE7", "A", ["ALBCDE00000007"]),
        ("AB2", "A", []),
        ("AB2", "AB", ["AB00000002"]),
        ("A-2", "A-", ["A-00000002"]),
        ("A-V00000002", "A", []),
        ("A", "A", []),
        ("B2", "A", []),
        ("A" + "9" * 40, "A", []),
    ],
)
def test_a_number_is_read_by_the_prefix(typed: str, prefix: str, meant: list[str]) -> None:
    assert list(numbers_meant(typed, prefix)) == meant
