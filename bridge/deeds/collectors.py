"""What the office does with collectors: add, change, give a PIN, retire, take up again. Their codes: assigning."""

from collections.abc import Collection
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.hashing import hash_secret
from bridge.pins import MAX_DIGITS, is_easy
from bridge.problems import AlreadyThere
from bridge.settings import Settings
from bridge.store import collectors
from bridge.store.codes import add_code
from bridge.store.collectors import Collector
from bridge.store.engine import reading, writing
from bridge.store.office_deeds import record_deed
from mpos.contract.problems import BadUsage, Refused

from .assigning import check_new_codes
from .reach import own_collector
from .texts import check_text

MAX_LOGIN, MAX_NAME = 60, 120
EASY_PIN = "A run, a repetition or a date is among the first PINs that a finder tries; better give another."


class EasyPin(BadUsage):
    """A run, a repetition or a date is no PIN: a finder tries those first."""

    hint = "Nothing was changed. Give one that nobody guesses."


class IsRetired(Refused):
    """The collector {login} is retired."""

    hint = "Nothing was changed. Take the collector up again first."


class NotRetired(Refused):
    """The collector {login} is not retired."""

    hint = "Nothing was changed."


class Newcomer(NamedTuple):
    """Somebody to be added."""

    login: str
    name: str
    codes: Collection[str]
    supervisor: bool = False


class Added(NamedTuple):
    """The collector, and the codes of theirs that nobody had named before."""

    collector: Collector
    new_codes: tuple[str, ...]


def add(bridge: Bridge, actor: Actor, newcomer: Newcomer, pin: str) -> Added:
    """Adds a collector with codes and a PIN. BadUsage, AlreadyThere, NotFound for a code out of reach, RetiredCode."""
    actor.require(Permission.PEOPLE)
    login, name, codes, supervisor = newcomer
    check_text(login, MAX_LOGIN, "A login")
    check_text(name, MAX_NAME, "A name")
    if actor.branches is not None and not codes:
        raise BadUsage(detail="A collector of your branches needs a code of theirs.")
    with reading(bridge.engine) as conn:
        check_new_codes(conn, actor, codes)
    pin_hash = _hashed(pin, bridge.settings)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        if not collectors.add_collector(conn, login, name, pin_hash, supervisor):
            raise AlreadyThere(what=f"a collector {login}")
        new_codes = check_new_codes(conn, actor, codes)
        for code in new_codes:
            add_code(conn, code, code)
            record_deed(conn, actor, "code added", {"collector_code": code, "name": code}, now)
        collectors.assign(conn, login, codes)
        told = {"login": login, "name": name, "codes": sorted(set(codes)), "supervisor": supervisor}
        record_deed(conn, actor, "collector added", told, now)
    return Added(Collector(login, name, tuple(sorted(set(codes))), supervisor, active=True), new_codes)


def change(bridge: Bridge, actor: Actor, login: str, name: str, supervisor: bool) -> Collector:
    """Gives another name, and makes somebody a supervisor or not. NotFound, OthersToo, BadUsage."""
    actor.require(Permission.PEOPLE)
    check_text(name, MAX_NAME, "A name")
    with writing(bridge.engine) as conn:
        own_collector(conn, actor, login)
        collectors.change_collector(conn, login, name, supervisor)
        told = {"login": login, "name": name, "supervisor": supervisor}
        record_deed(conn, actor, "collector changed", told, bridge.clock.now())
        return own_collector(conn, actor, login)


def give_pin(bridge: Bridge, actor: Actor, login: str, pin: str) -> Collector:
    """Gives a new PIN; it also ends a lock after wrong ones. NotFound, OthersToo, IsRetired, BadUsage."""
    actor.require(Permission.PEOPLE)
    with reading(bridge.engine) as conn:
        _at_work(own_collector(conn, actor, login))
    pin_hash = _hashed(pin, bridge.settings)
    with writing(bridge.engine) as conn:
        person = _at_work(own_collector(conn, actor, login))
        collectors.set_pin(conn, login, pin_hash)
        record_deed(conn, actor, "PIN changed", {"login": login}, bridge.clock.now())
    return person


def retire(bridge: Bridge, actor: Actor, login: str) -> Collector:
    """Ends a collector's work; what was collected stays, and is still uploaded. NotFound, OthersToo, IsRetired."""
    actor.require(Permission.PEOPLE)
    with writing(bridge.engine) as conn:
        _at_work(own_collector(conn, actor, login))
        collectors.set_collector_active(conn, login, False)
        record_deed(conn, actor, "collector retired", {"login": login}, bridge.clock.now())
        return own_collector(conn, actor, login)


def take_up(bridge: Bridge, actor: Actor, login: str) -> Collector:
    """Lets a retired collector work again, with the codes and the PIN of before. NotFound, OthersToo, NotRetired."""
    actor.require(Permission.PEOPLE)
    with writing(bridge.engine) as conn:
        if own_collector(conn, actor, login).active:
            raise NotRetired(login=login)
        collectors.set_collector_active(conn, login, True)
        record_deed(conn, actor, "collector taken up", {"login": login}, bridge.clock.now())
        return own_collector(conn, actor, login)


def easy_pin_warning(pin: str) -> str | None:
    """What is said of a PIN that is taken all the same."""
    return EASY_PIN if is_easy(pin) else None


def _at_work(person: Collector) -> Collector:
    if not person.active:
        raise IsRetired(login=person.login)
    return person


def _hashed(pin: str, settings: Settings) -> str:
    if not (settings.min_pin_digits <= len(pin) <= MAX_DIGITS and pin.isascii() and pin.isdigit()):
        raise BadUsage(detail=f"A PIN has {settings.min_pin_digits} to {MAX_DIGITS} digits.")
    if is_easy(pin) and settings.easy_pins == "refuse":
        raise EasyPin
    return hash_secret(pin)
