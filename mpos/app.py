"""The one place that picks a terminal's concrete parts: settings, store, clock, the way to the bridge, and paper."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mpos.contract.clock import Clock, SystemClock, zone_named
from mpos.light.typing import TYPE_CHECKING
from mpos.paper import PrinterPaper
from mpos.services.epochs import own_epoch
from mpos.services.soundness import check_left_wal, glance
from mpos.services.terminal import Link, Terminal
from mpos.settings import Settings, read_settings
from mpos.store.database import open_store, sqlite_translated

if TYPE_CHECKING:
    import httpx

TOKEN_FILE = "token"  # noqa: S105 -- a file name
PRINTER_CACHE = "printer-cache"


@contextmanager
def opened(
    environ: Mapping[str, str],
    clock: Clock | None = None,
    bridge_transport: "httpx.BaseTransport | None" = None,
    *,
    as_found: bool = False,
) -> Iterator[Terminal]:
    """The terminal that the environment names. `clock` and `bridge_transport` stand in for the real ones in tests.

    `as_found` leaves out the look at the home with which work begins: for those who come to look or to repair.
    """
    settings = read_settings(environ)

    def make_link(terminal: Terminal) -> Link:
        return link_of(terminal, bridge_transport)

    terminal = Terminal(
        settings.home,
        open_store(settings.home),
        clock or machine_clock(settings),
        _paper(settings),
        make_link,
        settings.journal_copy,
        settings.machine_no,
        settings.serial_no,
    )
    try:
        with sqlite_translated():
            if not as_found:
                check_left_wal(terminal.connection, terminal.home)
                glance(terminal.connection)
                terminal.notice = own_epoch(terminal)
            yield terminal
    finally:
        terminal.close()


def machine_clock(settings: Settings) -> Clock:
    """The machine's clock, in the zone of the business."""
    return SystemClock(zone_named(settings.timezone))


def link_of(terminal: Terminal, transport: "httpx.BaseTransport | None" = None) -> Link:
    """The way to the bridge where this terminal is enrolled; NotEnrolled before that."""
    from mpos.link.bridge_client import BridgeClient, Party
    from mpos.link.token import TokenKeeper
    from mpos.services.contacting import contact_of, note_clock_offset, note_standing

    identity = terminal.identity
    party = Party(
        bridge_key=identity.bridge_key,
        tokens=TokenKeeper(
            terminal.home / TOKEN_FILE,
            identity.terminal_id,
            terminal.signer,
            told=lambda revoked: note_standing(terminal, revoked),
        ),
        contact=lambda sending: contact_of(terminal, sending),
        met=lambda office_time: note_clock_offset(terminal, office_time),
    )
    return BridgeClient(identity.bridge_url, party, transport)


def link_to(bridge_url: str, transport: "httpx.BaseTransport | None" = None) -> Link:
    """The way to a bridge that does not know this device yet."""
    from mpos.link.bridge_client import BridgeClient

    return BridgeClient(bridge_url, transport=transport)


def _paper(settings: Settings) -> PrinterPaper:
    return PrinterPaper(
        settings.printer,
        settings.printer_profile,
        settings.printer_columns,
        settings.home / PRINTER_CACHE,
        settings.printer_peso,
    )
