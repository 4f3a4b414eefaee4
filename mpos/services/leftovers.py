"""What is left of a device whose store is damaged: what the file still tells, and the journal's second copy."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.journal import EMPTY, Entry, Head, find_break, read_head
from mpos.contract.journal_lines import read_line, read_lines
from mpos.contract.problems import StoreDamaged
from mpos.contract.seal import Signer
from mpos.light.paths import Path
from mpos.light.typing import Any, NamedTuple
from mpos.store import settings
from mpos.store.database import KEY_FILE, STORE_FILE
from mpos.store.home_mark import witnessed
from mpos.store.identity import Identity
from mpos.store.salvage import Salvaged, salvage

from .journal_copy import SUFFIX, copied_entries


class BeyondRepair(StoreDamaged):
    """The local store is too damaged to be rebuilt: {detail}"""

    hint = (
        "Delete nothing. If there is a backup, move MPOS_HOME aside and restore it; else give this device and the card "
        "with its journal copy to your office, which has all that was uploaded."
    )


class Leftovers(NamedTuple):
    """The longest chain that could be put together, what else was read, and the last entry that is known of."""

    identity: Identity
    chain: list[Entry]
    from_copy: int
    known: int
    salvaged: Salvaged


def gather(home: Path, copy: Path | None) -> Leftovers:
    """Reads the damaged store and the copy in the folder `copy`; BeyondRepair when no device comes out of it."""
    copies = _copies(home, copy) if copy else {}
    whose = max(copies, key=lambda terminal_id: len(copies[terminal_id]), default=None)
    found = salvage(home / STORE_FILE, whose)
    owner = found.identity.terminal_id if found.identity else whose
    chain = list(_longest_chain(found.entries, copies.get(owner or "", {})))
    if not chain:
        raise BeyondRepair(detail="no journal entry can be read")
    identity = found.identity or _identity_told(chain)
    if identity is None:
        raise BeyondRepair(detail="nothing says which device it was")
    from_copy = sum(found.entries.get(entry.seq) != entry for entry in chain)
    return Leftovers(identity, chain, from_copy, max(len(chain), _known(home, found)), found)


def acknowledged_in(kept: Mapping[str, Any]) -> Head | None:
    """How far the office had taken the journal, when these settings still tell it."""
    try:
        return read_head(kept[settings.ACKNOWLEDGED])
    except (KeyError, BadContent):
        return None


def _copies(home: Path, folder: Path) -> dict[str, dict[int, Entry]]:
    """The entries on the card that this device's key has sealed, by terminal. A card that can't be read holds none."""
    found: dict[str, dict[int, Entry]] = {}
    with suppress(OSError, ValueError):
        if (home / KEY_FILE).exists():
            key = Signer.at(home / KEY_FILE).public_key
            for terminal_id in set(_terminals_on(folder)):
                found[terminal_id] = {entry.seq: entry for entry in copied_entries(folder, terminal_id, key)}
    return found


def _terminals_on(folder: Path) -> Iterator[str]:
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(BadContent, StopIteration), path.open("rb") as file:
            yield read_line(next(iter(read_lines(file)))).terminal_id


def _longest_chain(*sources: Mapping[int, Entry]) -> Iterator[Entry]:
    """Entries from the first on, each from whichever source has one that follows the one before it."""
    head = EMPTY
    while entry := _next(sources, head):
        yield entry
        head = entry.head


def _next(sources: Iterable[Mapping[int, Entry]], head: Head) -> Entry | None:
    candidates = (source[head.seq + 1] for source in sources if head.seq + 1 in source)
    return next((entry for entry in candidates if not find_break([entry], head)), None)


def _identity_told(chain: list[Entry]) -> Identity | None:
    """The device's identity as its journal tells it; None when it was enrolled before version 2."""
    told = chain[0].body
    if chain[0].kind != kinds.ENROLLED or "bridge_key" not in told:
        return None
    series = [entry.body["series"] for entry in chain if entry.kind in (kinds.ENROLLED, kinds.EPOCH_BEGUN)]
    return Identity(
        terminal_id=chain[0].terminal_id,
        series_prefix=told["series"],
        epoch=chain[-1].epoch,
        series=series[-1],
        bridge_url=told["bridge_url"],
        bridge_id=told["bridge_id"],
        bridge_key=told["bridge_key"],
    )


def _known(home: Path, found: Salvaged) -> int:
    """The last entry that there ever was, as far as anything that is left says."""
    heads = (acknowledged_in(found.settings), witnessed(home))
    signed = (row["seq"] for row in found.rows.get("countersign", ()))
    return max((*(head.seq for head in heads if head), *signed, *found.entries), default=0)
