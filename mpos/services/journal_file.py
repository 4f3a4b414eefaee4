"""The electronic journal outside this device: exported as lines of JSON, verified here or anywhere else."""

from collections import deque
from collections.abc import Iterator
from hashlib import sha256

from mpos.contract.canonical import BadContent
from mpos.contract.journal import EMPTY, Break, Entry, write_entry
from mpos.contract.journal_lines import (
    Countersigned,
    Seal,
    read_line,
    read_lines,
    write_countersigned,
    write_seal,
)
from mpos.light.paths import Path
from mpos.store import countersigns, journal

from .files import UnreadableFile
from .journal_proof import OnPaper, Proof, Verified
from .terminal import Terminal


def export_lines(terminal: Terminal, since: int) -> Iterator[str]:
    """The entries from seq `since` on, one line each, and the heads among them that the office has countersigned.

    The last line is the seal of the head: whatever is cut off, changed or left out shows by it.
    """
    terminal_id, block, head = terminal.identity.terminal_id, sha256(), EMPTY
    for line in _recorded(terminal, since):
        if isinstance(line, Entry):
            head, text = line.head, write_entry(line)
        else:
            text = write_countersigned(line, terminal.signer if line.head == head else None)
        block.update(f"{text}\n".encode())
        yield text
    if head.seq:
        yield write_seal(terminal_id, head, terminal.signer, block.hexdigest())


def verify_store(terminal: Terminal, on_paper: OnPaper | None = None) -> Verified:
    """Checks this device's own journal, and the office's countersignatures by the key of its enrolment."""
    proof = Proof(terminal.identity.bridge_key, on_paper, is_whole=True)
    for line in _recorded(terminal, since=1):
        bad = proof.take_entry(line) if isinstance(line, Entry) else proof.take_countersigned(line)
        if bad:
            return proof.verdict(bad)
    return proof.verdict(proof.end())


def verify_file(path: Path, bridge_key: str | None = None, on_paper: OnPaper | None = None) -> Verified:
    """Checks an exported journal or a second copy. It needs no store: a file can be checked on any machine.

    Without a key the countersignatures are checked by the one that the file names.
    """
    proof = _FileProof(bridge_key, on_paper)
    try:
        with path.open("rb") as file:
            for text in read_lines(file):
                if bad := proof.take(text):
                    return proof.verdict(bad)
    except OSError as error:
        raise UnreadableFile(path=path, detail=error.strerror or str(error)) from error
    return proof.verdict(proof.end())


def _recorded(terminal: Terminal, since: int) -> Iterator[Entry | Countersigned]:
    """The journal from here on, each countersigned head behind the entry that has its place, or should have."""
    connection, identity = terminal.connection, terminal.identity
    waiting = deque(countersigns.kept(connection, since))

    def signed() -> Countersigned:
        kept = waiting.popleft()
        return Countersigned(identity.terminal_id, kept.head, kept.signature, identity.bridge_key, kept.at)

    for entry in journal.all_entries(connection, identity.terminal_id, since - 1):
        yield entry
        while waiting and waiting[0].head.seq <= entry.seq:
            yield signed()
    while waiting:
        yield signed()


class _FileProof(Proof):
    """The same of a file: its lines come in blocks, each under a seal that covers every byte of it."""

    def __init__(self, bridge_key: str | None, on_paper: OnPaper | None) -> None:
        super().__init__(bridge_key, on_paper)
        self._block = sha256()
        self._key: str | None = None
        self._is_sealed = False

    def take(self, text: bytes) -> Break | None:
        """The next line, its line end within."""
        if not text.strip():
            return None
        try:
            line = read_line(text)
        except BadContent as error:
            return Break(self.head.seq + 1, str(error))
        if not text.endswith(b"\n"):
            return Break(self.head.seq + 1, "the last line is cut short")
        if isinstance(line, Seal):
            return self._take_seal(line)
        self._is_sealed = False
        self._block.update(text)
        if isinstance(line, Countersigned):
            return self.take_countersigned(line)
        return self.take_entry(line)

    def end(self) -> Break | None:
        """A file ends with a seal."""
        if not self._is_sealed:
            return Break(self.head.seq + 1, "the end is not sealed: something may be cut off")
        return super().end()

    def _take_seal(self, line: Seal) -> Break | None:
        bad = self._of_another(line.terminal_id, line.head.seq) or self._fault_of(line)
        self._block, self._key, self._is_sealed = sha256(), line.public_key, True
        return bad

    def _fault_of(self, line: Seal) -> Break | None:
        if line.head != self.head:
            return Break(self.head.seq + 1, "entries before the seal are missing")
        if self._key not in (None, line.public_key) or not line.holds(line.public_key):
            return Break(line.head.seq, "the seal is not that of the device")
        if line.sha256 not in (None, self._block.hexdigest()):
            return Break(line.head.seq, "a line before its seal was changed, or is missing")
        return None
