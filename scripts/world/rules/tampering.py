"""Rule 5, put to the test: in a copy one byte is changed, one entry removed, or the tail cut; each must be named.

On a device by `mpos journal verify` and in an exported journal, at the office by the audit.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from bridge.reconcile.audit import audit
from mpos.app import opened
from mpos.contract.problems import StoreDamaged
from mpos.services.journal_file import export_lines, verify_file, verify_store
from scripts.world.rules.finding import Finding
from scripts.world.stage.device import Device
from scripts.world.stage.office import Office
from scripts.world.stage.outside import facts_of, looked_into
from scripts.world.stage.stage import Stage

RULE = 5
Tamper = Callable[[sqlite3.Connection, str, Random], None]


def tampering_shows(stage: Stage, dice: Random) -> Iterator[Finding]:
    """Every way of tampering is tried on one device, on its export and on the office."""
    device = dice.choice(stage.present)
    for how in WAYS:
        yield from _on_device(stage, device, how, dice)
        yield from _at_office(stage, how, dice)
    yield from _in_export(stage, device, dice)


def _change(connection: sqlite3.Connection, place: str, dice: Random) -> None:
    column = dice.choice(("body", "body", "body", "hash", "prev_hash", "kind", "recorded_at"))
    [(text,)] = connection.execute(f"SELECT {column} FROM journal WHERE {place}").fetchall()  # noqa: S608
    at = dice.choice([number for number, sign in enumerate(text) if sign != " "])
    changed = f"{text[:at]}{'1' if text[at] == '0' else '0'}{text[at + 1 :]}"
    connection.execute(f"UPDATE journal SET {column} = ? WHERE {place}", (changed,))  # noqa: S608


def _remove(connection: sqlite3.Connection, place: str, _dice: Random) -> None:
    connection.execute(f"DELETE FROM journal WHERE {place}")  # noqa: S608


def _cut_tail(connection: sqlite3.Connection, place: str, _dice: Random) -> None:
    connection.execute(f"DELETE FROM journal WHERE {place.replace('seq =', 'seq >=')}")  # noqa: S608


CUT_TAIL = "a cut tail"
WAYS: Mapping[str, Tamper] = {"a changed byte": _change, "a removed entry": _remove, CUT_TAIL: _cut_tail}


def _on_device(stage: Stage, device: Device, how: str, dice: Random) -> Iterator[Finding]:
    home = stage.free_path("tampered", dice)
    shutil.copytree(device.home, home)
    length = _length(device.store)
    # A tail that the office has never seen is missed by nobody.
    countersigned = length - facts_of(device.home).unsent
    place = dice.randint(1, max(1, countersigned - 1 if how == CUT_TAIL else length - 1))
    if how == CUT_TAIL and not countersigned:
        return
    _tamper(home / device.store.name, WAYS[how], f"seq = {place}", dice)
    named = _verified(home, device)
    if named is None or named < place:
        yield Finding(RULE, f"{device.name}: verify does not name {how} at entry {place} of {length}, but {named}")


def _verified(home: Path, device: Device) -> int | None:
    """The entry that verify names, as its verdict or because it can't be read any more."""
    with opened({"MPOS_HOME": str(home)}, device.clock, device.network, as_found=True) as terminal:
        try:
            found = verify_store(terminal)
        except StoreDamaged as damaged:
            named = re.search(r"entry (\d+)", damaged.message)
            return int(named[1]) if named else None
    return found.first_bad.seq if found.first_bad else None


def _at_office(stage: Stage, how: str, dice: Random) -> Iterator[Finding]:
    database = stage.office.home / "bridge.sqlite3"
    with looked_into(database) as connection:
        branches = connection.execute(
            "SELECT terminal_id, epoch, max(seq), min(seq) FROM journal GROUP BY 1, 2"
        ).fetchall()
    if not branches:
        return
    terminal_id, epoch, last, first = dice.choice(branches)
    place = dice.randint(first, last)
    copy = stage.free_path("office", dice)
    shutil.copytree(stage.office.home, copy)
    where = f"seq = {place} AND terminal_id = '{terminal_id}' AND epoch = {epoch}"
    _tamper(copy / database.name, WAYS[how], where, dice)
    with stage.office.at_work() as bridge:
        before = set(audit(bridge).problems)
    with closing(Office.looked_at(copy, stage.clock)) as bridge:
        after = [problem for problem in audit(bridge).problems if problem not in before]
    if not any(terminal_id in problem for problem in after):
        yield Finding(RULE, f"audit does not name {how} at entry {place} of {terminal_id}, epoch {epoch}: {after}")


def _in_export(stage: Stage, device: Device, dice: Random) -> Iterator[Finding]:
    with device.opened() as terminal:
        lines = list(export_lines(terminal, 1))
        bridge_key = terminal.identity.bridge_key
    place = dice.randrange(len(lines))
    line = lines[place]
    middle = line.index('"hash"') + 10
    changed = f"{line[:middle]}{'0' if line[middle] != '0' else '1'}{line[middle + 1 :]}"
    for how, kept in {
        "a changed byte": [*lines[:place], changed, *lines[place + 1 :]],
        "a removed line": lines[:place] + lines[place + 1 :],
        CUT_TAIL: lines[:place],
    }.items():
        path = stage.free_path("export", dice)
        path.write_text("".join(f"{each}\n" for each in kept))
        if verify_file(path, bridge_key).first_bad is None:
            yield Finding(RULE, f"{device.name}: verify does not name {how} at line {place + 1} of {len(lines)}")


def _tamper(database: Path, tamper: Tamper, place: str, dice: Random) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        tamper(connection, place, dice)


def _length(store: Path) -> int:
    with looked_into(store) as connection:
        return int(connection.execute("SELECT max(seq) FROM journal").fetchone()[0])
