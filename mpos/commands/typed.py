"""Reading what people type into options: dates, instants, short texts. BadUsage names the option."""

from datetime import date, datetime, time, tzinfo

from mpos.app import machine_clock
from mpos.commands.calling import Call
from mpos.contract.clock import read_date, read_instant, write_instant, zone_named
from mpos.contract.problems import BadUsage
from mpos.settings import read_settings


def read_day(option: str, text: str) -> date:
    """A date as 2026-11-22."""
    try:
        return read_date(text)
    except ValueError as error:
        raise BadUsage(detail=f"{option} {text!r} is not a date; write it as 2026-11-22.") from error


def read_short(option: str, text: str, limit: int) -> str:
    """A text that is not empty, holds nothing but what can be printed, and is not too long."""
    plain = text.strip()
    if not plain or len(plain) > limit or not plain.isprintable():
        raise BadUsage(detail=f"{option} is empty, longer than {limit} characters, or can't be printed.")
    return plain


def read_paid_at(text: str | None, call: Call) -> str | None:
    """An instant as 2026-11-22T14:30 (or a day alone: its noon), in the zone of the business; not in the future."""
    if text is None:
        return None
    settings = read_settings(call.environ)
    clock, zone = call.clock or machine_clock(settings), zone_named(settings.timezone)
    now = clock.now()
    try:
        named = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadUsage(detail=f"--paid-at {text!r} is not a time; write it as 2026-11-22T14:30.") from error
    if len(text) == len("2026-11-22"):
        named = _noon(named, now, zone)
    paid_at = named if named.tzinfo else named.replace(tzinfo=zone)
    try:
        read_instant(write_instant(paid_at))
    except ValueError as error:
        raise BadUsage(detail=f"--paid-at: {error}.") from error
    if paid_at > now:
        raise BadUsage(detail=f"--paid-at {text!r} is in the future.")
    return write_instant(paid_at)


def _noon(day: datetime, now: datetime, zone: tzinfo) -> datetime:
    """The noon of a day, or now as long as it is today's morning."""
    noon = datetime.combine(day, time(12), zone)
    return min(noon, now) if noon.date() == now.date() else noon
