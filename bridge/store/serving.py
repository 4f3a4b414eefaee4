"""Which codes' SOAs each terminal is served: one rule, for whole lists and changes, files, previews and pages alike.

A terminal is served the codes of the collector who asks; when it is kept to some codes, only those among them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from mpos.contract.wire import Person

from .collectors import find_person
from .engine import Connection
from .schema import collector, collector_assignment, terminal, terminal_code, terminal_collector

Codes = tuple[str, ...]


def served_codes(own: Iterable[str], kept: Collection[str]) -> Codes:
    """The rule: a collector's codes at a terminal that is kept to these, or to none."""
    return tuple(sorted(code for code in set(own) if not kept or code in kept))


class Serving(NamedTuple):
    """Who is served what: the codes of each active collector, those that terminals are kept to, and who works where.

    Terminals that are revoked and collectors who are retired are served nothing, and are not in here.
    """

    own: Mapping[str, Codes]
    kept: Mapping[str, Codes]
    at: Mapping[str, Codes]

    def codes(self, terminal_id: str, login: str) -> Codes:
        """What this collector is served at this terminal."""
        return served_codes(self.own.get(login, ()), self.kept.get(terminal_id, ()))

    def places(self) -> Iterator[tuple[str, str]]:
        """Each terminal with each collector who works with it."""
        return ((terminal_id, login) for terminal_id, logins in self.at.items() for login in logins)

    def codes_at(self, terminal_id: str) -> Codes:
        """What a terminal is served for all of its collectors together."""
        return tuple(
            sorted({code for login in self.at.get(terminal_id, ()) for code in self.codes(terminal_id, login)})
        )

    def terminals_by_code(self) -> dict[str, Codes]:
        """The terminals that are served each code."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for terminal_id in self.at:
            for code in self.codes_at(terminal_id):
                found[code].append(terminal_id)
        return {code: tuple(terminal_ids) for code, terminal_ids in found.items()}

    def collectors_by_code(self) -> dict[str, Codes]:
        """The active collectors who work under each code."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for login, codes in self.own.items():
            for code in codes:
                found[code].append(login)
        return {code: tuple(logins) for code, logins in found.items()}


def read_serving(conn: Connection) -> Serving:
    """As it stands now."""
    active = dict.fromkeys(conn.execute(_ACTIVE).scalars(), ())
    live = dict.fromkeys(conn.execute(_LIVE).scalars(), ())
    own = _grouped(conn.execute(_ASSIGNED), active)
    kept = _grouped(conn.execute(_KEPT), live)
    at = _grouped(((each, login) for each, login in conn.execute(_WORKING) if login in active), live)
    return Serving(own, {each: codes for each, codes in kept.items() if codes}, at)


def served_person(conn: Connection, terminal_id: str, login: str) -> Person | None:
    """An active collector as this terminal is to know one: with the codes that they are served there."""
    person = find_person(conn, login)
    return None if person is None else person._replace(codes=served_codes(person.codes, kept_to(conn, terminal_id)))


def kept_to(conn: Connection, terminal_id: str) -> Codes:
    """The codes that a terminal is kept to; none: it is kept to nothing."""
    own = select(terminal_code.c.collector_code).where(terminal_code.c.terminal_id == terminal_id)
    return tuple(conn.execute(own.order_by(terminal_code.c.collector_code)).scalars())


def keep_to(conn: Connection, terminal_id: str, codes: Iterable[str]) -> None:
    """Makes exactly these the codes that a terminal is kept to."""
    conn.execute(delete(terminal_code).where(terminal_code.c.terminal_id == terminal_id))
    rows = [{"terminal_id": terminal_id, "collector_code": code} for code in sorted(set(codes))]
    if rows:
        conn.execute(insert(terminal_code), rows)


def _grouped(pairs: Iterable[tuple[str, str]], keys: Mapping[str, Codes]) -> dict[str, Codes]:
    found: dict[str, list[str]] = {key: [] for key in keys}
    for key, value in pairs:
        if key in found:
            found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


_ACTIVE = select(collector.c.login).where(collector.c.active.is_(True)).order_by(collector.c.login)
_LIVE = select(terminal.c.terminal_id).where(terminal.c.revoked_at.is_(None)).order_by(terminal.c.terminal_id)
_ASSIGNED = select(collector_assignment.c.login, collector_assignment.c.collector_code).order_by(
    collector_assignment.c.login, collector_assignment.c.collector_code
)
_KEPT = select(terminal_code.c.terminal_id, terminal_code.c.collector_code).order_by(
    terminal_code.c.terminal_id, terminal_code.c.collector_code
)
_WORKING = select(terminal_collector.c.terminal_id, terminal_collector.c.login).order_by(
    terminal_collector.c.terminal_id, terminal_collector.c.login
)
