"""The one place where time comes from.

Everything else is handed a clock, so that a test can move it. No setting or variable changes what time it is.
"""

from functools import cache

from mpos.light.datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from mpos.light.typing import Protocol

DEFAULT_TIMEZONE = "Asia/Manila"
_DIGITS = str.maketrans("123456789", "000000000")
_TO_THE_SECOND, _OFFSETS = ("0000-00-00T00:00:00", "0000-00-00 00:00:00"), ("Z", "+00:00", "-00:00")


class Clock(Protocol):
    """Tells the time, in the zone where the business is."""

    def now(self) -> datetime:
        """The present instant, with an offset that stays the same whatever is added to it."""
        ...


class SystemClock:
    """The machine's clock, read in the zone of the business."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def now(self) -> datetime:
        """The present instant, with the offset that the zone has now."""
        return told_in(self._zone, datetime.now(UTC))


def told_in(zone: tzinfo, instant: datetime) -> datetime:
    """The same instant as people in this zone tell it, its offset fixed.

    A zone in the place of the offset would make a minute added just before clocks are put back last an hour and one.
    """
    local = instant.astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)), fold=0)


@cache
def zone_named(name: str) -> tzinfo:
    """The zone with this IANA name; ValueError when there is none."""
    from mpos.light.zone_file import fixed_zone

    zone = fixed_zone(name)
    if zone:
        return zone
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; use an IANA name such as {DEFAULT_TIMEZONE}") from error


def write_instant(instant: datetime) -> str:
    """RFC 3339 with offset and milliseconds: what the journal and the wire carry."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.isoformat(timespec="milliseconds")


def read_instant(text: str) -> datetime:
    """The instant that an RFC 3339 text names; ValueError when it has no offset, is none, or is none in UTC."""
    if not _is_rfc_3339(text):
        raise ValueError(f"{text!r} is not an instant as YYYY-MM-DDTHH:MM:SS+HH:MM")
    instant = datetime.fromisoformat(text)
    try:
        instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} is at the end of all days") from error
    return instant


def read_date(text: str) -> date:
    """The date that YYYY-MM-DD names, and no other spelling; ValueError otherwise."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(f"{text!r} is not a date as YYYY-MM-DD")
    return day


def in_utc(instant: datetime) -> str:
    """The same instant written in UTC, so that texts sort as the instants do."""
    return write_instant(instant.astimezone(UTC))


def _is_rfc_3339(text: str) -> bool:
    """Python reads many more spellings; slips and lists rely on this one."""
    shape = text.translate(_DIGITS)
    local = shape[:-1] if shape.endswith("Z") else shape[:-6]
    seconds, point, fraction = local.partition(".")
    return seconds in _TO_THE_SECOND and shape[len(local) :] in _OFFSETS and (not point or set(fraction) == {"0"})
