"""Opening the registry: the change fund, which day it is, and a last look before the day begins."""

from mpos.contract.money import print_money
from mpos.keypad.frame import Line
from mpos.keypad.keys import Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, home, push, replace
from mpos.light.datetime import date
from mpos.services.cash_box import cash_in_hand
from mpos.services.registry import open_registry

from .asking import AmountPage
from .dates import DatePage
from .summary import ConfirmationPage, Row

OTHER_DATE = "1"


class OpenRegistryPage(AmountPage):
    """Asks for the change fund. Nothing is suggested, so 0 has to be typed: a fund taken for granted is short later."""

    def __init__(self, desk: Desk) -> None:
        today = desk.terminal.clock.now().date().isoformat()
        above = [Line(_("Change fund for {date}").format(date=today))]
        super().__init__(desk, _("OPEN THE REGISTRY"), lambda minor: push(_BeginPage(desk, minor)), above=above)


class _BeginPage(ConfirmationPage):
    """The day and its fund. The clock's date holds unless another one is typed here."""

    def __init__(self, desk: Desk, fund_minor: int, business_date: date | None = None) -> None:
        self._fund_minor = fund_minor
        self._date = business_date
        shown = business_date or desk.terminal.clock.now().date()
        rows = [Row(_("Business date"), shown.isoformat())]
        below = [_("1: another date")]
        if left := cash_in_hand(desk.terminal):
            below.insert(0, _("{amount} of the day before is not remitted.").format(amount=print_money(left)))
        fund = Row(_("Change fund"), print_money(fund_minor))
        super().__init__(desk, _("OPEN THE REGISTRY"), rows, headline=fund, below=below, then=self._open)

    def press(self, key: Key) -> Move | None:
        """Enter begins the day; 1 asks for another date."""
        return push(self._asking_for_date()) if key == OTHER_DATE else super().press(key)

    def _asking_for_date(self) -> DatePage:
        def named(day: date) -> Move:
            return replace(_BeginPage(self.desk, self._fund_minor, day))

        today = self.terminal.clock.now().date()
        return DatePage(self.desk, _("BUSINESS DATE"), _("Which day begins?"), today, named)

    def _open(self) -> Move:
        open_registry(self.terminal, self._fund_minor, self._date)
        return home(flush=True)
