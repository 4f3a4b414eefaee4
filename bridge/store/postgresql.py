"""What PostgreSQL is told and asked that SQLite is not, so that both keep the same rules.

One writing at a time, as on SQLite: all rules of the store look first and write then, and none of them was made for
others who write in between. So each writing takes the writers' lock before its first query, sees all that was
committed before it, and can neither meet a deadlock nor be told to start over. Readings wait for nobody.
"""

from typing import Any

from psycopg.adapt import Dumper, Loader
from sqlalchemy import Column, Connection, Engine, Text, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from bridge.problems import HomeDamaged, StoreBusy, StoreUnreachable
from mpos.contract.problems import Problem

LOCK_TIMEOUT_MS = 30_000
"""As long as a writing on SQLite waits for another."""
IDLE_IN_WRITING_MS = 300_000
"""A process that stands still within a transaction keeps all writers out; one that computes never takes that long."""
CONNECT_WITHIN_S = 10
SERVER_LOOKS_AFTER_S = 30
"""A machine that has vanished must not keep the lock: the server notices within a minute."""
POOL_SIZE, POOL_OVERFLOW = 5, 15
"""A process holds at most 20 connections and one for its turn; what waits for one waits POOL_WITHIN_S."""
POOL_WITHIN_S = 30
_WRITERS_LOCK = 0x6D70_6F73_0001
"""Numbers of advisory locks are shared by all that use a database; ours begin with "mpos". 2 is of turn_lock.py."""

_BUSY_STATES = frozenset({"55P03", "57014", "40001", "40P01"})
"""lock_not_available, query_canceled, serialization_failure, deadlock_detected"""
_AWAY_STATES = ("08", "57P", "53300")
"""Connection exceptions, a server that stops or starts, and one that takes no more connections."""


def arguments() -> dict[str, Any]:
    """How an engine is made for PostgreSQL."""
    options = {
        "lock_timeout": LOCK_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": IDLE_IN_WRITING_MS,
        "tcp_keepalives_idle": SERVER_LOOKS_AFTER_S,
        "tcp_keepalives_interval": 10,
        "tcp_keepalives_count": 3,
        "client_min_messages": "warning",
        # We ask for little, by index. Compiling a question, or dividing it among processes, takes longer than answering
        # it: a second instead of milliseconds once there are five million payments.
        "jit": "off",
        "max_parallel_workers_per_gather": 0,
    }
    return {
        "connect_args": {
            "application_name": "mpos-bridge",
            "connect_timeout": CONNECT_WITHIN_S,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
        "pool_size": POOL_SIZE,
        "max_overflow": POOL_OVERFLOW,
        "pool_timeout": POOL_WITHIN_S,
        # A connection that the server has closed meanwhile, for a restart say, is noticed before it is used.
        "pool_pre_ping": True,
    }


def prepare(engine: Engine) -> None:
    """Lets connections of this engine keep what SQLite keeps."""
    event.listen(engine, "connect", _prepare_connection)


def begin_writing(conn: Connection) -> None:
    """Waits until no other process writes; the lock ends with the transaction."""
    conn.execute(_TAKE_WRITERS_LOCK)


def translated(error: DBAPIError) -> Problem:
    """A trouble of PostgreSQL in our own words."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    reason = str(error.orig).strip().split("\n")[0]
    if state in _BUSY_STATES:
        return StoreBusy(detail=reason)
    if error.connection_invalidated or state.startswith(_AWAY_STATES) or (not state and _is_away(error)):
        return StoreUnreachable(detail=reason)
    return HomeDamaged(detail=reason)


class _TextWithoutNul(Dumper):
    """PostgreSQL keeps no NUL in a text, and a terminal may send one: it is written as a character of no meaning."""

    def dump(self, obj: Any) -> bytes:
        if _NUL in obj or _ESCAPE in obj:
            obj = obj.replace(_ESCAPE, _ESCAPE + "e").replace(_NUL, _ESCAPE + "0")
        return bytes(obj.encode())


class _TextAsItWas(Loader):
    """The other way round, so that what was hashed is what is read."""

    def load(self, data: Any) -> str:
        found = bytes(data).decode("utf-8", "replace")
        return found if _ESCAPE not in found else found.replace(_ESCAPE + "0", _NUL).replace(_ESCAPE + "e", _ESCAPE)


class _WholeNumber(Loader):
    """Sums of bigints come as numerics. All that we sum are whole numbers."""

    def load(self, data: Any) -> int:
        return int(bytes(data))


def _prepare_connection(connection: Any, _record: object) -> None:
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, _TextAsItWas)
    connection.adapters.register_loader("numeric", _WholeNumber)
    connection.adapters.register_dumper(str, _TextWithoutNul)
    # A commit that is not on disk when it returns would break the first promise of all.
    connection.execute(_DURABLE)
    connection.commit()


def _is_away(error: DBAPIError) -> bool:
    """The client's own words have no state: it could not connect, or was cut off."""
    return type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError")


@compiles(Text, "postgresql")
def _text_by_code_points(_type: Text, _compiler: Any, **options: Any) -> str:
    """Columns of text sort and compare as on SQLite and in Python, whatever the database's locale."""
    return 'TEXT COLLATE "C"' if isinstance(options.get("type_expression"), Column) else "TEXT"


_NUL, _ESCAPE = "\0", "\U0010ffff"
_TAKE_WRITERS_LOCK = text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=_WRITERS_LOCK)
_DURABLE = """
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')"""
