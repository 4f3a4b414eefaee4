"""Tokens: a challenge, signed once."""

from bridge.store.terminals import MAX_TOKENS
from mpos.contract.seal import Signer
from mpos.contract.wire import CHALLENGES, JOURNAL
from tests.bridge.office_core import Core, problem


def test_a_challenge_is_used_once(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    assert hand.answer_challenge(challenge).is_success
    assert problem(hand.answer_challenge(challenge)) == (401, "challenge_refused")


def test_a_stranger_can_not_use_up_a_terminals_challenge(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    assert problem(hand.answer_challenge(challenge, Signer(b"x" * 32))) == (401, "challenge_refused")
    assert hand.answer_challenge(challenge).is_success


def test_a_challenge_that_the_bridge_never_gave_is_refused(core: Core) -> None:
    hand = core.terminal()
    nonce, ends, seal = hand.get_challenge().split(".")
    for made_up in (f"{nonce}.{int(ends) + 1}.{seal}", f"{nonce}.{ends}.{seal[::-1]}", "x", "..", f".{ends}.{seal}"):
        assert problem(hand.answer_challenge(made_up)) == (401, "challenge_refused")


def test_a_challenge_ends_after_two_minutes(core: Core) -> None:
    hand = core.terminal()
    challenge = hand.get_challenge()
    core.clock.move(minutes=2)
    assert problem(hand.answer_challenge(challenge)) == (401, "challenge_refused")


def test_a_challenge_is_for_one_terminal(core: Core) -> None:
    first, second = core.terminal(), core.terminal(b"u" * 32)
    assert problem(second.answer_challenge(first.get_challenge())) == (401, "challenge_refused")


def test_asking_for_challenges_in_a_terminals_name_costs_it_nothing_and_the_office_no_room(core: Core) -> None:
    hand = core.terminal()
    kept = core.value("SELECT count(*) FROM challenge")
    for _ in range(200):
        assert core.http.post(CHALLENGES, json={"terminal_id": hand.terminal_id}).is_success
    assert core.value("SELECT count(*) FROM challenge") == kept
    hand.get_token()
    assert hand.upload().is_success


def test_the_tokens_of_one_terminal_are_bounded_and_the_newest_serve(core: Core) -> None:
    hand = core.terminal()
    for _ in range(MAX_TOKENS + 5):
        core.clock.move(seconds=1)
        hand.get_token()
    assert core.value("SELECT count(*) FROM token") == MAX_TOKENS
    assert hand.upload().is_success


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
