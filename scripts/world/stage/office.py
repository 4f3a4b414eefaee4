"""The office of a simulation: the bridge with its home, as often killed and opened again as a step wants."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
from argon2 import PasswordHasher
from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.app import Bridge, init_home, open_bridge
from bridge.push.post import Pace
from bridge.store.codes import add_code, unknown_codes
from bridge.store.collectors import add_collector, assign
from bridge.store.engine import writing
from bridge.store.enrolments import offer
from bridge.sync import SyncResult, sync_once
from bridge.web import make_app
from scripts.world.clock import WorldClock
from scripts.world.in_process import InProcess
from scripts.world.stage.cable import Cable
from scripts.world.stage.kills import OFFICE, Killed, Reaper
from scripts.world.stage.pscloud import API_KEY, PSCloud

PIN = "2468"
_QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""PINs guard nothing here, and a hash that is slow on purpose would be most of what a login costs."""
BRIDGE_URL = "http://127.0.0.1"


class Office:
    """The bridge. `network` is how terminals reach it, `to_pscloud` how it reaches PSCloud; both can be cut."""

    def __init__(self, home: Path, clock: WorldClock, pscloud: PSCloud, reaper: Reaper, policy: dict[str, str]) -> None:
        shutil.copytree(_made_home(), home)
        self.home = home
        self.clock = clock
        self._reaper = reaper
        self._environ = _environ(home) | policy
        self.to_pscloud = Cable(pscloud.network, clock.sleep)
        self._front = InProcess(self._serve)
        self.network = Cable(_Dying(self._front, self), clock.sleep)
        self.was_set_back = False
        self._open()

    @staticmethod
    def looked_at(home: Path, clock: WorldClock) -> Bridge:
        """The bridge of a copied home, to be closed by the caller."""
        return open_bridge(_environ(home), clock)

    def close(self) -> None:
        """Ends it for good."""
        self.bridge.close()
        self._front.shut_down()

    def open_again(self) -> None:
        """What it had in memory is gone."""
        self.bridge.close()
        self._open()

    def keep(self, path: Path) -> None:
        """A copy of its home, made while nobody works."""
        self.bridge.close()
        shutil.copytree(self.home, path)
        self._open()

    def set_back(self, path: Path) -> None:
        """Its home is as it was when this copy was made."""
        self.bridge.close()
        shutil.rmtree(self.home)
        shutil.copytree(path, self.home)
        self.was_set_back = True
        self._open()

    @contextmanager
    def at_work(self) -> Iterator[Bridge]:
        """The bridge for one command or request; killed meanwhile, it opens anew before Killed goes on."""
        with self._reaper.working_as(OFFICE):
            try:
                yield self.bridge
            except Killed:
                self.open_again()
                raise

    def sync(self, **wanted: Any) -> SyncResult:
        """One round with PSCloud, as the command does one."""
        round_of = {"download": True, "post": True, "at_once": True, **wanted}
        with self.at_work() as bridge:
            return sync_once(bridge, **round_of, pace=Pace(self.clock.sleep, lambda: 0.0))

    def hire(self, login: str, codes: tuple[str, ...]) -> None:
        """A collector with these codes."""
        with writing(self.bridge.engine) as conn:
            for code in unknown_codes(conn, codes):
                add_code(conn, code, code)
            add_collector(conn, login, login.title(), _QUICK_HASH.hash(PIN), supervisor=False)
            assign(conn, login, codes)

    def enrolment_code(self) -> str:
        """A one-time code for a new terminal."""
        with writing(self.bridge.engine) as conn:
            return offer(conn, None, self.clock.now()).code

    def _open(self) -> None:
        self.bridge = open_bridge(self._environ, self.clock, self.to_pscloud)
        self._app: ASGIApp = make_app(self.bridge)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


class _Dying(httpx.BaseTransport):
    """To whoever asks it, a bridge that is killed is a connection that breaks."""

    def __init__(self, front: InProcess, office: Office) -> None:
        self._front = front
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            with self._office.at_work():
                return self._front.handle_request(request)
        except Killed as killed:
            raise httpx.ReadError("connection reset by peer", request=request) from killed


@cache
def _made_home() -> Path:
    """A bridge's home as `mpos-bridge init` leaves it, made once: its migrations take most of a simulation's start."""
    folder = Path(mkdtemp(prefix="mpos-bridge-"))
    atexit.register(shutil.rmtree, folder)
    init_home(_environ(folder / "home"), "office", "a password of the office", WorldClock.at_the_beginning())
    return folder / "home"


def _environ(home: Path) -> dict[str, Any]:
    return {
        "MPOS_BRIDGE_HOME": str(home),
        "MPOS_BRIDGE_PSCLOUD_URL": "http://127.0.0.1/api/v1",
        "MPOS_BRIDGE_PSCLOUD_KEY": API_KEY,
    }
