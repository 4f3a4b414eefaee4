"""The office's journal: who did what, in order, chained like the journals of terminals, and never changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from bridge.access.actor import Actor
from mpos.contract.clock import in_utc

from .deed_chain import FIRST, HEAD, hash_deed
from .engine import Connection
from .schema import office_deed, setting

_HEAD = select(setting.c.value).where(setting.c.key == HEAD)


class Deed(NamedTuple):
    """Something that a person of the office did, or a terminal that enrolled. Instants in UTC."""

    deed_id: int
    done_at: str
    who: str
    what: str
    detail: dict[str, Any]
    system_user: str | None
    prev_hash: str
    hash: str


class Wanted(NamedTuple):
    """Which deeds; None stands for all. `before` is a deed's id: those older than it."""

    who: str | None = None
    what: str | None = None
    before: int | None = None


def record_deed(conn: Connection, actor: Actor | str, what: str, detail: Mapping[str, Any], now: datetime) -> int:
    """Keeps what somebody at the office did, for good; the number of the deed.

    `actor` is a person, or the name of what acts by itself: a terminal that enrols, the schedule.
    """
    who, system_user = (actor, None) if isinstance(actor, str) else (actor.name, actor.system_user)
    last_id, last_hash = _take_head(conn)
    deed = Deed(last_id + 1, in_utc(now), who, what, dict(detail), system_user, last_hash, "")
    deed = deed._replace(hash=hash_deed(deed._asdict()))
    conn.execute(insert(office_deed).values(deed._asdict()))
    conn.execute(update(setting).where(setting.c.key == HEAD).values(value=[deed.deed_id, deed.hash]))
    return deed.deed_id


def list_deeds(conn: Connection, wanted: Wanted, limit: int) -> list[Deed]:
    """The newest first."""
    statement = select(office_deed).order_by(office_deed.c.deed_id.desc()).limit(limit)
    if wanted.who is not None:
        statement = statement.where(office_deed.c.who == wanted.who)
    if wanted.what is not None:
        statement = statement.where(office_deed.c.what == wanted.what)
    if wanted.before is not None:
        statement = statement.where(office_deed.c.deed_id < wanted.before)
    return [_deed(row) for row in conn.execute(statement)]


def check_deeds(conn: Connection) -> Iterator[str]:
    """One sentence for each deed that was changed, put in or taken out; none when the office's journal holds."""
    last_id, last_hash = 0, FIRST
    for deed in map(_deed, conn.execute(select(office_deed).order_by(office_deed.c.deed_id))):
        if deed.deed_id != last_id + 1:
            yield f"office journal: deed {last_id + 1} is missing"
        elif deed.prev_hash != last_hash:
            yield f"office journal: deed {deed.deed_id} does not follow the one before it"
        elif deed.hash != hash_deed(deed._asdict()):
            yield f"office journal: deed {deed.deed_id} was changed"
        last_id, last_hash = deed.deed_id, deed.hash
    reached = conn.execute(_HEAD).scalar_one_or_none()
    if reached != [last_id, last_hash]:
        yield f"office journal: it ends at deed {last_id}, and once ended otherwise"


def _take_head(conn: Connection) -> tuple[int, str]:
    """The newest deed's number and hash. Its row stays locked until the transaction ends: no two deeds follow one."""
    last_id, last_hash = conn.execute(_HEAD.with_for_update()).scalar_one()
    return int(last_id), str(last_hash)


def _deed(row: Row[*tuple[Any, ...]]) -> Deed:
    return Deed(*(getattr(row, name) for name in Deed._fields))
