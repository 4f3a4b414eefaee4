"""Who works on this device. A PIN is checked here, without network; the bridge is asked only where that fails."""

from mpos.contract import kinds
from mpos.contract.clock import write_instant
from mpos.contract.problems import Problem, Unreachable
from mpos.contract.wire import Person
from mpos.domain.pin_lock import PinTries, after_wrong_pin, is_locked
from mpos.domain.refusals import PinLocked, UnknownHere, WrongPin
from mpos.store import people, settings
from mpos.store.database import transaction

from .contacting import hearing_of_revocation
from .deed import deed
from .terminal import Terminal


def log_in(terminal: Terminal, login: str, pin: str) -> Person:
    """Begins a collector's work. WrongPin, PinLocked, or UnknownHere when only the bridge could tell and is away."""
    _ = terminal.identity
    _check_not_locked(terminal, login)
    person = people.find_person(terminal.connection, login)
    if person is None or not _fits(person, pin):
        person = _ask_bridge(terminal, login, pin, known=person is not None)
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
    """Checks a PIN against what this device knows; a wrong one counts, and the fifth locks for a while."""
    _check_not_locked(terminal, person.login)
    if not _fits(person, pin):
        _count_wrong(terminal, person.login)
        raise WrongPin
    with transaction(terminal.connection) as connection:
        people.write_tries(connection, person.login, PinTries())


def _check_not_locked(terminal: Terminal, login: str) -> None:
    tries = people.read_tries(terminal.connection, login)
    if tries.locked_until and is_locked(tries, terminal.clock.now()):
        raise PinLocked(login=login, until=tries.locked_until.astimezone(terminal.clock.now().tzinfo).strftime("%H:%M"))


def _ask_bridge(terminal: Terminal, login: str, pin: str, *, known: bool) -> Person:
    """The bridge knows everybody, and a PIN that was changed there. Away, it can't help: what is known here holds.

    Whatever it says but yes, the PIN is not the one that is known here: a device that it has locked out is no place
    to guess at.
    """
    try:
        with hearing_of_revocation(terminal):
            return terminal.link.login(login, pin)
    except Unreachable as error:
        if not known:
            raise UnknownHere(login=login) from error
        _count_wrong(terminal, login)
        raise WrongPin from error
    except Problem:
        _count_wrong(terminal, login)
        raise


def _count_wrong(terminal: Terminal, login: str) -> None:
    with deed(terminal) as doing:
        tries = after_wrong_pin(people.read_tries(doing.connection, login), doing.now)
        people.write_tries(doing.connection, login, tries)
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
