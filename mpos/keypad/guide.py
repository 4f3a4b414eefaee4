"""What comes next in a collector's day, so that the screen can point at it."""

from mpos.contract.clock import read_date, read_instant
from mpos.domain.business_day import CLOSED, OPEN, BusinessDay
from mpos.light.datetime import date
from mpos.services.cash_box import cash_in_hand
from mpos.services.terminal import Terminal
from mpos.services.unsent import count_unsent
from mpos.store import days
from mpos.store import settings as facts

OPEN_REGISTRY, DOWNLOAD, COLLECT = "open", "download", "collect"
UPLOAD, COUNT, Z_READING, REMIT = "upload", "count", "z", "remit"


def next_step(terminal: Terminal) -> str:
    """What the collector would do now, as far as this device can tell."""
    day = days.last_day(terminal.connection)
    if day is not None and day.state == OPEN:
        return COLLECT if has_downloaded_since(terminal, day) else DOWNLOAD
    return next_at_the_end(terminal)


def next_at_the_end(terminal: Terminal) -> str:
    """The first step of the day's end that is not done.

    An upload that the office does not insist on is pointed at before the count and at the very end, where it matters
    most; between count and Z-reading it would only be in the way. On a later date the next day is what comes next:
    an office may do without remittances, a device without a network.
    """
    day, done = days.last_day(terminal.connection), done_at_the_end(terminal)
    if day is None:
        return OPEN_REGISTRY
    if day.state == OPEN:
        return COUNT if UPLOAD in done else UPLOAD
    if day.state != CLOSED:
        return UPLOAD if must_upload_first(terminal) else Z_READING
    if terminal.clock.now().date().isoformat() > day.business_date:
        return OPEN_REGISTRY
    return next((step for step in (REMIT, UPLOAD) if step not in done), OPEN_REGISTRY)


def done_at_the_end(terminal: Terminal) -> set[str]:
    """The steps of the day's end that are done. Uploading is done while nothing waits, and not for good."""
    day = days.last_day(terminal.connection)
    if day is None:
        return set()
    is_closed = day.state == CLOSED
    done = {UPLOAD: not count_unsent(terminal.connection), COUNT: day.state != OPEN, Z_READING: is_closed}
    done[REMIT] = is_closed and not cash_in_hand(terminal)
    return {step for step, is_done in done.items() if is_done}


def is_day_left(terminal: Terminal) -> bool:
    """Whether there is a day with something left to do: to close, or to remit."""
    return days.last_day(terminal.connection) is not None and REMIT not in done_at_the_end(terminal)


def day_at_hand(terminal: Terminal) -> date:
    """The newest business day, open or not; the clock's date before the first one."""
    day = days.last_day(terminal.connection)
    return read_date(day.business_date) if day else terminal.clock.now().date()


def must_upload_first(terminal: Terminal) -> bool:
    """Whether the office insists on an upload before the Z-reading, and something waits."""
    return terminal.office.policy.upload_before_z and count_unsent(terminal.connection) > 0


def has_downloaded_since(terminal: Terminal, day: BusinessDay) -> bool:
    """Whether the SOAs came on this business day, or after it."""
    return _download_date(terminal) >= day.business_date


def has_downloaded_today(terminal: Terminal) -> bool:
    """Whether the SOAs came on the clock's date."""
    return _download_date(terminal) >= terminal.clock.now().date().isoformat()


def _download_date(terminal: Terminal) -> str:
    """When the SOAs came last; before all dates when they never did."""
    last = facts.read_setting(terminal.connection, facts.LAST_DOWNLOAD)
    return read_instant(last).astimezone(terminal.clock.now().tzinfo).date().isoformat() if last else ""
