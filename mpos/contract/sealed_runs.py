"""What of a journal's lines may be believed: runs of entries that end under a seal of the terminal's known key.

A copy on a card may be torn at its end, or damaged in its middle. What a seal covers holds all the same, because each
entry's hash covers everything before it; lines that no seal covers are not used, and are counted.
"""

from collections.abc import Iterable

from mpos.light.typing import NamedTuple

from .canonical import BadContent
from .journal import EMPTY, Entry, Head, find_break
from .journal_lines import Line, Seal, read_line


class Run(NamedTuple):
    """Entries that follow one another; `seal` is the terminal's signature over the head of the last.

    They stand on the lines from `first_line` to `last_line`, which is the seal's, counted from 1.
    """

    entries: tuple[Entry, ...]
    seal: str
    first_line: int
    last_line: int


class Believed(NamedTuple):
    """What was found in a file: its runs in their order, and the places of the lines that could not be used."""

    runs: tuple[Run, ...] = ()
    unusable: tuple[int, ...] = ()


def head_before(first: Entry) -> Head:
    """A file may begin in the middle: its first entry is then taken at its word for what came before."""
    return EMPTY if first.seq == 1 else Head(first.epoch, first.seq - 1, first.prev_hash)


def sealed_runs(lines: Iterable[bytes], terminal_id: str, public_key: str) -> Believed:
    """Reads lines as far as seals of this terminal cover them, whatever is wrong with the rest. Blank ones are none."""
    walk = _Walk(terminal_id, public_key)
    for number, text in enumerate(lines, 1):
        if text.strip():
            walk.take(number, text)
    return walk.found()


class _Walk:
    """One pass over the lines. `_covered` of `_entries` are under a seal; `_waiting` are the places of the others."""

    def __init__(self, terminal_id: str, public_key: str) -> None:
        self._terminal_id = terminal_id
        self._public_key = public_key
        self._runs: list[Run] = []
        self._entries: list[Entry] = []
        self._first_line = self._last_line = 0
        self._covered, self._seal = 0, ""
        self._waiting: list[int] = []
        self._unusable: list[int] = []

    def take(self, number: int, text: bytes) -> None:
        """The next line."""
        line = self._read(text)
        if isinstance(line, Entry):
            self._take_entry(number, line)
        elif isinstance(line, Seal):
            self._take_seal(number, line)
        elif line is None:
            self._unusable.append(number)

    def found(self) -> Believed:
        """What there is once all lines are taken."""
        self._end_run()
        return Believed(tuple(self._runs), tuple(sorted(self._unusable)))

    def _read(self, text: bytes) -> Line | None:
        try:
            line = read_line(text)
        except BadContent:
            return None
        return line if line.terminal_id == self._terminal_id else None

    def _take_entry(self, number: int, entry: Entry) -> None:
        if self._entries and find_break([entry], self._entries[-1].head):
            self._end_run()
        if not self._entries and find_break([entry], head_before(entry)):
            self._unusable.append(number)
            return
        self._first_line = self._first_line if self._entries else number
        self._entries.append(entry)
        self._waiting.append(number)

    def _take_seal(self, number: int, line: Seal) -> None:
        fits = self._entries and line.head == self._entries[-1].head
        if not fits or not line.holds(self._public_key):
            self._unusable.append(number)
            return
        self._covered, self._seal, self._last_line = len(self._entries), line.seal, number
        self._waiting.clear()

    def _end_run(self) -> None:
        if self._covered:
            covered = tuple(self._entries[: self._covered])
            self._runs.append(Run(covered, self._seal, self._first_line, self._last_line))
        self._unusable += self._waiting
        self._entries, self._covered, self._waiting = [], 0, []
