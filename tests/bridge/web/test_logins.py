"""Logins: a PIN is compared five times, then less and less often."""

from mpos.contract.wire import read_person
from tests.bridge.office_core import PIN, Core, problem


def test_a_right_pin_brings_what_the_terminal_needs_offline(core: Core) -> None:
    core.collector("juan", "MNL-01", "MNL-02")
    person = read_person(core.terminal().log_in("juan").json()["person"])
    assert (person.login, person.name, person.codes) == ("juan", "Juan", ("MNL-01", "MNL-02"))
    assert person.pin_hash.startswith("$argon2id$")


def test_a_wrong_pin_and_an_unknown_login_read_the_same(core: Core) -> None:
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    wrong, unknown = hand.log_in("juan", "9999"), hand.log_in("nobody")
    assert problem(wrong) == (401, "wrong_pin")
    assert wrong.json() == unknown.json()


def test_the_lock_after_wrong_pins_grows(core: Core) -> None:
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    for _ in range(5):
        assert problem(hand.log_in("juan", "9999")) == (401, "wrong_pin")
    locked = hand.log_in("juan", PIN)
    assert problem(locked) == (423, "pin_locked")
    assert locked.json()["until"] == "2026-10-15T09:15:00.000+08:00"
    core.clock.move(minutes=15)
    assert problem(hand.log_in("juan", "9999")) == (401, "wrong_pin")
    assert hand.log_in("juan", PIN).json()["until"] == "2026-10-15T09:45:00.000+08:00"


def test_a_right_pin_forgives_the_wrong_ones(core: Core) -> None:
    core.collector("juan", "MNL-01")
    hand = core.terminal()
    for _ in range(2):
        for _ in range(4):
            hand.log_in("juan", "9999")
        assert hand.log_in("juan").is_success


def test_a_terminal_is_served_only_who_has_logged_in_on_it(core: Core) -> None:
    core.collector("juan", "MNL-01")
    core.collector("maria", "MNL-02")
    hand, other = core.terminal(), core.terminal(b"u" * 32)
    hand.log_in("juan")
    other.log_in("maria")
    assert hand.soa_list("juan").is_success
    assert problem(hand.soa_list("maria")) == (403, "collector_not_here")
    assert problem(hand.changes("maria", "x", 0)) == (403, "collector_not_here")
