"""What is typed: amounts shift in from the right, Clear takes back one step, a barcode is never an amount."""

from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import print_money
from mpos.keypad.entry import MAX_TYPED_DIGITS, AmountEntry, DigitEntry
from mpos.keypad.entry_text import LETTERS, TextEntry
from mpos.keypad.keys import CLEAR, ENTER, POINT, Scan


def typed(keys: str) -> AmountEntry:
    entry = AmountEntry()
    for key in keys:
        assert entry.press(POINT if key == "." else key)
    return entry


@given(st.integers(1, 10**MAX_TYPED_DIGITS - 1))
def test_an_amount_shifts_in_as_centavos(minor: int) -> None:
    entry = typed(str(minor))
    assert entry.minor == minor
    assert entry.shown == print_money(minor)


@given(st.integers(1, 10**MAX_TYPED_DIGITS - 1), st.integers(0, 99))
def test_the_decimal_key_makes_whole_pesos_of_what_stands_before_it(pesos: int, centavos: int) -> None:
    assert typed(f"{pesos}.{centavos:02d}").minor == pesos * 100 + centavos


@given(st.integers(1, 10**MAX_TYPED_DIGITS - 1))
def test_a_leading_zero_types_whole_pesos_without_a_decimal_key(pesos: int) -> None:
    assert typed(f"0{pesos}").minor == pesos * 100


def test_one_decimal_means_tens_of_centavos() -> None:
    assert typed("12.5").minor == 1250


@given(st.text("0123456789", min_size=8, max_size=30).filter(lambda digits: digits[0] != "0"))
def test_eight_digits_are_never_an_amount(digits: str) -> None:
    entry = AmountEntry()
    for digit in digits:
        entry.press(digit)
    assert entry.scanned
    assert entry.minor == 0


def test_after_a_barcode_that_came_digit_by_digit_clear_begins_anew() -> None:
    entry = AmountEntry()
    for digit in "4800016123456":
        entry.press(digit)
    assert entry.press(CLEAR)
    assert not entry.scanned
    entry.press("5")
    assert entry.minor == 5


@given(st.text("0123456789", min_size=8, max_size=30))
def test_eight_digits_are_never_a_pin(digits: str) -> None:
    entry = DigitEntry(MAX_TYPED_DIGITS)
    for digit in digits:
        entry.press(digit)
    assert entry.text == ""
    assert entry.overflowed


def test_a_barcode_is_never_an_amount() -> None:
    entry = typed("1250")
    assert entry.press(Scan("4800123456789"))
    assert entry.scanned
    assert entry.minor == 0


@given(st.text("0123456789.", max_size=9))
def test_as_many_clears_as_keys_leave_nothing_typed(keys: str) -> None:
    entry = AmountEntry()
    for key in keys:
        entry.press(POINT if key == "." else key)
    entry.scanned = False
    for _ in keys:
        entry.press(CLEAR)
    assert entry.is_empty
    assert not entry.press(CLEAR)


def test_enter_is_not_for_an_entry() -> None:
    assert not AmountEntry().press(ENTER)


def test_a_code_takes_no_more_digits_than_it_has() -> None:
    entry = DigitEntry(4)
    for digit in "123456":
        entry.press(digit)
    assert entry.overflowed
    assert entry.text == ""
    assert not entry.press(Scan("4800123456789"))


@given(st.text("".join(LETTERS.values()) + " 0123456789", max_size=20))
def test_every_text_can_be_typed_with_two_digits_a_letter(text: str) -> None:
    places = {
        letter: f"{key}{place}" for key, letters in LETTERS.items() for place, letter in enumerate(letters, start=1)
    }
    places |= {digit: f"0{digit}" for digit in "123456789"} | {" ": "00"}
    entry = TextEntry(40)
    for letter in text:
        for digit in places[letter]:
            entry.press(digit)
    assert entry.text == text


def test_clear_takes_back_half_a_letter_first() -> None:
    entry = TextEntry(10)
    for key in ("2", "3", "7", CLEAR, CLEAR):
        assert entry.press(key)
    assert entry.text == ""
    assert not entry.press(CLEAR)
