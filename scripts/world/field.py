"""An office with its PSCloud, and the handhelds that it enrols."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from bridge.app import Bridge, init_home
from bridge.app import opened as bridge_opened
from bridge.hashing import hash_secret
from bridge.push.post import Pace
from bridge.store.collectors import add_collector, assign
from bridge.store.engine import writing
from bridge.store.enrolments import offer
from bridge.sync import SyncResult, sync_once
from bridge.web import make_app as make_bridge_app
from mpos.app import link_to
from mpos.app import opened as terminal_opened
from mpos.domain.allocation import Wish
from mpos.domain.counting import DENOMINATIONS_MINOR, Pieces
from mpos.domain.tendering import Handed
from mpos.services import cash_box, collecting, downloading, enrolment, logins, readings, registry, uploading, voiding
from mpos.services.collecting import PaymentRequest
from mpos.services.terminal import Terminal
from mpos.store import days
from scripts.pscloud_sandbox import ConnectionDropped, ListedInvoice, PSCloudWorld
from scripts.pscloud_sandbox import make_app as make_pscloud_app
from scripts.world.clock import WorldClock
from scripts.world.in_process import InProcess

API_KEY = "the-key-of-this-world"
PIN = "2468"
ADMIN, PASSWORD = "office", "a password of the office"


class Handheld:
    """One terminal with its collector: the deeds of a day, as the collector would ask for them."""

    def __init__(self, terminal: Terminal, login: str, code: str, network: InProcess) -> None:
        self.terminal = terminal
        self.login = login
        self.code = code
        self.network = network

    def open_day(self, day: date, change_fund_minor: int = 0) -> None:
        """Opens the registry."""
        registry.open_registry(self.terminal, change_fund_minor, day)

    def download(self) -> downloading.Downloaded:
        """Brings the SOAs."""
        return downloading.download(self.terminal)

    def collect(self, soa_no: str, cash_minor: int | None = None, **request: Any) -> collecting.Collected:
        """Takes a payment in cash: what is due, or this much of it."""
        return collecting.collect(self.terminal, soa_no, PaymentRequest(Handed(cash_minor, ()), **request))

    def collect_invoices(self, soa_no: str, wishes: tuple[Wish, ...]) -> collecting.Collected:
        """Takes exactly what the customer names for these invoices, in cash."""
        return self.collect(soa_no, wishes=wishes, amount_minor=sum(wish.amount_minor for wish in wishes))

    def void(self, receipt_no: str) -> voiding.Voided:
        """Takes a payment back."""
        return voiding.void(self.terminal, receipt_no, "entered by mistake", None, to_print=True)

    def upload(self) -> uploading.Uploaded:
        """Sends the journal."""
        return uploading.upload(self.terminal)

    def close_day(self) -> dict[str, Any]:
        """Counts the cash, which is right to the centavo, and takes the Z-reading."""
        registry.close_registry(self.terminal, _counted(cash_box.cash_in_hand(self.terminal)), recount=False)
        return readings.z_reading(self.terminal, to_print=False).body

    def grand_total_minor(self) -> int:
        """The grand total of the newest Z-reading."""
        return days.last_z(self.terminal.connection).grand_total_minor


class Field:
    """Everything, under one folder. To be used in a with statement."""

    def __init__(
        self,
        folder: Path,
        invoices: tuple[ListedInvoice, ...],
        first_day: date,
        settings: Mapping[str, str] | None = None,
        **pscloud: Any,
    ) -> None:
        self._settings = settings or {}
        self._stack = ExitStack()
        self._folder = folder
        self.clock = WorldClock(first_day)
        self.pscloud = PSCloudWorld(self.clock.now, **pscloud)
        self.pscloud.load(invoices, first_day)
        app = make_pscloud_app(self.pscloud, API_KEY)
        self.to_pscloud = self._network(InProcess(app, {ConnectionDropped: httpx.ReadError}))
        self.bridge: Bridge = self._open_bridge()
        self.bridge_app = make_bridge_app(self.bridge)

    def __enter__(self) -> "Field":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def handheld(self, login: str, code: str, **environ: str) -> Handheld:
        """Hires a collector for a code, enrols a terminal and logs the collector in."""
        with writing(self.bridge.engine) as conn:
            if add_collector(conn, login, login.title(), hash_secret(PIN), supervisor=False):
                assign(conn, login, [code])
            offered = offer(conn, None, self.clock.now())
        network = self._network(InProcess(self.bridge_app))
        home = self._folder / f"terminal-{login}-{offered.series_prefix}"
        terminal = self._stack.enter_context(terminal_opened({"MPOS_HOME": str(home), **environ}, self.clock, network))
        url = "http://127.0.0.1"
        enrolment.enrol(terminal, link_to(url, network), url, offered.code)
        logins.log_in(terminal, login, PIN)
        return Handheld(terminal, login, code, network)

    def sync(self, **wanted: Any) -> SyncResult:
        """One round of the bridge with PSCloud, as the command does one."""
        round_of = {"download": True, "post": True, "at_once": True, **wanted}
        return sync_once(self.bridge, **round_of, pace=Pace(self.clock.sleep, lambda: 0.0))

    def _open_bridge(self) -> Bridge:
        environ = {
            "MPOS_BRIDGE_HOME": str(self._folder / "bridge"),
            "MPOS_BRIDGE_PSCLOUD_URL": "http://127.0.0.1/api/v1",
            "MPOS_BRIDGE_PSCLOUD_KEY": API_KEY,
            **self._settings,
        }
        init_home(environ, ADMIN, PASSWORD, self.clock)
        return self._stack.enter_context(bridge_opened(environ, self.clock, self.to_pscloud))

    def _network(self, network: InProcess) -> InProcess:
        self._stack.callback(network.shut_down)
        return network


def _counted(cash_minor: int) -> tuple[Pieces, ...]:
    heaps = []
    for denomination in DENOMINATIONS_MINOR:
        pieces, cash_minor = divmod(cash_minor, denomination)
        heaps.append(Pieces(denomination, pieces))
    return tuple(heaps)
