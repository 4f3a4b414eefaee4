"""The main menu. What comes next in the day is marked, so that Enter is enough."""

from collections.abc import Callable

from mpos.keypad import guide
from mpos.keypad.frame import Size, View
from mpos.keypad.keys import CLEAR, Key, Scan
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, push

from .choosing import Choice, ChoicePage
from .day_end import DayEndPage
from .download import start_download
from .find import FindPage
from .manual import ManualPage
from .more import MorePage
from .open_registry import OpenRegistryPage
from .readings import ReadingsPage
from .receipts import ReceiptsPage
from .upload import start_upload

_PLACES = {guide.COLLECT: 0, guide.DOWNLOAD: 3}
_DAY_PLACE = 6


class MenuPage(Page):
    """What can be done. It is made anew each time it is shown, because the day has gone on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._choices = self._made()

    def view(self, room: Size) -> View:
        """The choices, the next step marked."""
        return self._choices.view(room)._replace(keys=_("Enter: what comes next"))

    def press(self, key: Key) -> Move | None:
        """A digit, Enter, or a barcode: that goes straight to its customer."""
        if isinstance(key, Scan):
            page = FindPage(self.desk)
            return page.press(key) or push(page)
        return None if key == CLEAR else self._choices.press(key)

    def resumed(self) -> None:
        """The day has gone on."""
        self._choices = self._made()

    def _made(self) -> ChoicePage:
        desk, step = self.desk, guide.next_step(self.terminal)
        choices = [
            Choice(_("Collect"), lambda: push(FindPage(desk))),
            Choice(_("Receipts: print, void"), lambda: push(ReceiptsPage(desk))),
            Choice(_("Paper OR, checks"), lambda: push(ManualPage(desk))),
            Choice(_("Download SOAs"), lambda: start_download(desk)),
            Choice(_("Upload"), lambda: start_upload(desk)),
            Choice(_("Readings, report"), lambda: push(ReadingsPage(desk))),
            self._of_the_day(step),
            Choice(_("More"), lambda: push(MorePage(desk))),
        ]
        return ChoicePage(desk, _("MENU"), choices, marked=_PLACES.get(step, _DAY_PLACE))

    def _of_the_day(self, step: str) -> Choice:
        """Opening the registry where nothing of the day before is left, else the steps of the day's end."""
        opens = step == guide.OPEN_REGISTRY
        label = _("Open the registry") if opens else _("End the day")
        at_once = opens and not guide.is_day_left(self.terminal)
        page: Callable[[Desk], Page] = OpenRegistryPage if at_once else DayEndPage
        return Choice(label, lambda: push(page(self.desk)))
