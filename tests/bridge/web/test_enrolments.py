"""Enrolment: one code, one terminal."""

from bridge.store.enrolments import MAX_WRONG_CODES
from mpos.contract.seal import holds, journal_seal_text
from tests.bridge.office_core import Core, Hand, problem


def test_a_code_makes_one_terminal(core: Core) -> None:
    hand = Hand(core)
    answer = hand.enrol(core.code()).json()
    assert (answer["terminal_id"], answer["series_prefix"]) == ("T001", "A")
    assert answer["bridge_id"] == core.bridge.bridge_id
    assert answer["bridge_key"] == core.bridge.signer.public_key
    assert holds(str(core.value("SELECT public_key FROM terminal")), *_sealed(hand))


def test_a_lost_answer_is_given_again_and_makes_no_second_terminal(core: Core) -> None:
    code = core.code()
    assert Hand(core).enrol(code).json() == Hand(core).enrol(code).json()
    assert core.value("SELECT count(*) FROM terminal") == 1


def test_another_key_can_not_use_a_code_again(core: Core) -> None:
    code = core.code()
    Hand(core).enrol(code)
    assert problem(Hand(core, b"u" * 32).enrol(code)) == (409, "code_used")


def test_a_code_ends_after_a_day(core: Core) -> None:
    code = core.code()
    core.clock.move(hours=24)
    assert problem(Hand(core).enrol(code)) == (401, "code_unknown")


def test_wrong_codes_are_bounded_even_for_who_then_has_the_right_one(core: Core) -> None:
    code, hand = core.code(), Hand(core)
    for _ in range(MAX_WRONG_CODES):
        assert problem(hand.enrol("0000000000")) == (401, "code_unknown")
    assert problem(hand.enrol(code)) == (429, "too_many_tries")
    core.clock.move(minutes=11)
    assert hand.enrol(code).is_success


def test_each_terminal_has_a_series_of_its_own(core: Core) -> None:
    hands = [Hand(core, bytes([number]) * 32) for number in range(28)]
    for hand in hands:
        hand.enrol(core.code())
    assert [hand.series for hand in hands[:3]] == ["A", "B", "C"]
    assert [hand.series for hand in hands[25:]] == ["Z", "AA", "AB"]
    assert hands[-1].terminal_id == "T028"


def test_codes_that_wait_keep_their_series_free_from_others(core: Core) -> None:
    first, second = core.code(), core.code()
    hands = Hand(core), Hand(core, b"u" * 32)
    hands[0].enrol(second)
    hands[1].enrol(first)
    assert {hand.series for hand in hands} == {"A", "B"}


def test_what_is_no_key_is_refused(core: Core) -> None:
    answer = core.http.post("/terminal/v1/enrolments", json={"code": core.code(), "public_key": "ab", "device": ""})
    assert problem(answer) == (400, "bad_request")


def test_the_code_itself_is_kept_nowhere(core: Core) -> None:
    code = core.code()
    assert all(code not in code_hash for (code_hash,) in core.rows("SELECT code_hash FROM enrolment"))


def _sealed(hand: Hand) -> tuple[bytes, str]:
    return journal_seal_text(hand.terminal_id, hand.head), hand.seal(hand.head)
