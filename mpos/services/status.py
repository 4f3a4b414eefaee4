"""One screen: who, which day, what is not uploaded, what is not printed, when the office was last met."""

import shutil

from mpos.contract import VERSION
from mpos.light.datetime import timedelta
from mpos.light.typing import NamedTuple
from mpos.store import days, fates, payments, prints, settings
from mpos.store.fates import WhereMoneyIs
from mpos.store.identity import Identity, read_identity

from .cash_box import cash_in_hand, is_to_be_counted_blind
from .journal_copy import CopyState, copy_state
from .standing import is_revoked
from .terminal import Terminal
from .unsent import Unsent, unsent


class Status(NamedTuple):
    """The state of this device. Amounts in minor units; instants as the journal writes them."""

    version: str
    identity: Identity | None
    collector: str | None
    business_date: str | None
    day: str
    unsent: Unsent
    unprinted_slips: int
    cash_in_hand_minor: int | None
    last_receipt_no: str | None
    where: WhereMoneyIs | None
    last_download: str | None
    last_upload: str | None
    clock_offset: timedelta | None
    free_bytes: int
    revoked: bool
    copy: CopyState | None
    last_contact: str | None
    soas_put_away: bool


def status(terminal: Terminal) -> Status:
    """Looks, and changes nothing."""
    connection = terminal.connection
    day = days.last_day(connection)
    last = payments.last(connection)
    offset_ms = settings.read_setting(connection, settings.CLOCK_OFFSET_MS)
    return Status(
        version=VERSION,
        identity=read_identity(connection),
        collector=settings.read_setting(connection, settings.SESSION),
        business_date=day.business_date if day else None,
        day=day.state if day else "none",
        unsent=unsent(connection),
        unprinted_slips=prints.count_waiting(connection),
        cash_in_hand_minor=None if is_to_be_counted_blind(terminal) else cash_in_hand(terminal),
        last_receipt_no=last.receipt_no if last else None,
        where=fates.where_money_is(connection, day.business_date) if day else None,
        last_download=settings.read_setting(connection, settings.LAST_DOWNLOAD),
        last_upload=settings.read_setting(connection, settings.LAST_UPLOAD),
        clock_offset=None if offset_ms is None else timedelta(milliseconds=offset_ms),
        free_bytes=shutil.disk_usage(terminal.home).free,
        revoked=is_revoked(terminal),
        copy=copy_state(terminal) if read_identity(connection) else None,
        last_contact=(settings.read_setting(connection, settings.LAST_CONTACT) or {}).get("here"),
        soas_put_away=bool(settings.read_setting(connection, settings.OUT_OF_TOUCH)),
    )
