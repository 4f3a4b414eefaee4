"""The status line: who, which day, where the money is, how the printer is, and what is amiss. On every page."""

from typing import NamedTuple

from mpos.contract.money import MINOR_PER_MAJOR
from mpos.domain.business_day import CLOSED, OPEN, BusinessDay
from mpos.services.standing import is_revoked
from mpos.store import days, fates, people, prints
from mpos.store import settings as facts
from mpos.store.fates import WhereMoneyIs
from mpos.store.identity import read_identity
from printers.characters import width

from .background import PRINTING, UPLOADING
from .frame import BOLD, Line, pair, shortened
from .guide import has_downloaded_since
from .language import _
from .page import Desk

NOWHERE = WhereMoneyIs((0, 0), (0, 0), (0, 0), (0, 0))
_SCALES = ((1, ""), (1_000, "k"), (1_000_000, "M"))


class Standing(NamedTuple):
    """What the line tells of, as of its last refresh."""

    who: str
    day: BusinessDay | None
    where: WhereMoneyIs
    paper: str
    alarm: str


class StatusLine:
    """Two rows. What it shows is read when something has changed, not at each key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._standing = self._read()

    def refresh(self) -> None:
        """Reads anew."""
        self._standing = self._read()

    def lines(self, columns: int) -> tuple[Line, Line]:
        """The collector, the day and the printer; then where the money is, or what is amiss."""
        standing = self._standing
        date = standing.day.business_date[5:] if standing.day and standing.day.state != CLOSED else "--"
        right = f"{date} {standing.paper}"
        first = pair(standing.who or "MPOS", right, columns)
        money = _money(standing.where, columns)
        if not standing.alarm:
            return first, Line(money)
        alarm = f"! {standing.alarm}"
        left = columns - width(alarm) - 1
        beside = _money(standing.where, left) if left > 0 else ""
        if beside and width(beside) <= left:
            return first, pair(beside, alarm, columns)
        return first, Line(shortened(alarm, columns), BOLD)

    def _read(self) -> Standing:
        connection = self._desk.terminal.connection
        login = facts.read_setting(connection, facts.SESSION)
        day = days.last_day(connection)
        return Standing(
            who=people.name_of(connection, login) if login else "",
            day=day,
            where=fates.where_money_is(connection, day.business_date) if day else NOWHERE,
            paper=self._paper(),
            alarm=self._alarm(day) if read_identity(connection) else _("Not enrolled"),
        )

    def _paper(self) -> str:
        if not self._desk.terminal.paper.connected:
            return _("no printer")
        if self._desk.errands.running(PRINTING):
            return _("printing")
        waiting = prints.count_waiting(self._desk.terminal.connection)
        return _("{count} to print").format(count=waiting) if waiting else _("printer ok")

    def _alarm(self, day: BusinessDay | None) -> str:
        if is_revoked(self._desk.terminal):
            return _("Device revoked")
        if day is None or day.state != OPEN:
            return _("Registry closed")
        if not has_downloaded_since(self._desk.terminal, day):
            return _("Not downloaded today")
        return _("uploading") if self._desk.errands.running(UPLOADING) else ""


def _money(where: WhereMoneyIs, columns: int) -> str:
    """Receipts and pesos on this device, at the office, in PSCloud (and refused), as exact as there is room for."""
    places = [(_("Here"), where.on_device), (_("Office"), where.at_office), (_("Cloud"), where.in_pscloud)]
    if where.refused[0]:
        places.append((_("Refused"), where.refused))
    for letters in (6, 1):
        for scale, sign in _SCALES:
            text = " ".join(f"{name[:letters]}{_place(place, scale, sign)}" for name, place in places)
            if width(text) <= columns:
                return text
    return shortened(text, columns)


def _place(place: tuple[int, int], scale: int, sign: str) -> str:
    receipts, minor = place
    if not receipts:
        return " 0"
    pesos = (minor + MINOR_PER_MAJOR * scale // 2) // (MINOR_PER_MAJOR * scale)
    return f" {receipts}/{pesos:,}{sign}"
