"""How this device stands: where the money is, when the office was met last, the clock and the disk."""

from mpos.contract.clock import read_instant
from mpos.contract.money import print_money
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Page, back
from mpos.light.datetime import timedelta
from mpos.services.status import Status, status

from .summary import Row, SummaryPage

BYTES_A_MEGABYTE = 1_000_000


def status_page(desk: Desk) -> Page:
    """All of it on one screen."""
    found = status(desk.terminal)
    rows = [
        *_where(found),
        Row(_("Last upload"), _time(desk, found.last_upload)),
        Row(_("Last download"), _time(desk, found.last_download)),
        Row(_("Clock"), _clock(found.clock_offset)),
        Row(_("Disk free"), f"{found.free_bytes // BYTES_A_MEGABYTE:,} MB"),
    ]
    return SummaryPage(desk, _("HOW THINGS STAND"), rows, then=back)


def _where(found: Status) -> list[Row]:
    """Receipts of the newest day and what they come to."""
    if found.where is None:
        return []
    rows = [
        Row(_("On device"), _place(found.where.on_device)),
        Row(_("At the office"), _place(found.where.at_office)),
        Row(_("In PSCloud"), _place(found.where.in_pscloud)),
    ]
    if found.where.refused[0]:
        rows.append(Row(_("Refused"), _place(found.where.refused)))
    return rows


def _place(place: tuple[int, int]) -> str:
    receipts, minor = place
    return f"{receipts} / {print_money(minor)}"


def _time(desk: Desk, instant: str | None) -> str:
    if not instant:
        return _("never")
    return read_instant(instant).astimezone(desk.terminal.clock.now().tzinfo).strftime("%m-%d %H:%M")


def _clock(offset: timedelta | None) -> str:
    if offset is None:
        return _("not compared")
    seconds = round(offset.total_seconds())
    return _("{seconds} s off").format(seconds=f"{seconds:+d}") if seconds else _("right")
