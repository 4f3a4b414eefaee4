"""A lock of the database that one process at a time holds, on whichever machine; of PostgreSQL only.

It belongs to a connection of its own, so that it is free again the moment that its holder dies or is cut off.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from .engine import Engine, in_our_words

_KEY = 0x6D70_6F73_0002
"""Numbers of advisory locks are shared by all that use a database; ours begin with "mpos". 1 is the writers'."""


@contextmanager
def turn_lock(engine: Engine, name: str) -> Iterator["TurnLock"]:
    """What can hold the turn, by this name; whatever it holds is free when the block or the process ends."""
    with in_our_words(engine):
        conn = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        lock = TurnLock(engine, conn)
        lock.name_session(name)
        yield lock
    finally:
        with suppress(SQLAlchemyError):
            # The server takes its time to notice that a session has gone, and the next one may ask at once.
            conn.execute(_LET_GO)
        # Closed for good and not pooled: a session's lock ends with the session, whatever went wrong in it.
        conn.invalidate()
        conn.close()


class TurnLock:
    """The lock as one process sees it."""

    def __init__(self, engine: Engine, conn: Connection) -> None:
        self._engine = engine
        self._conn = conn

    def name_session(self, name: str) -> None:
        """What the others are told of who holds it."""
        self._ask(_NAME_SESSION.bindparams(name=name))

    def take(self) -> bool:
        """Whether it is ours now; never waits. StoreUnreachable when the database is away."""
        return self._ask(_TAKE) is True

    def holder(self) -> str:
        """Who holds it, for people; empty when it is free again."""
        return str(self._ask(_HOLDER) or "")

    def is_held(self) -> bool:
        """Whether it is still ours; it is not when the connection was cut meanwhile."""
        try:
            return not self._conn.invalidated and self._conn.execute(_IS_HELD).scalar_one_or_none() is True
        except DBAPIError:
            return False

    def _ask(self, statement: TextClause) -> object:
        with in_our_words(self._engine):
            return self._conn.execute(statement).scalar_one_or_none()


_NAME_SESSION = text("SELECT set_config('application_name', :name, false)")
_LET_GO = text("SELECT pg_advisory_unlock_all()")
_TAKE = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_KEY)
_HELD_HERE = (
    "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
    " AND classid = :high AND objid = :low AND database = datid AND datname = current_database()"
)
_PLACE = {"high": _KEY >> 32, "low": _KEY & 0xFFFFFFFF}
_HOLDER = text(f"SELECT application_name {_HELD_HERE} LIMIT 1").bindparams(**_PLACE)
_IS_HELD = text(f"SELECT true {_HELD_HERE} AND pid = pg_backend_pid() LIMIT 1").bindparams(**_PLACE)
