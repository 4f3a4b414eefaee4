"""What comes next in a collector's day, so that the screen can point at it."""

from mpos.contract.clock import read_instant
from mpos.domain.business_day import COUNTED, OPEN, BusinessDay
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
    if day is not None and day.state == COUNTED:
        return UPLOAD if terminal.office.policy.upload_before_z and count_unsent(terminal.connection) else Z_READING
    return REMIT if cash_in_hand(terminal) else OPEN_REGISTRY


def has_downloaded_since(terminal: Terminal, day: BusinessDay) -> bool:
    """Whether the SOAs came on this business day, or after it."""
    last = facts.read_setting(terminal.connection, facts.LAST_DOWNLOAD)
    if not last:
        return False
    return read_instant(last).astimezone(terminal.clock.now().tzinfo).date().isoformat() >= day.business_date
