"""What an administrator does with the keys of other systems."""

from collections.abc import Iterable

from bridge.app import Bridge
from bridge.problems import AlreadyThere, NotFound
from bridge.store import api_keys
from bridge.store.api_keys import MAX_KEYS, ApiKey
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from bridge.store.office_users import MAX_BRANCHES
from mpos.contract.problems import BadUsage, Refused

from .actor import Actor
from .roles import Permission
from .scopes import Scope, scopes_named

MAX_NAME = 60
ROLE = "API key"
MEANS = {Scope.DOWNLOADS_RUN: Permission.SYNC, Scope.PAYMENTS_APPROVE: Permission.APPROVE}
"""What a scope lets a key do beyond seeing."""


class TooManyKeys(Refused):
    """There are {count} keys already."""

    hint = "Nothing was made. Revoke those that nobody uses any more."


def add(
    bridge: Bridge, actor: Actor, name: str, scopes: Iterable[str], branches: Iterable[str] | None
) -> tuple[ApiKey, str]:
    """Makes a key; it, and the text to give to the other system, which is never told again.

    BadUsage, AlreadyThere, TooManyKeys.
    """
    wanted, kept_to = scopes_named(scopes), None if branches is None else tuple(branches)
    if not 1 <= len(name.strip()) <= MAX_NAME or not name.isprintable():
        raise BadUsage(detail=f"A key's name has 1 to {MAX_NAME} printable characters.")
    if kept_to is not None and not 1 <= len(kept_to) <= MAX_BRANCHES:
        raise BadUsage(detail=f"A key that is kept to branches has 1 to {MAX_BRANCHES} of them.")
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        if api_keys.find_key(conn, name):
            raise AlreadyThere(what=f"a key {name}")
        if api_keys.count_keys(conn) >= MAX_KEYS:
            raise TooManyKeys(count=MAX_KEYS)
        key, text = api_keys.add_key(conn, name, wanted, kept_to, actor.name, now)
        told = {"key_id": key.key_id, "name": name, "scopes": list(key.scopes)}
        branches_told = None if key.branches is None else list(key.branches)
        record_deed(conn, actor, "API key made", {**told, "branches": branches_told}, now)
    return key, text


def revoke(bridge: Bridge, actor: Actor, name: str) -> ApiKey:
    """Lets a key in no more, at once; the key as it was. NotFound."""
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        key = api_keys.find_key(conn, name)
        if key is None:
            raise NotFound(what=f"key {name} in use")
        api_keys.revoke_key(conn, key.key_id, now)
        record_deed(conn, actor, "API key revoked", {"key_id": key.key_id, "name": name}, now)
    return key


def acting(key: ApiKey) -> Actor:
    """The other system at work: it may do what its scopes say."""
    permissions = frozenset({Permission.SEE, *(MEANS[scope] for scope in MEANS if scope in key.scopes)})
    branches = None if key.branches is None else frozenset(key.branches)
    return Actor(f"API key {key.name}", ROLE, branches, permissions=permissions)
