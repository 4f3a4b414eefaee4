"""Tokens: a challenge, signed once."""

from mpos.contract.seal import Signer
from mpos.contract.wire import CHALLENGES, JOURNAL
from tests.bridge.office_core import Core, problem


def test_a_challenge_is_used_once(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    assert hand.answer_challenge(challenge).is_success
    assert problem(hand.answer_challenge(challenge)) == (401, "challenge_refused")


def test_a_wrong_signature_uses_the_challenge_up(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    assert problem(hand.answer_challenge(challenge, Signer(b"x" * 32))) == (401, "challenge_refused")
    assert problem(hand.answer_challenge(challenge)) == (401, "challenge_refused")


def test_a_challenge_ends_after_two_minutes(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    core.clock.move(minutes=2)
    assert problem(hand.answer_challenge(challenge)) == (401, "challenge_refused")


def test_a_challenge_is_for_one_terminal(core: Core) -> None:
    first, second = core.terminal(), core.terminal(b"u" * 32)
    assert problem(second.answer_challenge(first.get_challenge())) == (401, "challenge_refused")


def test_open_challenges_are_bounded(core: Core) -> None:
    hand = core.terminal()
    answers = [core.http.post(CHALLENGES, json={"terminal_id": hand.terminal_id}) for _ in range(51)]
    assert problem(answers[-1]) == (429, "too_many_tries")
    core.clock.move(minutes=3)
    assert hand.get_challenge()


def test_an_unknown_terminal_gets_no_challenge(core: Core) -> None:
    assert problem(core.http.post(CHALLENGES, json={"terminal_id": "T999"})) == (401, "challenge_refused")


def test_a_token_ends_after_a_day(core: Core) -> None:
    hand = core.terminal()
    assert hand.upload().is_success
    core.clock.move(hours=24)
    assert problem(hand.upload()) == (401, "token_refused")
    hand.get_token()
    assert hand.upload().is_success


def test_nothing_is_served_without_a_token(core: Core) -> None:
    assert problem(core.http.post(JOURNAL, json={"entries": [], "fates_after": 0})) == (401, "token_refused")


def test_the_token_itself_is_kept_nowhere(core: Core) -> None:
    hand = core.terminal()
    assert core.value("SELECT count(*) FROM token") == 1
    assert core.value("SELECT count(*) FROM token WHERE token_hash = :token", token=hand.token) == 0
