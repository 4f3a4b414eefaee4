"""Forgetting the SOA list: customers' names, addresses and debts are for a device that its office can still reach.

They are removed when the office has revoked this device, and when it has not heard from its office for as long as the
office's policy allows (`forget_soas_after_days`). The journal stays whatever happens: it is money.

A clock can be wrong, so time alone removes nothing at once. Past the limit the list is hidden; it is removed when the
clock still says so a day later. One that leapt ahead for a moment costs that moment. One that is set back brings a
hidden list to light again, which takes whoever may set clocks: they could read the file without us.
"""

from mpos.contract import kinds
from mpos.contract.clock import read_instant, write_instant
from mpos.domain.refusals import SoasForgotten, TerminalRevoked
from mpos.light.datetime import datetime, timedelta
from mpos.light.typing import Any
from mpos.store import settings
from mpos.store.soas import has_list, remove_list

from .deed import deed
from .standing import is_revoked
from .terminal import Terminal

CONFIRMED_AFTER = timedelta(days=1)
"""Longer than a clock goes wrong unnoticed: a business day begins with a look at its date."""
REVOKED, NO_CONTACT = "revoked", "no_contact"
"""Why a list was removed."""


def check_may_show_soas(terminal: Terminal) -> None:
    """Raises TerminalRevoked or SoasForgotten unless the SOA list may be opened; removes it when it is time."""
    why_not = forget_what_is_due(terminal)
    if why_not == REVOKED:
        raise TerminalRevoked
    if why_not == NO_CONTACT:
        raise SoasForgotten(days=terminal.office.policy.forget_soas_after_days)


def forget_what_is_due(terminal: Terminal) -> str | None:
    """Removes the list of a revoked device; hides, and a day later removes, that of one out of touch for too long.

    Why it may not be shown; None when it may.
    """
    if is_revoked(terminal):
        forget_soas(terminal, REVOKED)
        return REVOKED
    if _is_out_of_touch(terminal):
        now = terminal.clock.now()
        since = _hidden_since(terminal, now)
        if now - since >= CONFIRMED_AFTER:
            forget_soas(terminal, NO_CONTACT)
        return NO_CONTACT
    _write_if_changed(terminal, settings.OUT_OF_TOUCH, None)
    return None


def forget_soas(terminal: Terminal, reason: str) -> None:
    """Removes the list, if there is one, and records that it was removed."""
    terminal.put_soas_away()
    if not has_list(terminal.home):
        return
    with deed(terminal) as doing:
        # The list goes first: a record that can't be written must not keep it.
        remove_list(terminal.home)
        met = settings.read_setting(doing.connection, settings.LAST_CONTACT) or {}
        doing.record(kinds.SOAS_FORGOTTEN, {"reason": reason, "last_contact_at": met.get("office")})


def office_now(terminal: Terminal) -> datetime:
    """What time it is at the office, by the difference that was last noted."""
    return terminal.clock.now() - _ahead(terminal)


def note_contact(terminal: Terminal, office_time: datetime) -> None:
    """Keeps when the office was last heard, by both clocks."""
    here = (office_time + _ahead(terminal)).astimezone(terminal.clock.now().tzinfo)
    met = {"here": write_instant(here), "office": write_instant(office_time)}
    settings.write_setting(terminal.connection, settings.LAST_CONTACT, met)
    _write_if_changed(terminal, settings.OUT_OF_TOUCH, None)


def note_news(terminal: Terminal, made_at: datetime) -> None:
    """The same for a file of the office: its news are as old as it is, and an older one brings none."""
    met = settings.read_setting(terminal.connection, settings.LAST_CONTACT)
    if met is None or read_instant(met["office"]) < made_at:
        note_contact(terminal, made_at)


def _ahead(terminal: Terminal) -> timedelta:
    return timedelta(milliseconds=settings.read_setting(terminal.connection, settings.CLOCK_OFFSET_MS) or 0)


def _is_out_of_touch(terminal: Terminal) -> bool:
    days = terminal.office.policy.forget_soas_after_days
    return bool(days) and _away_for(terminal) > timedelta(days=days)


def _away_for(terminal: Terminal) -> timedelta:
    """The least time since the last contact that makes sense.

    A clock that was wrong at the contact and set right since makes one of the two readings absurd; the other holds.
    """
    now = terminal.clock.now()
    met = settings.read_setting(terminal.connection, settings.LAST_CONTACT)
    if met is None:
        # A store of an earlier version, or rebuilt from its journal: its time begins now.
        note_contact(terminal, office_now(terminal))
        return timedelta(0)
    return min((away for at in met.values() if (away := now - read_instant(at)) >= timedelta(0)), default=timedelta(0))


def _hidden_since(terminal: Terminal, now: datetime) -> datetime:
    since = settings.read_setting(terminal.connection, settings.OUT_OF_TOUCH)
    if since is not None and read_instant(since) <= now:
        return read_instant(since)
    settings.write_setting(terminal.connection, settings.OUT_OF_TOUCH, write_instant(now))
    return now


def _write_if_changed(terminal: Terminal, key: str, value: Any) -> None:
    """Opening the list happens all day; a sync of the disk each time would be felt."""
    if settings.read_setting(terminal.connection, key) != value:
        settings.write_setting(terminal.connection, key, value)
