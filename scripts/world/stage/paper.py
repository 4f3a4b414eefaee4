"""A printer that fails when told to. Whatever reaches its paper is looked at in that moment."""

import re
from collections.abc import Callable

from mpos.paper import PrinterPaper
from mpos.services.terminal import PaperState, PrintOutcome
from scripts.world.stage.kills import Killed

FINE, EMPTY, HANGS, DIES, SILENT, POWER_CUT = "fine", "empty", "hangs", "dies", "silent", "power_cut"
MOODS = (EMPTY, HANGS, DIES, SILENT, POWER_CUT)
"""Empty takes nothing. One that hangs holds its caller, one that dies stops in the middle, a silent one never answers.
With power_cut everything goes off while the slip comes out."""
HANG_S = 4.8
"""What printers.transport.sending promises as the longest wait for a hung printer."""
_NUMBER = re.compile(r'"([A-Z]+(?:-[VRP])?\d{8,})"')
_ENTRY = re.compile(r"Journal entry (\d+)")
_HEAD = re.compile(r'"([0-9a-f]{16})"')


class Slip:
    """What came out of a printer, and what it tells of: journal entry, the numbers of documents, a reading's head."""

    def __init__(self, document: str) -> None:
        self.numbers = _NUMBER.findall(document)
        self.heads = _HEAD.findall(document)
        entry = _ENTRY.search(document)
        self.entry_seq = int(entry[1]) if entry else None


class FicklePaper:
    """Paper by way of a printer with moods; `seen` is told of each slip the moment something of it is on paper."""

    connected = True

    def __init__(self, seen: Callable[[Slip], None], sleep: Callable[[float], None]) -> None:
        self._seen = seen
        self._sleep = sleep
        self._layout = PrinterPaper("none", "default", 32)
        self.mood = FINE
        self.slips = 0

    def prepare(self) -> None:
        self._layout.prepare()

    def print(self, document: str) -> PrintOutcome:
        match self.mood:
            case "empty":
                return PrintOutcome("failed", "The printer is out of paper.", 0)
            case "hangs":
                self._sleep(HANG_S)
                return PrintOutcome("failed", "The printer does not answer.", 0)
        self.slips += 1
        self._seen(Slip(document))
        match self.mood:
            case "dies":
                return PrintOutcome("failed", "The printer stopped taking the slip.", len(document) // 2)
            case "power_cut":
                raise Killed
            case "silent":
                return PrintOutcome("unknown", "The printer does not say.", len(document), mute=True)
        return PrintOutcome("confirmed", "", len(document))

    def state(self) -> PaperState:
        return PaperState(self.mood in (FINE, SILENT), self.mood)

    def preview(self, document: str) -> str:
        return self._layout.preview(document)

    def draw(self, document: str) -> bytes:
        return self._layout.draw(document)
