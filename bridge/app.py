"""The one place that picks the bridge's concrete parts: settings, database, key, clock and the way to PSCloud."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from bridge.access.roles import ADMINISTRATOR
from bridge.problems import HomeDamaged, HomeTaken, NoHome
from bridge.settings import CONFIG_NAME, Settings, read_settings
from bridge.store.engine import Engine, make_engine, reading, writing
from bridge.store.home import bridge_id, refuse_moved, set_up
from bridge.store.migrations import upgrade
from bridge.store.office_users import add_user
from bridge.store.revision import count_from
from bridge.store.together import Together
from mpos.contract.clock import Clock, SystemClock, write_instant
from mpos.contract.identity import new_id
from mpos.contract.lasting import make_folder, write_lasting
from mpos.contract.office import Office
from mpos.contract.seal import Signer

KEY_NAME = "bridge.key"
HOME_MODE, CONFIG_MODE = 0o700, 0o600
CONFIG_TEMPLATE = Path(__file__).parent / "config.toml"


@dataclass(frozen=True)
class Bridge:
    """A bridge with its database open. `together` is the way in which many threads write at the same time;
    `pscloud_transport` is an httpx transport that stands in for the network.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    signer: Signer
    bridge_id: str
    together: Together
    pscloud_transport: Any = None
    woken: Event = field(default_factory=Event, compare=False)
    """Set when there is something for the daemon of this process to do at once."""

    @property
    def office(self) -> Office:
        """What terminals are told of the business and its policies."""
        return self.settings.office

    def now_text(self) -> str:
        """The present instant as it is shown, in the zone of the business."""
        return write_instant(self.clock.now().astimezone(self.settings.zone))

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()


def open_bridge(environ: Mapping[str, str], clock: Clock | None = None, pscloud_transport: Any = None) -> Bridge:
    """The bridge that the environment names, its schema up to date; NoHome when there is none."""
    settings = read_settings(environ)
    if not (settings.home / KEY_NAME).exists():
        raise NoHome(home=settings.home)
    clock = clock or SystemClock(settings.zone)
    engine = make_engine(settings.database)
    count_from(engine, clock.now())
    try:
        upgrade(engine)
        with reading(engine) as conn:
            refuse_moved(conn)
            own_id = bridge_id(conn)
    except BaseException:
        engine.dispose()
        raise
    if own_id is None:
        engine.dispose()
        raise NoHome(home=settings.home)
    return Bridge(settings, engine, clock, _signer(settings.home), own_id, Together(engine), pscloud_transport)


@contextmanager
def opened(environ: Mapping[str, str], clock: Clock | None = None, pscloud_transport: Any = None) -> Iterator[Bridge]:
    """As open_bridge, closed at the end."""
    bridge = open_bridge(environ, clock, pscloud_transport)
    try:
        yield bridge
    finally:
        bridge.close()


def init_home(environ: Mapping[str, str], admin: str, password: str, clock: Clock | None = None) -> Path:
    """Makes a bridge: home, config.toml, key, database and its first administrator; HomeTaken when there is one.

    What an earlier try has left half done is completed. The transaction that names the bridge comes last, so only
    a whole one counts as made.
    """
    settings = read_settings(environ)
    _make_home(settings.home)
    engine = make_engine(settings.database)
    try:
        upgrade(engine)
        clock = clock or SystemClock(settings.zone)
        with writing(engine) as conn:
            if bridge_id(conn) is not None:
                raise HomeTaken(home=settings.home)
            _signer(settings.home)
            set_up(conn, new_id())
            add_user(conn, admin, password, ADMINISTRATOR, clock.now())
    finally:
        engine.dispose()
    return settings.home


def _make_home(home: Path) -> None:
    config = home / CONFIG_NAME
    try:
        make_folder(home, HOME_MODE)
        home.chmod(HOME_MODE)
        if not config.exists():
            write_lasting(config, CONFIG_TEMPLATE.read_bytes(), CONFIG_MODE)
    except OSError as error:
        raise HomeDamaged(detail=f"{home} can't be made: {error.strerror}") from error


def _signer(home: Path) -> Signer:
    try:
        return Signer.at(home / KEY_NAME)
    except (OSError, ValueError) as error:
        raise HomeDamaged(detail=f"{home / KEY_NAME}: {error}") from error
