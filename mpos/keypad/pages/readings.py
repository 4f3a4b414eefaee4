"""X- and Z-reading and the collection report: on the screen, and on paper where there is a printer."""

from collections.abc import Callable

from mpos.contract.money import parse_money, print_money
from mpos.domain.business_day import check_counted
from mpos.keypad.guide import day_at_hand
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, home, push
from mpos.light.datetime import date
from mpos.services import readings
from mpos.services.reporting import collection_report
from mpos.store import days

from .choosing import Choice, ChoicePage
from .dates import DatePage
from .showing import SlipPage
from .summary import ConfirmationPage, Row


class ReadingsPage(ChoicePage):
    """The day's papers."""

    def __init__(self, desk: Desk) -> None:
        choices = [
            Choice(_("X-reading: totals so far"), self._x_reading),
            Choice(_("Z-reading: close the day"), lambda: push(ZReadingPage(desk), flush=True)),
            Choice(_("Report: print it"), lambda: self._report(to_print=True)),
            Choice(_("Report: show it"), lambda: self._report(to_print=False)),
            Choice(_("Report of another day"), self._another_day),
            Choice(_("Z-reading: print it again"), self._z_again),
        ]
        super().__init__(desk, _("READINGS, REPORT"), choices)

    def _x_reading(self) -> Move:
        taken = readings.x_reading(self.terminal, to_print=True)
        return push(SlipPage(self.desk, _("X-READING"), taken.slip), flush=True)

    def _z_again(self) -> Move:
        again = readings.z_again(self.terminal, None, to_print=True)
        return push(SlipPage(self.desk, _("Z-READING AGAIN"), again.slip), flush=True)

    def _report(self, *, to_print: bool, business_date: str | None = None) -> Move:
        report = collection_report(self.terminal, business_date, to_print)
        return push(SlipPage(self.desk, _("REPORT {date}").format(date=report.business_date), report.slip), flush=True)

    def _another_day(self) -> Move:
        def named(day: date) -> Move:
            return self._report(to_print=True, business_date=day.isoformat())

        return push(DatePage(self.desk, _("REPORT"), _("Report of which day?"), day_at_hand(self.terminal), named))


class ZReadingPage(ConfirmationPage):
    """The last look before a day is closed for good."""

    def __init__(self, desk: Desk, then: Callable[[], Move] = home) -> None:
        day = check_counted(days.last_day(desk.terminal.connection))
        self._after = then
        rows = [Row(_("Business date"), day.business_date)]
        below = [_("This closes the day for good. Nothing can be added to it afterwards.")]
        super().__init__(desk, _("Z-READING"), rows, below=below, then=self._take)

    def _take(self) -> Move:
        taken = readings.z_reading(self.terminal, to_print=True)
        return home(
            SlipPage(self.desk, _("Z-READING {net}").format(net=_net(taken.body["net"])), taken.slip, self._after),
            flush=True,
        )


def _net(amount: str) -> str:
    return print_money(parse_money(amount))
