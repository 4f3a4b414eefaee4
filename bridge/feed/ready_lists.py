"""SOA lists that are ready: one for each set of codes, good for whoever asks, until too much of it has changed.

A long list takes seconds to make, and nothing in it depends on who asks: each terminal asks for its changes afterwards
(feed/changes.py). They are kept in memory. Files with names and balances in them would stay behind when we are killed;
and after the office was brought back from a backup they would tell of days that it knows nothing of.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.engine import reading
from bridge.store.serving import read_serving
from bridge.store.soas import active_by_code, count_changes
from mpos.contract.soa_list import list_id

from .soa_list import write_soa_list

MOST_BYTES = 64_000_000
"""Of memory: the lists of four thousand collectors with three hundred SOAs each."""
FEW_CHANGES = 100
"""As good as none."""
CHANGED_SHARE = 20
"""A list serves while no more than a twentieth of its SOAs have changed."""
LONG = 5_000
"""SOAs of a list that takes so long to make that nobody should have to wait for it."""


class ReadyList(NamedTuple):
    """A sealed file, and what it takes to know how far it has been overtaken."""

    blob: bytes
    revision: int
    soas: int


class ReadyLists:
    """Those of one bridge, shared by all threads of this process."""

    def __init__(self, most_bytes: int = MOST_BYTES, few_changes: int = FEW_CHANGES, long: int = LONG) -> None:
        self._most_bytes = most_bytes
        self._few_changes = few_changes
        self._long = long
        self._kept: OrderedDict[str, ReadyList] = OrderedDict()
        self._keeping = Lock()
        self._making: defaultdict[str, Lock] = defaultdict(Lock)

    def of(self, bridge: Bridge, codes: Sequence[str]) -> bytes:
        """The sealed file with the SOAs of these codes; others that ask for the same wait until it is made."""
        name = list_id(bridge.bridge_id, codes)
        with self._turn(name):
            found = self._kept.get(name)
            if found is None or _is_overtaken(bridge, codes, found, self._few_changes, found.soas // CHANGED_SHARE):
                found = _made(bridge, codes)
            self._keep(name, found)
        return found.blob

    def renew(self, bridge: Bridge) -> None:
        """Makes collectors' long lists before anybody has to wait for them, and anew after some changes."""
        with reading(bridge.engine) as conn:
            served, lengths = set(read_serving(conn).own.values()), active_by_code(conn)
        for codes in sorted(served):
            if sum(lengths.get(code, 0) for code in codes) > self._long:
                self._renew(bridge, codes)

    def _renew(self, bridge: Bridge, codes: Sequence[str]) -> None:
        name = list_id(bridge.bridge_id, codes)
        found = self._kept.get(name)
        if found is None:
            self.of(bridge, codes)
        elif _is_overtaken(bridge, codes, found, self._few_changes):
            # The one from before serves meanwhile.
            self._keep(name, _made(bridge, codes))

    def _turn(self, name: str) -> Lock:
        with self._keeping:
            return self._making[name]

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


def _is_overtaken(bridge: Bridge, codes: Sequence[str], found: ReadyList, *allowed: int) -> bool:
    most = max(allowed)
    with reading(bridge.engine) as conn:
        return count_changes(conn, codes, found.revision, most + 1) > most


def _made(bridge: Bridge, codes: Sequence[str]) -> ReadyList:
    # Whose journals it reflects comes with the changes, too: each terminal hears of its own.
    blob, description = write_soa_list(bridge, codes, terminals=())
    return ReadyList(blob, description["revision"], description["count"])
