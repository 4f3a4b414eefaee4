"""Letters as the digits of a telephone's keys."""

from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.phone_keys import keys_of_number, phone_keys

texts = st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Rosalinda Muñoz", "767254632 68669"),
        ("SOA-8527-BUQIK", "762 8527 28745"),
        ("ABC DEF GHI JKL MNO PQRS TUV WXYZ", "222 333 444 555 666 7777 888 9999"),
        ("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999"),
        ("0123456789", "0123456789"),
        ("Dela Cruz, Ma. Theresa", "3352 2789 62 8437372"),
        ("O'Hara", "6 4272"),
        ("Mª José Güell", "62 5673 48355"),
        ("  ", ""),
        ("李", ""),
    ],
)
def test_each_letter_is_on_its_key(text: str, keys: str) -> None:
    assert phone_keys(text) == keys


@pytest.mark.parametrize("typed", ["8527-BUQIK", "8527BUQIK", "8527 buqik"])
def test_a_number_is_typed_in_one_go(typed: str) -> None:
    assert keys_of_number(typed) == "852728745"


@given(texts)
def test_only_words_of_digits_come_out(text: str) -> None:
    keys = phone_keys(text)
    assert set(keys) <= set("0123456789 ")
    assert keys.split(" ") == keys.split() or keys == ""


@given(texts)
def test_keys_of_keys_are_themselves(text: str) -> None:
    assert phone_keys(phone_keys(text)) == phone_keys(text)


@given(st.lists(texts, max_size=4))
def test_words_stay_apart(parts: list[str]) -> None:
    assert phone_keys(" ".join(parts)).split() == [word for part in parts for word in phone_keys(part).split()]


@given(st.text(ascii_letters), st.text(ascii_letters))
def test_the_beginning_of_a_word_has_the_beginning_of_its_keys(beginning: str, rest: str) -> None:
    assert phone_keys(beginning + rest) == phone_keys(beginning) + phone_keys(rest)


@given(st.text("abcnouxyz ", max_size=10))
def test_case_and_accents_make_no_difference(text: str) -> None:
    accented = text.replace("a", "á").replace("n", "ñ").replace("o", "O\N{COMBINING DIAERESIS}").replace("u", "Ü")
    assert phone_keys(accented) == phone_keys(text) == phone_keys(text.upper())
