"""A second copy of the journal on another medium: what a dead handheld leaves behind.

After each deed what is new is appended to `<terminal>-<epoch>.journal`: lines as in an export, sealed at their end, in
one write that is synced. It stands where its last seal says, so a card that was out, or is new, catches up by itself.
A card that is missing, full or read-only keeps nobody from anything: what hinders the copy is told, once.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256

from mpos.contract.journal import EMPTY, Entry, write_entry
from mpos.contract.journal_lines import read_lines, write_seal
from mpos.contract.lasting import sync_names
from mpos.contract.problems import Problem
from mpos.contract.sealed_runs import Believed, sealed_runs
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple
from mpos.store import journal, settings
from mpos.store.database import sqlite_translated

from .copy_file import MAX_BLOCK_BYTES, Journal, append, opened_alone, standing
from .terminal import Terminal

SUFFIX = ".journal"
MAX_ENTRIES_AT_ONCE = 500
"""After weeks without a card a payment waits for this much at most; the rest comes with the next ones."""
MAX_NAMES = 9
"""A file that does not belong keeps its name; so many of them on one card are a matter for a person."""


class CopyState(NamedTuple):
    """How the second copy fares: entries that it lacks (None: the medium tells nothing), and what hinders it."""

    folder: Path
    behind: int | None
    trouble: str | None
    same_medium: bool


class NoMedium(ValueError):
    """The folder of the copy is there, and the medium is not."""


def copy_on(terminal: Terminal, folder: Path) -> None:
    """Appends what is new to the copy in this folder. What hinders it is never raised: see `Terminal.copy_trouble`."""
    trouble = None
    try:
        with sqlite_translated():
            _know_medium(terminal, folder)
            _append_new(terminal, folder)
    except Exception as error:  # noqa: BLE001 -- the deed is on disk; nothing here may make it look as if it were not
        trouble = _reason(error)
    # When the store can't keep the note, it is told again next time; the deed stands all the same.
    with suppress(Problem), sqlite_translated():
        _note(terminal, trouble)


def copy_state(terminal: Terminal) -> CopyState | None:
    """How the copy fares now, looked up on the medium; None when none is set up. Changes nothing."""
    folder = terminal.journal_copy
    if folder is None:
        return None
    head = journal.head(terminal.connection)
    try:
        same_medium = _is_on_same_medium(terminal, folder)
        return CopyState(folder, head.seq - _reached(terminal, folder), None, same_medium)
    except (OSError, ValueError, Problem) as error:
        noted = settings.read_setting(terminal.connection, settings.COPY_TROUBLE)
        behind = head.seq - noted["after"] if noted else None
        return CopyState(folder, behind, _reason(error), same_medium=False)


def copied_entries(folder: Path, terminal_id: str, public_key: str) -> Iterator[Entry]:
    """The entries that seals of this terminal's key vouch for, in order, from the copy that reaches furthest.

    They follow one another from the first on, but where the file was damaged. Nothing when there is no copy; OSError
    when the medium can't be read.
    """
    paths = sorted(folder.glob(f"{_stem(terminal_id)}-*{SUFFIX}"))
    copies = [read_copy(path, terminal_id, public_key) for path in paths if path.is_file()]
    for run in max(copies, key=_reach, default=Believed()).runs:
        yield from run.entries


def read_copy(path: Path, terminal_id: str, public_key: str) -> Believed:
    """What may be believed of one file."""
    with path.open("rb") as file:
        return sealed_runs(read_lines(file), terminal_id, public_key)


def _know_medium(terminal: Terminal, folder: Path) -> None:
    if not _is_on_same_medium(terminal, folder) and not _was_elsewhere(terminal):
        settings.write_setting(terminal.connection, settings.COPY_ELSEWHERE, True)


def _is_on_same_medium(terminal: Terminal, folder: Path) -> bool:
    """NoMedium when the copy has been on a card, and only the empty folder is left that the card is seen in."""
    is_same = folder.stat().st_dev == terminal.home.stat().st_dev
    if is_same and _was_elsewhere(terminal):
        raise NoMedium("no card is in its place")
    return is_same


def _was_elsewhere(terminal: Terminal) -> bool:
    return bool(settings.read_setting(terminal.connection, settings.COPY_ELSEWHERE))


def _append_new(terminal: Terminal, folder: Path) -> None:
    own = _known_by(terminal)
    for path in _names(terminal, folder):
        if path.is_dir():
            continue
        with opened_alone(path) as descriptor:
            reached = standing(descriptor, own)
            if reached is None:
                continue
            block = _block_after(terminal, reached.seq)
            if block:
                append(descriptor, reached, block)
        if reached.end == 0:
            sync_names(folder)
        return
    raise ValueError(f"{MAX_NAMES} files there have its name and are of another journal")


def _reached(terminal: Terminal, folder: Path) -> int:
    """Up to which entry the copy reaches; 0 when there is none yet."""
    own = _known_by(terminal)
    for path in _names(terminal, folder):
        if not path.exists():
            return 0
        if path.is_file():
            with path.open("rb") as file:
                reached = standing(file.fileno(), own)
            if reached:
                return reached.seq
    return 0


def _known_by(terminal: Terminal) -> Journal:
    terminal_id = terminal.identity.terminal_id
    first = journal.entries_after(terminal.connection, terminal_id, 0, 1)
    return Journal(
        terminal_id,
        terminal.signer.public_key,
        lambda seq: journal.hash_at(terminal.connection, seq),
        f"{write_entry(first[0])}\n".encode() if first else b"",
    )


def _block_after(terminal: Terminal, seq: int) -> bytes:
    """What follows this entry, sealed at its end, as much of it as one go may write; empty when there is nothing."""
    terminal_id = terminal.identity.terminal_id
    head, size = EMPTY, 0
    lines: list[bytes] = []
    for entry in journal.entries_after(terminal.connection, terminal_id, seq, MAX_ENTRIES_AT_ONCE):
        line = f"{write_entry(entry)}\n".encode()
        size += len(line)
        if lines and size > MAX_BLOCK_BYTES:
            break
        lines.append(line)
        head = entry.head
    if not lines:
        return b""
    block = b"".join(lines)
    return block + f"{write_seal(terminal_id, head, terminal.signer, sha256(block).hexdigest())}\n".encode()


def _names(terminal: Terminal, folder: Path) -> Iterator[Path]:
    stem = f"{_stem(terminal.identity.terminal_id)}-{terminal.identity.epoch}"
    yield folder / f"{stem}{SUFFIX}"
    for number in range(2, MAX_NAMES + 1):
        yield folder / f"{stem}-{number}{SUFFIX}"


def _stem(terminal_id: str) -> str:
    """The office gives the id, and a file's name must not lead elsewhere."""
    return "".join(sign if sign.isalnum() else "_" for sign in terminal_id)


def _reach(copy: Believed) -> tuple[int, int]:
    return max(((run.entries[-1].epoch, run.entries[-1].seq) for run in copy.runs), default=(0, 0))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _note(terminal: Terminal, trouble: str | None) -> None:
    """Keeps since which entry the copy is hindered, and has it told when it begins, or begins to be another."""
    noted = settings.read_setting(terminal.connection, settings.COPY_TROUBLE)
    if trouble is None:
        if noted:
            settings.write_setting(terminal.connection, settings.COPY_TROUBLE, None)
    elif noted is None or noted["reason"] != trouble:
        after = noted["after"] if noted else journal.head(terminal.connection).seq - 1
        settings.write_setting(terminal.connection, settings.COPY_TROUBLE, {"reason": trouble, "after": after})
        terminal.copy_trouble = trouble
