"""The doctor: looks at the store, the journal's chain, paper, clock, disk and bridge, and says what to do."""

import shutil
import stat
from collections.abc import Callable

from mpos.contract.clock import read_instant
from mpos.contract.problems import Problem
from mpos.light.datetime import timedelta
from mpos.light.typing import NamedTuple
from mpos.store import journal, prints
from mpos.store.database import KEY_FILE, check_integrity, sqlite_translated
from mpos.store.fresh_rows import fresh_rows
from mpos.store.identity import read_identity

from . import encryption
from .attaching import waiting
from .encryption import encryption_of
from .journal_copy import CopyState, copy_state
from .journal_file import verify_store
from .signatures import missing_pictures
from .soundness import held_since_last_z
from .terminal import Terminal

MIN_FREE_BYTES = 50_000_000
"""A year of receipts takes less; below this a new SOA list may not fit."""
SKEW_WORTH_A_WORD = timedelta(minutes=2)


class Check(NamedTuple):
    """One thing looked at. `warns` is for what should be better and hinders nobody's work."""

    name: str
    ok: bool
    detail: str
    warns: bool = False


def examine(terminal: Terminal) -> list[Check]:
    """Runs every check; one that fails doesn't keep the others from running."""
    return [_run(terminal, name, look) for name, look in _LOOKS.items()]


def _run(terminal: Terminal, name: str, look: "Look") -> Check:
    try:
        with sqlite_translated():
            ok, detail = look(terminal)
    except Problem as problem:
        return Check(name, False, f"{problem.message} {problem.advice}")
    advises = not ok and name in _ADVICE
    return Check(name, ok or advises, detail, advises)


Look = Callable[[Terminal], tuple[bool, str]]


def _store(terminal: Terminal) -> tuple[bool, str]:
    verdict = check_integrity(terminal.connection)
    if verdict != "ok":
        return False, f"Run mpos rebuild, and tell your office: {verdict}"
    return True, "The store is sound."


def _enrolment(terminal: Terminal) -> tuple[bool, str]:
    identity = read_identity(terminal.connection)
    if identity is None:
        return False, "Not enrolled. Run: mpos enroll --bridge URL --code CODE"
    return True, f"{identity.terminal_id}, receipts {identity.series}, at {identity.bridge_url}"


def _key(terminal: Terminal) -> tuple[bool, str]:
    path = terminal.home / KEY_FILE
    if not path.exists():
        return read_identity(terminal.connection) is None, "There is no key yet; it is made at enrolment."
    mode = stat.S_IMODE(path.stat().st_mode)
    return mode == 0o600, "Only its owner can read it." if mode == 0o600 else f"Run: chmod 600 {path}"


def _chain(terminal: Terminal) -> tuple[bool, str]:
    if read_identity(terminal.connection) is None:
        return True, "The journal is empty."
    found = verify_store(terminal)
    if found.first_bad:
        return False, f"Entry {found.first_bad.seq}: {found.first_bad.reason}. Tell your office before uploading."
    return True, f"{found.entries} entries, unbroken."


def _rows(terminal: Terminal) -> tuple[bool, str]:
    entries = held_since_last_z(terminal.connection)
    with fresh_rows(terminal.connection, entries, entries[0].seq - 1 if entries else 0) as wrong:
        pass
    if wrong:
        tables = ", ".join(found.table for found in wrong)
        return False, f"Some do not follow from the journal: {tables}. Run: mpos rebuild"
    return True, "Those since the last Z-reading follow from the journal."


def _copy(terminal: Terminal) -> tuple[bool, str]:
    if read_identity(terminal.connection) is None:
        return True, "The journal is empty."
    state = copy_state(terminal)
    if state is None:
        return True, "No second copy is set up. Set MPOS_JOURNAL_COPY or journal_copy in config.toml to a card."
    if state.trouble:
        return False, f"{state.folder}: {state.trouble}. {_behind(state)} See to the card."
    if state.same_medium:
        return False, f"{state.folder} is on the same medium as the store. Set journal_copy to a card. {_behind(state)}"
    return not state.behind, f"{state.folder}: {_behind(state)}"


def _behind(state: CopyState) -> str:
    if state.behind is None:
        return "How far it is behind can't be told."
    return f"{state.behind} entries behind; the next deed brings it up." if state.behind else "It has every entry."


def _signatures(terminal: Terminal) -> tuple[bool, str]:
    missing = missing_pictures(terminal)
    if missing:
        return False, f"{len(missing)} pictures that the office still wants are gone. Let those customers sign again."
    return True, f"{waiting(terminal)} wait for an upload, and all of these are here."


def _printer(terminal: Terminal) -> tuple[bool, str]:
    waiting = prints.count_waiting(terminal.connection)
    if not terminal.paper.connected:
        return True, "No printer is set up. Find one with: mpos printer list"
    state = terminal.paper.state()
    return state.ready and not waiting, f"{state.detail} {waiting} slips wait."


def _clock(terminal: Terminal) -> tuple[bool, str]:
    _, last = journal.end(terminal.connection)
    now = terminal.clock.now()
    if last and read_instant(last) > now:
        return False, f"It says {now:%Y-%m-%d %H:%M}, the last entry {last}: it went back, or was ahead then. Check it."
    return True, f"{now:%Y-%m-%d %H:%M %Z}"


def _disk(terminal: Terminal) -> tuple[bool, str]:
    free = shutil.disk_usage(terminal.home).free
    return free >= MIN_FREE_BYTES, f"{free // 1_000_000} MB are free."


def _encryption(terminal: Terminal) -> tuple[bool, str]:
    found = encryption_of(terminal.home)
    match found.state:
        case encryption.ENCRYPTED:
            return True, f"What this device keeps is encrypted at rest ({found.seen})."
        case encryption.OPEN:
            return False, (
                f"Not encrypted ({found.seen}): a finder who takes the storage out reads customers and payments. "
                "Have MPOS_HOME moved to an encrypted volume."
            )
    return False, f"Can't tell whether it is encrypted: {found.seen}. Ask whoever installed this device."


def _bridge(terminal: Terminal) -> tuple[bool, str]:
    if read_identity(terminal.connection) is None:
        return True, "Not enrolled."
    before = terminal.clock.now()
    skew = before - read_instant(terminal.link.greet())
    if abs(skew) > SKEW_WORTH_A_WORD:
        return False, f"The office answers, but its clock differs by {abs(skew)}. Set this device's clock."
    return True, "The office answers, and its clock agrees."


_LOOKS: dict[str, Look] = {
    "store": _store,
    "enrolment": _enrolment,
    "key": _key,
    "journal": _chain,
    "copy": _copy,
    "rows": _rows,
    "signatures": _signatures,
    "printer": _printer,
    "clock": _clock,
    "disk": _disk,
    "encryption": _encryption,
    "bridge": _bridge,
}
_ADVICE = frozenset({"encryption"})
"""Looks whose bad news are told without failing the examination."""
