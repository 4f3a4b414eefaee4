"""Who gives a command: the office user that --as names, or that the login of this machine is.

Whoever holds the home holds the office: a login that is no office user may do everything, and may say with --as on
whose behalf. A login that is one may do what that user may, and be nobody else; with sudo it is the login before it
that counts.
"""

import os
import pwd
from collections.abc import Mapping, Sequence

from bridge.access.actor import Actor, holder_of_the_home
from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.office_users import find_user, user_of_system
from mpos.contract.problems import BadUsage, LockedOut

AS_OPTION = "--as"


class NotYours(LockedOut):
    """You are {name} here, and can't act as {other}."""

    http_status = 403
    hint = "Nothing was changed. Leave --as out."


def split_as(argv: Sequence[str]) -> tuple[list[str], str | None]:
    """The words without --as NAME, which may stand anywhere, and the name. BadUsage when it is missing."""
    words = list(argv)
    named = next((at for at, word in enumerate(words) if word == AS_OPTION or word.startswith(f"{AS_OPTION}=")), None)
    if named is None:
        return words, None
    _, has_value, name = words.pop(named).partition("=")
    if not has_value:
        name = words.pop(named) if named < len(words) else ""
    if not name:
        raise BadUsage(detail=f"{AS_OPTION} needs the name of an office user.")
    return words, name


def actor_for(bridge: Bridge, environ: Mapping[str, str], acting_as: str | None) -> Actor:
    """Who acts. NotFound for a name that is no active user, NotYours for somebody else's."""
    system_user = login_here(environ)
    with reading(bridge.engine) as conn:
        own = user_of_system(conn, system_user)
        if own is not None:
            if acting_as not in (None, own.name):
                raise NotYours(name=own.name, other=acting_as)
            return own.acting(system_user)
        if acting_as is None:
            return holder_of_the_home(system_user)
        user = find_user(conn, acting_as)
    if user is None or not user.active:
        raise NotFound(what=f"office user {acting_as}")
    return user.acting(system_user)


def login_here(environ: Mapping[str, str]) -> str:
    """Who is logged in on this machine; with sudo it is the login before it."""
    if before_sudo := environ.get("SUDO_USER"):
        return before_sudo
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
