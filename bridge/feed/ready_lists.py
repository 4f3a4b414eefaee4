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
from bridge.store.soas import count_changes
from mpos.contract.soa_list import list_id

from .soa_list import write_soa_list

MOST_BYTES = 64_000_000
"""Of memory: the lists of four thousand collectors with three hundred SOAs each."""
FEW_CHANGES = 100
CHANGED_SHARE = 20
"""A list serves until more than a hundred of its SOAs have changed, or more than a twentieth: a page or a few."""


class ReadyList(NamedTuple):
    """A sealed file, and what it takes to know how far it has been overtaken."""

    blob: bytes
    revision: int
    soas: int


class ReadyLists:
    """Those of one bridge, shared by all threads of this process."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, ReadyList] = OrderedDict()
        self._keeping = Lock()
        self._making: defaultdict[str, Lock] = defaultdict(Lock)

    def of(self, bridge: Bridge, codes: Sequence[str]) -> bytes:
        """The sealed file with the SOAs of these codes; others that ask for the same wait until it is made."""
        name = list_id(bridge.bridge_id, codes)
        with self._keeping:
            making = self._making[name]
        with making:
            found = self._kept.get(name)
            if found is None or _is_overtaken(bridge, codes, found):
                found = _made(bridge, codes)
            self._keep(name, found)
        return found.blob

    def _keep(self, name: str, found: ReadyList) -> None:
        """Those that nobody has asked for in the longest time make room."""
        with self._keeping:
            self._kept[name] = found
            self._kept.move_to_end(name)
            size = sum(len(each.blob) for each in self._kept.values())
            while size > self._most_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                size -= len(oldest.blob)


def _is_overtaken(bridge: Bridge, codes: Sequence[str], found: ReadyList) -> bool:
    most = max(FEW_CHANGES, found.soas // CHANGED_SHARE)
    with reading(bridge.engine) as conn:
        return count_changes(conn, codes, found.revision, most + 1) > most


def _made(bridge: Bridge, codes: Sequence[str]) -> ReadyList:
    # Whose journals it reflects comes with the changes, too: each terminal hears of its own.
    blob, description = write_soa_list(bridge, codes, terminals=())
    return ReadyList(blob, description["revision"], description["count"])
