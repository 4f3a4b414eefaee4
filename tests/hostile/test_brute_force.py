"""Guessing: codes, PINs and challenges get no more tries than the rule says, however many guess at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from bridge.store.collectors import FREE_TRIES, claim_pin_try
from bridge.store.engine import reading, writing
from bridge.store.enrolments import CODE_LIFE, MAX_WRONG_CODES, WRONG_CODES_WITHIN
from bridge.store.terminals import find_terminal
from bridge.web.enrolments import enrol
from bridge.web.logins import login
from bridge.web.tokens import token
from mpos.contract.clock import read_instant
from mpos.contract.problems import Problem
from mpos.contract.seal import challenge_text
from mpos.contract.wire import ENROLMENT_CODE_DIGITS
from tests.bridge.office_core import PIN, Core, Hand, problem
from tests.mpos.office_at_work import PIN as ANAS_PIN
from tests.mpos.terminal_at_work import LOGIN, NoNetwork, TerminalAtWork

GUESSERS = 12
WRONG_CODE = {"code": "0000000000", "public_key": "0" * 64}


def test_the_chance_to_guess_an_enrolment_code_while_it_lives() -> None:
    tries = MAX_WRONG_CODES * (CODE_LIFE // WRONG_CODES_WITHIN)
    assert tries == 2_880
    # One open code: three in ten million. A hundred open ones, every day: once in 35,000 days.
    assert tries / 10**ENROLMENT_CODE_DIGITS < 3e-7
    assert 10**ENROLMENT_CODE_DIGITS / (100 * tries) > 34_000


def test_guessing_codes_on_and_on_gets_no_more_tries_than_that(core: Core) -> None:
    looked_at = 0
    for _ in range(4):
        looked_at += sum(_outcome(enrol, core, WRONG_CODE) == "code_unknown" for _ in range(MAX_WRONG_CODES + 3))
        core.clock.move(minutes=5)
    assert looked_at <= MAX_WRONG_CODES * (timedelta(minutes=20) // WRONG_CODES_WITHIN + 1)


def test_codes_guessed_at_the_same_time_each_count(core: Core) -> None:
    outcomes = _at_once(lambda: [_outcome(enrol, core, WRONG_CODE) for _ in range(3)])
    assert outcomes == {"code_unknown": MAX_WRONG_CODES, "too_many_tries": 3 * GUESSERS - MAX_WRONG_CODES}


def test_guessing_codes_holds_up_enrolment_for_ten_minutes_and_no_enrolled_terminal(core: Core) -> None:
    hand, code = core.terminal(), core.code()
    for _ in range(MAX_WRONG_CODES):
        _outcome(enrol, core, WRONG_CODE)
    assert problem(Hand(core, b"n" * 32).enrol(code)) == (429, "too_many_tries")
    hand.get_token()
    hand.collect()
    assert hand.upload().is_success
    core.clock.move(minutes=10)
    assert Hand(core, b"n" * 32).enrol(code).is_success


def test_one_code_used_at_the_same_time_lets_one_terminal_in(core: Core) -> None:
    code = core.code()
    keys = iter([f"{number:064x}" for number in range(GUESSERS)])
    outcomes = _at_once(lambda: [_outcome(enrol, core, {"code": code, "public_key": next(keys)})])
    assert outcomes == {"done": 1, "code_used": GUESSERS - 1}
    assert core.value("SELECT count(*) FROM terminal") == 1


def test_pins_guessed_at_the_same_time_each_count(core: Core) -> None:
    core.collector("juan", "MNL-01")
    terminal_id = core.terminal().terminal_id
    outcomes = _at_once(lambda: [_log_in(core, terminal_id, f"{number:04}") for number in range(3)])
    assert outcomes == {"wrong_pin": FREE_TRIES, "pin_locked": 3 * GUESSERS - FREE_TRIES}
    assert _log_in(core, terminal_id, PIN) == "pin_locked"


def test_a_year_of_guessing_finds_few_pins(core: Core) -> None:
    core.collector("juan", "MNL-01")
    tries, end = 0, core.clock.now() + timedelta(days=365)
    with writing(core.bridge.engine) as conn:
        while core.clock.now() < end:
            leave = claim_pin_try(conn, "juan", core.clock.now())
            tries += leave.pin_hash is not None
            if leave.locked_until is not None:
                core.clock.move(seconds=(read_instant(leave.locked_until) - core.clock.now()).total_seconds())
    # Of ten thousand PINs of four digits, one in 25; each wrong one shows at the office.
    assert tries < 400


def test_a_lock_at_the_office_stops_nobody_in_the_field(terminal: TerminalAtWork) -> None:
    office = terminal.office
    with writing(office.bridge.engine) as conn:
        for _ in range(20):
            claim_pin_try(conn, LOGIN, office.clock.now())
    terminal.ask("logout")
    terminal.log_in(pin=ANAS_PIN)
    terminal.open_registry()
    terminal.collect("100")
    assert terminal.ask("upload")["pending"] == 0
    terminal.ask("logout")
    terminal.transport = NoNetwork()
    terminal.log_in(pin=ANAS_PIN)
    terminal.collect("50")


def test_one_challenge_answered_many_times_at_once_gives_one_token(core: Core) -> None:
    hand = core.terminal()
    given = hand.get_challenge()
    signature = hand.signer.sign(challenge_text(hand.terminal_id, given))
    answer = {"terminal_id": hand.terminal_id, "challenge": given, "signature": signature}
    assert _at_once(lambda: [_outcome(token, core, answer)]) == {"done": 1, "challenge_refused": GUESSERS - 1}


def _log_in(core: Core, terminal_id: str, pin: str) -> str:
    with reading(core.bridge.engine) as conn:
        terminal = find_terminal(conn, terminal_id)
    assert terminal is not None
    return _outcome(lambda bridge, body: login(bridge, terminal, body), core, {"login": "juan", "pin": pin})


def _outcome(route: Callable[..., object], core: Core, body: object) -> str:
    """What a route says, called as the server calls it: on a thread of its own, with a body that was read."""
    try:
        route(core.bridge, body)
    except Problem as refused:
        return refused.code
    return "done"


def _at_once(guess: Callable[[], list[str]]) -> Counter[str]:
    """The outcomes of as many guessers, let go at the same moment."""
    gate = Barrier(GUESSERS)

    def one(_number: int) -> list[str]:
        gate.wait()
        return guess()

    with ThreadPoolExecutor(GUESSERS) as guessers:
        return Counter(outcome for outcomes in guessers.map(one, range(GUESSERS)) for outcome in outcomes)
