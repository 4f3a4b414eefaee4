"""Who works on this device. A PIN is checked here, without network; the bridge is asked only where that fails."""

from mpos.contract import kinds
from mpos.contract.clock import write_instant
from mpos.contract.problems import Problem, Unreachable
from mpos.contract.wire import Person
from mpos.domain.pin_lock import PinTries, after_wrong_pin, as_of, is_locked
from mpos.domain.refusals import PinLocked, TooManyWrongPins, UnknownHere, WrongPin
from mpos.store import people, settings
from mpos.store.database import transaction

from .contacting import hearing_of_revocation
from .deed import deed
from .terminal import Terminal


def log_in(terminal: Terminal, login: str, pin: str) -> Person:
    """Begins a collector's work.

    WrongPin, PinLocked, or, when only the bridge could tell and is away, UnknownHere and TooManyWrongPins.
    """
    _ = terminal.identity
    before = _claim_try(terminal, login)
    person = people.find_person(terminal.connection, login)
    if person is None or before.is_spent or not _fits(person, pin):
        person = _ask_bridge(terminal, login, pin, before, known=person is not None)
    with deed(terminal, person.login) as doing:
        people.keep_person(doing.connection, person)
        people.write_tries(doing.connection, login, PinTries())
        settings.write_setting(doing.connection, settings.SESSION, login)
        doing.record(kinds.LOGGED_IN, {"login": login})
    return person


def log_out(terminal: Terminal) -> Person:
    """Ends a collector's work. What is not uploaded stays."""
    person = terminal.collector
    with deed(terminal, person.login) as doing:
        settings.write_setting(doing.connection, settings.SESSION, None)
        doing.record(kinds.LOGGED_OUT, {"login": person.login})
    return person


def check_pin(terminal: Terminal, person: Person, pin: str) -> None:
    """Checks a PIN against what this device knows. WrongPin; PinLocked and TooManyWrongPins after too many."""
    before = _claim_try(terminal, person.login)
    if before.is_spent:
        raise TooManyWrongPins(login=person.login)
    if not _fits(person, pin):
        _note_lock(terminal, person.login)
        raise WrongPin
    with transaction(terminal.connection) as connection:
        people.write_tries(connection, person.login, PinTries())


def _claim_try(terminal: Terminal, login: str) -> PinTries:
    """Counts a try as wrong before its PIN is looked at, so that guesses made at once, or killed, each count.

    The tries before it; PinLocked. Once they are spent the bridge is to be asked, and its own lock holds.
    """
    now = terminal.clock.now()
    with transaction(terminal.connection) as connection:
        before = as_of(people.read_tries(connection, login), now)
        locked = is_locked(before, now) and not before.is_spent
        people.write_tries(connection, login, before if locked else after_wrong_pin(before, now))
    if locked and before.locked_until:
        raise PinLocked(login=login, until=before.locked_until.astimezone(now.tzinfo).strftime("%H:%M"))
    return before


def _ask_bridge(terminal: Terminal, login: str, pin: str, before: PinTries, *, known: bool) -> Person:
    """The bridge knows everybody, and a PIN that was changed there. Away, it can't help: what is known here holds.

    Whatever it says but yes, the PIN is not the one that is known here: a device that it has locked out is no place
    to guess at.
    """
    try:
        with hearing_of_revocation(terminal):
            return terminal.link.login(login, pin)
    except Unreachable as error:
        raise _without_bridge(terminal, login, before, known=known) from error
    except Problem:
        _note_lock(terminal, login)
        raise


def _without_bridge(terminal: Terminal, login: str, before: PinTries, *, known: bool) -> Problem:
    if known and not before.is_spent:
        _note_lock(terminal, login)
        return WrongPin()
    # Nobody has looked at the PIN: it was no try.
    with transaction(terminal.connection) as connection:
        people.write_tries(connection, login, before)
    return TooManyWrongPins(login=login) if known else UnknownHere(login=login)


def _note_lock(terminal: Terminal, login: str) -> None:
    with deed(terminal) as doing:
        tries = people.read_tries(doing.connection, login)
        if tries.locked_until:
            body = {"login": login, "failures": tries.failures, "until": write_instant(tries.locked_until)}
            doing.record(kinds.PIN_LOCKED, body)


def _fits(person: Person, pin: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(person.pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
