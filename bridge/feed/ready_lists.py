"""SOA lists that are ready: one for each set of codes, good for whoever asks, until too much of it has changed.

A long list takes seconds to make, and nothing in it depends on who asks: each terminal asks for its changes afterwards
(feed/changes.py). They are kept in memory. Files with names and balances in them would stay behind when we are killed;
and after the office was brought back from a backup they would tell of days that it knows nothing of.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from threading import Lock, Thread
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.engine import reading
from bridge.store.soas import count_changes
from mpos.contract.soa_list import list_id

from .soa_list import write_soa_list

MOST_BYTES = 64_000_000
"""Of memory: the lists of four thousand collectors with three hundred SOAs each."""
FEW_CHANGES = 100
"""As good as none."""
CHANGED_SHARE = 20
"""With more than few changes a list is renewed behind whoever asks; with more than a twentieth, before they get it."""
RENEWING = "renewing a SOA list"
"""Names the thread."""


class ReadyList(NamedTuple):
    """A sealed file, and what it takes to know how far it has been overtaken."""

    blob: bytes
    revision: int
    soas: int


class ReadyLists:
    """Those of one bridge, shared by all threads of this process."""

    def __init__(self, most_bytes: int = MOST_BYTES, few_changes: int = FEW_CHANGES) -> None:
        self._most_bytes = most_bytes
        self._few_changes = few_changes
        self._kept: OrderedDict[str, ReadyList] = OrderedDict()
        self._keeping = Lock()
        self._making: defaultdict[str, Lock] = defaultdict(Lock)
        self._renewing = Lock()

    def of(self, bridge: Bridge, codes: Sequence[str]) -> bytes:
        """The sealed file with the SOAs of these codes; others that ask for the same wait until it is made."""
        name = list_id(bridge.bridge_id, codes)
        with self._keeping:
            making = self._making[name]
        with making:
            found = self._kept.get(name)
            if found is not None:
                most = max(self._few_changes, found.soas // CHANGED_SHARE)
                changed = _changes_since(bridge, codes, found, most)
                if changed <= most:
                    if changed > self._few_changes:
                        self._renew_behind(bridge, codes, name)
                    self._keep(name, found)
                    return found.blob
            found = _made(bridge, codes)
            self._keep(name, found)
            return found.blob

    def _renew_behind(self, bridge: Bridge, codes: Sequence[str], name: str) -> None:
        """One list at a time: it takes the processor from those who are served meanwhile."""
        if self._renewing.acquire(blocking=False):
            Thread(target=self._renew, args=(bridge, codes, name), name=RENEWING, daemon=True).start()

    def _renew(self, bridge: Bridge, codes: Sequence[str], name: str) -> None:
        try:
            self._keep(name, _made(bridge, codes))
        finally:
            self._renewing.release()

    def _keep(self, name: str, found: ReadyList) -> None:
        """Those that nobody has asked for in the longest time make room."""
        with self._keeping:
            kept = self._kept.get(name)
            # A list that was renewed meanwhile is not given up for the one before.
            self._kept[name] = max(kept, found, key=lambda each: each.revision) if kept else found
            self._kept.move_to_end(name)
            size = sum(len(each.blob) for each in self._kept.values())
            while size > self._most_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                size -= len(oldest.blob)


def _changes_since(bridge: Bridge, codes: Sequence[str], found: ReadyList, most: int) -> int:
    """Counted up to one more than this."""
    with reading(bridge.engine) as conn:
        return count_changes(conn, codes, found.revision, most + 1)


def _made(bridge: Bridge, codes: Sequence[str]) -> ReadyList:
    # Whose journals it reflects comes with the changes, too: each terminal hears of its own.
    blob, description = write_soa_list(bridge, codes, terminals=())
    return ReadyList(blob, description["revision"], description["count"])
