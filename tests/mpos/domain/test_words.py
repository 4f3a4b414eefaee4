import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mpos.contract.money import MAX_MINOR
from mpos.domain.words import MAX_IN_WORDS_MINOR, in_words

UNDER_TWENTY = """ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN
    SEVENTEEN EIGHTEEN NINETEEN"""
TENS = "TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"
WORTH = {
    **{word: number for number, word in enumerate(UNDER_TWENTY.split())},
    **{word: 10 * number for number, word in enumerate(TENS.split(), start=2)},
}
GREAT = {"THOUSAND": 10**3, "MILLION": 10**6, "BILLION": 10**9, "TRILLION": 10**12}


def read_back(text: str) -> int:
    """What somebody reads who takes each word for what it says."""
    words, rest = text.rsplit(" AND ", 1)
    sign = -1 if words.startswith("MINUS ") else 1
    major = group = 0
    for word in words.removeprefix("MINUS ").replace("-", " ").split()[:-1]:
        if word == "HUNDRED":
            group *= 100
        elif word in GREAT:
            major, group = major + group * GREAT[word], 0
        else:
            group += WORTH[word]
    return sign * ((major + group) * 100 + int(rest.removesuffix("/100")))


@given(st.integers(-MAX_MINOR, MAX_MINOR) | st.integers(0, 10**7))
@example(MAX_IN_WORDS_MINOR)
@example(100_000_000)
@example(101_000)
def test_reading_the_words_back_gives_the_amount(minor: int) -> None:
    assert read_back(in_words(minor)) == minor


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (298_514, "TWO THOUSAND NINE HUNDRED EIGHTY-FIVE PESOS AND 14/100"),
        (0, "ZERO PESOS AND 00/100"),
        (5, "ZERO PESOS AND 05/100"),
        (100, "ONE PESO AND 00/100"),
        (1_300, "THIRTEEN PESOS AND 00/100"),
        (4_000, "FORTY PESOS AND 00/100"),
        (100_000_100, "ONE MILLION ONE PESOS AND 00/100"),
        (-355_000, "MINUS THREE THOUSAND FIVE HUNDRED FIFTY PESOS AND 00/100"),
    ],
)
def test_amounts_read_as_on_a_check(minor: int, words: str) -> None:
    assert in_words(minor) == words


def test_another_currency_has_its_own_words() -> None:
    assert in_words(100, "DOLLAR", "DOLLARS") == "ONE DOLLAR AND 00/100"
    assert in_words(250, "DOLLAR", "DOLLARS") == "TWO DOLLARS AND 50/100"


def test_what_has_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        in_words(MAX_IN_WORDS_MINOR + 1)
