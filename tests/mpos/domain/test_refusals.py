from string import Formatter

import pytest

from mpos.contract.journal import EMPTY
from mpos.contract.problems import BadUsage, LockedOut, Problem, Refused
from mpos.domain import refusals
from mpos.domain.refusals import JournalGap

ALL = [
    one
    for one in vars(refusals).values()
    if isinstance(one, type) and issubclass(one, Problem) and one.__module__ == refusals.__name__
]
PLAIN = [one for one in ALL if one is not JournalGap]


def filled(refusal: type[Problem]) -> Problem:
    sentences = f"{refusal.__doc__} {refusal.hint}"
    return refusal(**{name: "x" for _, name, _, _ in Formatter().parse(sentences) if name})


@pytest.mark.parametrize("refusal", ALL)
def test_a_refusal_has_a_sentence_and_a_hint_of_its_own(refusal: type[Problem]) -> None:
    assert "__doc__" in vars(refusal)
    assert (refusal.__doc__ or "").rstrip().endswith((".", "{detail}"))
    assert refusal.hint


@pytest.mark.parametrize("refusal", PLAIN)
def test_a_hint_asks_for_no_more_than_the_sentence_or_is_filled_too(refusal: type[Problem]) -> None:
    problem = filled(refusal)
    assert "{" not in problem.message + problem.advice
    assert "\n" not in problem.message + problem.advice


@pytest.mark.parametrize("refusal", ALL)
def test_a_refusal_is_a_rule_a_usage_or_a_lock(refusal: type[Problem]) -> None:
    assert issubclass(refusal, Refused | BadUsage | LockedOut)
    assert refusal.exit_code in (2, 4, 6)


def test_no_two_refusals_share_a_code() -> None:
    assert len({refusal.name() for refusal in ALL}) == len(ALL)


def test_a_journal_gap_says_how_far_the_office_has_got() -> None:
    problem = JournalGap(acknowledged=EMPTY)
    assert problem.acknowledged == EMPTY
    assert problem.message == "The office has less of this device's journal than this device believes."
