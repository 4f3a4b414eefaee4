"""The status line: who, which day, where the money is, how the printer is, and what is amiss. On every page."""

from mpos.domain.business_day import CLOSED, COUNTED, OPEN, BusinessDay
from mpos.light.typing import NamedTuple
from mpos.services.standing import is_revoked
from mpos.services.terminal import Terminal
from mpos.services.unsent import acknowledged
from mpos.store import days, fates, payments, people, prints
from mpos.store import settings as facts
from mpos.store.fates import WhereMoneyIs
from mpos.store.identity import read_identity
from printers.characters import width

from .background import DOWNLOADING, PRINTING, UPLOADING
from .frame import BOLD, Line, Size, pair, shortened
from .guide import has_downloaded_since, has_downloaded_today
from .language import _
from .money_line import money_in_pesos, money_line
from .page import Desk

NOWHERE = WhereMoneyIs((0, 0), (0, 0), (0, 0), (0, 0))
ROWS_FOR_THREE = 14
"""From so many rows on, what is amiss has a row of its own; below that it shares one with the money, if it can."""


class Alarm(NamedTuple):
    """What is amiss, and the same in a word or two."""

    full: str
    short: str


class Standing(NamedTuple):
    """What the line tells of, as of its last refresh."""

    who: str
    business_date: str
    where: WhereMoneyIs
    paper: str
    alarms: tuple[Alarm, ...]
    at_work: str
    """What goes on beside the keys."""


class StatusLine:
    """Two rows or three. What it shows is read when something has changed, not at each key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._standing = self._read()

    def refresh(self) -> None:
        """Reads anew."""
        self._standing = self._read()

    def lines(self, size: Size) -> tuple[Line, ...]:
        """The collector, the day and the printer; then where the money is, and what is amiss."""
        return status_lines(self._standing, size)

    def _read(self) -> Standing:
        terminal = self._desk.terminal
        connection = terminal.connection
        login = facts.read_setting(connection, facts.SESSION)
        day = days.last_day(connection)
        return Standing(
            who=people.name_of(connection, login) if login else "",
            business_date=day.business_date if day and day.state != CLOSED else "",
            where=fates.where_money_is(connection, day.business_date) if day else NOWHERE,
            paper=self._paper(),
            alarms=_alarms(terminal, day),
            at_work=self._at_work(),
        )

    def _at_work(self) -> str:
        if self._desk.errands.running(DOWNLOADING):
            return _("downloading")
        return _("uploading") if self._desk.errands.running(UPLOADING) else ""

    def _paper(self) -> str:
        connection = self._desk.terminal.connection
        if not self._desk.terminal.paper.connected:
            return _("no printer")
        if self._desk.errands.running(PRINTING):
            return _("printing")
        if waiting := prints.count_waiting(connection):
            return _("{count} to print").format(count=waiting)
        last = prints.find(connection, prints.newest(connection))
        fared = {prints.FAILED: _("print failed"), prints.UNKNOWN: _("printer ?")}
        return fared.get(last.state if last else "", _("printer ok"))


def status_lines(standing: Standing, size: Size) -> tuple[Line, ...]:
    """The rows: never wider than the screen, and the money never gives way to anything."""
    columns = size.columns
    first = _who_and_when(standing, columns)
    money = money_line(standing.where, columns)
    if size.rows >= ROWS_FOR_THREE:
        return first, Line(money), _amiss(standing.alarms, columns) if standing.alarms else Line(standing.at_work)
    if not standing.alarms:
        return first, pair(money, standing.at_work, columns) if _fit(money, standing.at_work, columns) else Line(money)
    for told in _shorter_and_shorter(standing.alarms):
        beside = money_in_pesos(standing.where, columns - width(told) - 1)
        if beside:
            return first, pair(beside, told, columns, BOLD)
    return first, Line(money), _amiss(standing.alarms, columns)


def _who_and_when(standing: Standing, columns: int) -> Line:
    who, date = standing.who or "MPOS", standing.business_date or "--"
    if not _fit(who, f"{date} {standing.paper}", columns):
        date = date[5:] or date
    return pair(who, f"{date} {standing.paper}", columns)


def _amiss(alarms: tuple[Alarm, ...], columns: int) -> Line:
    """What is amiss on a line of its own."""
    told = next((text for text in _shorter_and_shorter(alarms) if width(text) <= columns), alarms[0].full)
    return Line(shortened(told, columns), BOLD)


def _shorter_and_shorter(alarms: tuple[Alarm, ...]) -> tuple[str, ...]:
    all_short = ", ".join(alarm.short for alarm in alarms)
    return (
        f"! {', '.join(alarm.full for alarm in alarms)}",
        f"! {all_short}",
        f"! {alarms[0].full}",
        f"! {alarms[0].short}",
    )


def _fit(left: str, right: str, columns: int) -> bool:
    return bool(right) and width(left) + 1 + width(right) <= columns


def _alarms(terminal: Terminal, day: BusinessDay | None) -> tuple[Alarm, ...]:
    """What keeps from collecting comes first."""
    if read_identity(terminal.connection) is None:
        return (Alarm(_("Not enrolled"), _("not enrolled")),)
    found = []
    if is_revoked(terminal):
        found.append(Alarm(_("Device revoked"), _("revoked")))
    if day is not None and day.state == COUNTED:
        found.append(Alarm(_("Registry closed"), _("counted")))
    elif day is None or day.state != OPEN:
        found.append(Alarm(_("Registry closed"), _("closed")))
    elif day.business_date < terminal.clock.now().date().isoformat():
        # A shift may go on past midnight; a registry that was forgotten would date today's payments back.
        found.append(Alarm(_("Still the day of {date}").format(date=day.business_date[5:]), _("old day")))
    if not (has_downloaded_since(terminal, day) if day and day.state != CLOSED else has_downloaded_today(terminal)):
        found.append(Alarm(_("Not downloaded today"), _("no download")))
    if day is not None and (left := _left_behind(terminal, day)):
        found.append(Alarm(_("{count} of earlier days not sent").format(count=left), _("old unsent")))
    return tuple(found)


def _left_behind(terminal: Terminal, day: BusinessDay) -> int:
    """Payments of earlier days that are still on this device only: the money of the day does not tell of them."""
    sent = acknowledged(terminal.connection).seq
    return payments.count_of_other_days_after(terminal.connection, sent, day.business_date)
