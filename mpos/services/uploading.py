"""Uploading is replicating the journal: "here is what follows seq N", sealed at its end, until nothing is left.

Sending again is harmless, so a lost answer costs one more round. What the bridge could not make sense of it keeps and
names; nothing is taken out of the journal for it.
"""

import gzip

from mpos.contract import kinds
from mpos.contract.journal import EMPTY, Entry, Head, write_entry
from mpos.contract.problems import Refused, Unreachable
from mpos.contract.seal import countersign_text, holds, journal_seal_text
from mpos.contract.sealed_file import JOURNAL, write_sealed
from mpos.contract.wire import MAX_BATCH_ENTRIES, Receipt, SetAside, Upload
from mpos.domain.refusals import JournalForked, JournalGap, JournalRefused
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple
from mpos.store import countersigns, fates, journal, settings, signatures
from mpos.store.countersigns import Countersign
from mpos.store.database import transaction

from .attaching import Attached, send_wanted, waiting
from .contacting import note_clock_offset, note_standing
from .deed import deed
from .epochs import check_reach, go_on_apart
from .files import write_whole
from .terminal import CutShort, Terminal
from .unsent import acknowledged, count_unsent

MAX_CUTS = 6
"""In a row, without anything having got through: such a line is tried again later."""
LESS_AT_ONCE, LEAST_AT_ONCE = 4, 20
"""What was cut goes on in a fourth of it, down to what passes a line that carries a few kilobytes at a stretch."""
MORE_AT_ONCE = 2
"""And each batch that gets through makes the next one larger."""
MAX_ROUNDS = 10_000
"""Five million entries: what a terminal could gather in years, and an end for a bridge that never agrees."""


class NotCountersigned(Refused):
    """The answer did not come from the office that this device is enrolled at."""

    hint = "Nothing is lost; everything stays here. Check the address of the bridge and tell your office."


class Uploaded(NamedTuple):
    """What an upload did, in entries: sent, acknowledged in answer to it, still waiting, and those set aside.

    `head` is how far the office has countersigned this journal now. `signatures` is how their pictures fared, which go
    when all of that is done.
    """

    sent: int
    acknowledged: int
    pending: int
    refused: tuple[SetAside, ...]
    head: Head
    signatures: Attached = Attached()


def upload(terminal: Terminal) -> Uploaded:
    """Sends everything not acknowledged, then the pictures of signatures, as many as a collector can wait for.

    Pictures fail nothing: the money is there by then, and what became of them is told.
    """
    return _upload_entries(terminal)._replace(signatures=send_wanted(terminal))


def _upload_entries(terminal: Terminal) -> Uploaded:
    """Sends entries batch by batch; each batch's answer is kept before the next is sent."""
    sent, at_once, cuts = 0, MAX_BATCH_ENTRIES, 0
    refused: list[SetAside] = []
    before = acknowledged(terminal.connection)
    for _ in range(MAX_ROUNDS):
        after = acknowledged(terminal.connection)
        batch = journal.entries_after(terminal.connection, terminal.identity.terminal_id, after.seq, at_once)
        try:
            answer = terminal.link.send(_sealed(terminal, batch))
        except CutShort as cut:
            cuts += 1
            if cuts == MAX_CUTS:
                raise Unreachable(other_side="The office", detail=cut.facts["detail"]) from cut
            at_once = max(LEAST_AT_ONCE, len(batch) // LESS_AT_ONCE)
            continue
        except JournalGap as gap:
            if after == EMPTY:
                raise
            _send_again(terminal, _common(terminal, gap.acknowledged, after), after, tells=after == before)
            continue
        except JournalForked:
            if batch[0].epoch == terminal.identity.epoch:
                go_on_apart(terminal)
            raise
        sent, cuts, at_once = sent + len(batch), 0, min(MAX_BATCH_ENTRIES, at_once * MORE_AT_ONCE)
        refused.extend(answer.set_aside)
        _keep(terminal, answer, moves=bool(batch))
        if not count_unsent(terminal.connection) and not answer.fates_more:
            break
    head = acknowledged(terminal.connection)
    gained = max(0, head.seq - before.seq)
    return Uploaded(sent, gained, count_unsent(terminal.connection), tuple(refused), head)


def upload_again(terminal: Terminal, seq: int) -> Uploaded:
    """Sends what follows this entry once more, because the office has lost it."""
    kept = journal.entries_after(terminal.connection, terminal.identity.terminal_id, seq - 1, 1) if seq else []
    _send_again(terminal, kept[0].head if kept else EMPTY, acknowledged(terminal.connection), tells=True)
    return upload(terminal)


def upload_to(terminal: Terminal, path: Path) -> Uploaded:
    """Writes the entries to a file. They count as waiting until the office's answer comes back with its next list.

    Pictures of signatures wait for the network.
    """
    identity = terminal.identity
    entries = list(
        journal.all_entries(terminal.connection, identity.terminal_id, acknowledged(terminal.connection).seq)
    )
    head = entries[-1].head if entries else journal.head(terminal.connection)
    description = {
        "terminal_id": identity.terminal_id,
        "series_prefix": identity.series_prefix,
        "head": head._asdict(),
        "seal": terminal.signer.sign(journal_seal_text(identity.terminal_id, head)),
        "entries": len(entries),
    }
    payload = gzip.compress("".join(f"{write_entry(entry)}\n" for entry in entries).encode(), mtime=0)
    write_whole(path, write_sealed(JOURNAL, description, payload, terminal.signer))
    left = count_unsent(terminal.connection)
    return Uploaded(len(entries), 0, left, (), acknowledged(terminal.connection), Attached(waiting=waiting(terminal)))


def _sealed(terminal: Terminal, batch: list[Entry]) -> Upload:
    cursor = settings.read_setting(terminal.connection, settings.FATES_CURSOR) or 0
    if not batch:
        return Upload((), "", cursor)
    seal = terminal.signer.sign(journal_seal_text(terminal.identity.terminal_id, batch[-1].head))
    return Upload(tuple(batch), seal, cursor)


def _keep(terminal: Terminal, answer: Receipt, *, moves: bool) -> None:
    identity, head = terminal.identity, answer.acknowledged
    if not holds(identity.bridge_key, countersign_text(identity.terminal_id, head), answer.countersignature):
        raise NotCountersigned
    known = acknowledged(terminal.connection)
    # Asked for news alone, the office may name the end of another branch: a copy of this device that went on.
    ours = head == EMPTY or journal.hash_at(terminal.connection, head.seq) == head.hash
    check_reach(terminal, head.epoch, head.seq)
    if moves and (not ours or head.seq <= known.seq):
        raise JournalRefused(detail="its answer does not fit the entries that were sent.")
    with transaction(terminal.connection) as connection:
        if ours and head.seq:
            settings.write_setting(connection, settings.ACKNOWLEDGED, head._asdict())
            countersigns.keep(connection, Countersign(head, answer.countersignature, answer.time))
        settings.write_setting(connection, settings.FATES_CURSOR, answer.fates_cursor)
        settings.write_setting(connection, settings.LAST_UPLOAD, answer.time)
        fates.keep_fates(connection, answer.fates)
        signatures.want(connection, answer.wanted)
    note_clock_offset(terminal, answer.time)
    note_standing(terminal, answer.revoked)
    if ours and head.seq < known.seq:
        _send_again(terminal, head, known, tells=True)


def _common(terminal: Terminal, has: Head, had: Head) -> Head:
    """What the office has of this branch, at the least: the head it names may be that of a copy which went on."""
    is_ours = has.seq < had.seq and journal.hash_at(terminal.connection, has.seq) == has.hash
    return has if is_ours else EMPTY


def _send_again(terminal: Terminal, has: Head, had: Head, *, tells: bool) -> None:
    """The bridge has less than it once acknowledged (it was restored from a backup): it gets the rest again.

    Its numbers may have gone back, too: what became of payments is asked for from the start, and the next list whole.
    """
    with deed(terminal) as doing:
        if tells:
            doing.record(kinds.OFFICE_WENT_BACK, {"has": has._asdict(), "had": had._asdict()})
        settings.write_setting(doing.connection, settings.ACKNOWLEDGED, has._asdict())
        settings.write_setting(doing.connection, settings.FATES_CURSOR, None)
        settings.write_setting(doing.connection, settings.LIST_OUTDATED, True)
