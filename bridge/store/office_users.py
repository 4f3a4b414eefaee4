"""People of the office who may sign in, and the record of what they did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bridge.hashing import hash_secret
from bridge.problems import AlreadyThere
from mpos.contract.clock import in_utc
from mpos.contract.problems import BadUsage

from .engine import Connection
from .schema import office_deed, office_user

ADMINISTRATOR = "administrator"
MIN_PASSWORD, MAX_PASSWORD = 8, 200
MAX_NAME = 60


def add_user(conn: Connection, name: str, password: str, role: str, now: datetime) -> None:
    """Adds an office user; the password is kept as an argon2 hash. BadUsage, AlreadyThere."""
    if not 1 <= len(name.strip()) <= MAX_NAME:
        raise BadUsage(detail=f"A user's name has 1 to {MAX_NAME} characters.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadUsage(detail=f"A password has {MIN_PASSWORD} to {MAX_PASSWORD} characters.")
    if conn.execute(select(office_user.c.name).where(office_user.c.name == name)).first():
        raise AlreadyThere(what=f"a user {name}")
    conn.execute(
        insert(office_user).values(name=name, password_hash=hash_secret(password), role=role, created_at=in_utc(now))
    )


def record_deed(conn: Connection, who: str, what: str, detail: Mapping[str, Any], now: datetime) -> None:
    """Keeps what somebody at the office did, for good."""
    conn.execute(insert(office_deed).values(done_at=in_utc(now), who=who, what=what, detail=dict(detail)))
