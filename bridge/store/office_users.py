"""People of the office who may sign in: their roles, their passwords, their second factors, and wrong tries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, insert, select, update

from bridge.access.actor import Actor
from bridge.access.roles import ADMINISTRATOR, ROLES
from bridge.hashing import hash_secret
from bridge.problems import AlreadyThere
from mpos.contract.clock import in_utc
from mpos.contract.problems import BadUsage

from .engine import Connection
from .schema import office_session, office_user

MIN_PASSWORD, MAX_PASSWORD = 8, 200
MAX_NAME, MAX_BRANCHES = 60, 50
FREE_TRIES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
"""Short at first: whoever knows a colleague's name could keep them out else. Each further wrong try doubles it."""


class User(NamedTuple):
    """An office user. `branches` are the only ones that they see, None for all."""

    name: str
    role: str
    active: bool
    branches: tuple[str, ...] | None
    system_user: str | None
    has_totp: bool
    created_at: str

    def acting(self, system_user: str | None = None) -> Actor:
        """This user at work."""
        return Actor(self.name, self.role, None if self.branches is None else frozenset(self.branches), system_user)


class SecretTry(NamedTuple):
    """Leave to compare one password: with this hash, or None when it must wait until `locked_until`."""

    password_hash: str | None
    locked_until: str | None = None


def add_user(
    conn: Connection,
    name: str,
    password: str,
    role: str,
    now: datetime,
    branches: Iterable[str] | None = None,
    system_user: str | None = None,
) -> None:
    """Adds an office user; the password is kept as an argon2 hash. BadUsage, AlreadyThere."""
    if not 1 <= len(name.strip()) <= MAX_NAME or not name.isprintable():
        raise BadUsage(detail=f"A user's name has 1 to {MAX_NAME} printable characters.")
    check_role(role)
    if find_user(conn, name):
        raise AlreadyThere(what=f"a user {name}")
    _check_system_user(conn, name, system_user)
    conn.execute(
        insert(office_user).values(
            name=name,
            password_hash=_hashed(password),
            role=role,
            created_at=in_utc(now),
            active=True,
            branches=_branches(branches),
            system_user=system_user,
        )
    )


def list_users(conn: Connection) -> list[User]:
    """Everybody, retired ones too."""
    return [_user(row) for row in conn.execute(select(office_user).order_by(office_user.c.name))]


def find_user(conn: Connection, name: str) -> User | None:
    """The user with this name, retired or not."""
    row = conn.execute(select(office_user).where(office_user.c.name == name)).first()
    return None if row is None else _user(row)


def user_of_system(conn: Connection, system_user: str) -> User | None:
    """The active user that this login of the machine is."""
    mapped = (office_user.c.system_user == system_user) & office_user.c.active.is_(True)
    row = conn.execute(select(office_user).where(mapped)).first()
    return None if row is None else _user(row)


def set_role(conn: Connection, name: str, role: str, branches: Iterable[str] | None) -> None:
    """Gives a user another role, and the branches that they see from now on (None: all)."""
    check_role(role)
    _change(conn, name, role=role, branches=_branches(branches))


def set_system_user(conn: Connection, name: str, system_user: str | None) -> None:
    """Makes this login of the machine the user, or none."""
    _check_system_user(conn, name, system_user)
    _change(conn, name, system_user=system_user)


def set_password(conn: Connection, name: str, password: str) -> None:
    """Gives a new password, forgets wrong tries and ends all sessions. BadUsage."""
    _change(conn, name, password_hash=_hashed(password), failures=0, locked_until=None)
    end_sessions(conn, name)


def set_active(conn: Connection, name: str, active: bool) -> None:
    """Keeps a user out, or lets them in again; what they did stays."""
    _change(conn, name, active=active)
    end_sessions(conn, name)


def set_totp(conn: Connection, name: str, sealed_secret: str | None) -> None:
    """Keeps the second factor's sealed secret, or takes it away."""
    _change(conn, name, totp_secret=sealed_secret, totp_step=None)


def totp_of(conn: Connection, name: str) -> str | None:
    """The second factor's sealed secret."""
    return conn.execute(select(office_user.c.totp_secret).where(office_user.c.name == name)).scalar_one_or_none()


def spend_step(conn: Connection, name: str, step: int) -> bool:
    """Keeps that a code of this time step was taken; False when one of it, or of a later one, was before."""
    fresh = office_user.c.totp_step.is_(None) | (office_user.c.totp_step < step)
    spent = conn.execute(update(office_user).where(office_user.c.name == name, fresh).values(totp_step=step))
    return spent.rowcount == 1


def administrators(conn: Connection) -> int:
    """How many active users may change users."""
    return sum(user.active and user.role == ADMINISTRATOR for user in list_users(conn))


def claim_try(conn: Connection, name: str, now: datetime) -> SecretTry:
    """Counts a try before its password is looked at, so that guesses made at the same time each count.

    The lock that a wrong one would bring is set here, and `forgive_tries` lifts it after a right one.
    """
    mine = (office_user.c.name == name) & office_user.c.active.is_(True)
    row = conn.execute(select(office_user).where(mine).with_for_update()).first()
    if row is None:
        return SecretTry(None)
    if row.locked_until is not None and row.locked_until > in_utc(now):
        # A lock that ends later than its own wait from now was set when our clock was ahead: it begins anew.
        return SecretTry(None, min(row.locked_until, in_utc(now + _lock_after(row.failures))))
    failures = row.failures + 1
    locked_until = in_utc(now + _lock_after(failures)) if failures >= FREE_TRIES else None
    _change(conn, name, failures=failures, locked_until=locked_until)
    return SecretTry(row.password_hash)


def forgive_tries(conn: Connection, name: str) -> None:
    """After a right password."""
    _change(conn, name, failures=0, locked_until=None)


def end_sessions(conn: Connection, name: str) -> None:
    """Signs the user out everywhere."""
    conn.execute(delete(office_session).where(office_session.c.name == name))


def check_role(role: str) -> None:
    """BadUsage for a role that there is not."""
    if role not in ROLES:
        raise BadUsage(detail=f"There is no role {role!r}; the roles are {', '.join(ROLES)}.")


def _lock_after(failures: int) -> timedelta:
    doublings = min(max(failures - FREE_TRIES, 0), 10)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def _hashed(password: str) -> str:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadUsage(detail=f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.")
    return hash_secret(password)


def _branches(branches: Iterable[str] | None) -> list[str] | None:
    named = None if branches is None else sorted({branch.strip() for branch in branches if branch.strip()})
    if named is not None and not 1 <= len(named) <= MAX_BRANCHES:
        raise BadUsage(detail=f"A user who is kept to branches has 1 to {MAX_BRANCHES} of them.")
    return named


def _check_system_user(conn: Connection, name: str, system_user: str | None) -> None:
    held = user_of_system(conn, system_user) if system_user else None
    if held is not None and held.name != name:
        raise AlreadyThere(what=f"a user {held.name} with the system user {system_user}")


def _change(conn: Connection, name: str, **values: Any) -> None:
    conn.execute(update(office_user).where(office_user.c.name == name).values(values))


def _user(row: Row[*tuple[Any, ...]]) -> User:
    branches = None if row.branches is None else tuple(row.branches)
    has_totp = row.totp_secret is not None
    return User(row.name, row.role, row.active, branches, row.system_user, has_totp, row.created_at)
