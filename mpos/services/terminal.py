"""A terminal as its services see it: the store, the clock, and ways to the bridge and to paper that open when used."""

from collections.abc import Callable
from functools import cached_property

from mpos.contract.clock import Clock
from mpos.contract.office import Office, read_office
from mpos.contract.problems import StoreDamaged, Unreachable
from mpos.domain.refusals import NotEnrolled, NotLoggedIn, UnknownHere
from mpos.light.paths import Path
from mpos.light.typing import TYPE_CHECKING, NamedTuple, Protocol
from mpos.store import people, settings
from mpos.store.database import KEY_FILE, Connection, close_store
from mpos.store.identity import Identity, read_identity

if TYPE_CHECKING:
    from mpos.contract.seal import Signer
    from mpos.contract.wire import Person, Receipt, Upload
    from mpos.slips.issuer import Issuer
    from mpos.store.soas import SoaList


class Enrolled(NamedTuple):
    """The bridge's answer to an enrolment."""

    terminal_id: str
    series_prefix: str
    bridge_id: str
    bridge_key: str
    time: str


class CutShort(Unreachable):
    """{other_side} can't be reached: {detail}"""

    # Nobody reads this: whoever sends much at once sends less at once.


class Link(Protocol):
    """The way to the bridge. Every call ends within its deadline; Unreachable when nobody answers."""

    def enrol(self, code: str, public_key: str) -> Enrolled: ...
    def login(self, login: str, pin: str) -> "Person": ...
    def soa_list(self, collector: str, into: Path) -> None: ...
    def soa_changes(self, collector: str, list_id: str, after: int, decided: str) -> dict[str, object]: ...
    def send(self, upload: "Upload") -> "Receipt": ...
    def attach(self, sha256: str, content: bytes) -> None: ...
    def greet(self) -> str: ...
    def close(self) -> None: ...


class PrintOutcome(NamedTuple):
    """How a slip fared: confirmed, unknown (the printer does not say) or failed, with a sentence for the collector."""

    state: str
    detail: str
    bytes_sent: int
    mute: bool = False
    """The printer said nothing at all: perhaps it never does, and prints none the worse."""


class PaperState(NamedTuple):
    """Whether slips can be printed now, with the sentence that says why not.

    `online` is None when the printer says nothing; paper: ok, near_end, out, unknown; cover: closed, open, unknown.
    """

    ready: bool
    detail: str
    online: bool | None = None
    paper: str = "unknown"
    cover: str = "unknown"


class Paper(Protocol):
    """The way to paper. A dead or hung printer holds nobody longer than a few seconds."""

    @property
    def connected(self) -> bool:
        """Whether a printer is set up at all."""
        ...

    def prepare(self) -> None:
        """Loads what the first slip would wait for."""
        ...

    def print(self, document: str) -> PrintOutcome:
        """Prints a slip, given as JSON."""
        ...

    def state(self) -> PaperState:
        """What the printer says of itself."""
        ...

    def preview(self, document: str) -> str:
        """The slip as text, as wide as the paper."""
        ...

    def draw(self, document: str) -> bytes:
        """The slip as a PNG, dot for dot as the printer would print it."""
        ...


class Terminal:
    """One device. Services take it and call what they need; only app.py makes one."""

    def __init__(
        self,
        home: Path,
        connection: Connection,
        clock: Clock,
        paper: Paper,
        make_link: Callable[["Terminal"], Link],
        journal_copy: Path | None = None,
        machine_no: str = "",
        serial_no: str = "",
    ) -> None:
        self.home = home
        self.connection = connection
        self.clock = clock
        self.paper = paper
        self._make_link = make_link
        self.journal_copy = journal_copy
        self._machine_no, self._serial_no = machine_no, serial_no
        self._heard: str | None = None
        self._office = Office()
        self._soas: SoaList | None = None
        self._state_of_soas: tuple[int, ...] | None = None
        self.copy_trouble: str | None = None
        """What hinders the second copy of the journal since a deed of this run."""
        self.prints_aside = False
        """Whether slips are left in the queue, for somebody else in this program who prints them meanwhile."""
        self.notice: str | None = None
        """What the person at the device should be told when it opens, whatever they came for."""

    @cached_property
    def link(self) -> Link:
        """The way to the bridge of this device's enrolment."""
        return self._make_link(self)

    @cached_property
    def signer(self) -> "Signer":
        """The device's own key, made when there is none; StoreDamaged when its file can't be used."""
        from mpos.contract.seal import Signer

        try:
            return Signer.at(self.home / KEY_FILE)
        except (OSError, ValueError) as error:
            raise StoreDamaged(detail=f"{KEY_FILE}: {error}") from error

    @property
    def identity(self) -> Identity:
        """Who this device is; raises NotEnrolled."""
        identity = read_identity(self.connection)
        if identity is None:
            raise NotEnrolled
        return identity

    @property
    def office(self) -> Office:
        """What the office has decided, as last heard; its defaults before the first download."""
        heard = settings.read_text(self.connection, settings.OFFICE)
        if heard != self._heard:
            content = settings.read_setting(self.connection, settings.OFFICE)
            self._heard, self._office = heard, read_office(content) if content else Office()
        return self._office

    @property
    def issuer(self) -> "Issuer":
        """Who issues this device's slips; raises NotEnrolled."""
        from mpos.slips.issuer import Issuer

        return Issuer(self.office.business, self.identity.terminal_id, self._machine_no, self._serial_no)

    @property
    def collector(self) -> "Person":
        """Who is logged in; raises NotEnrolled or NotLoggedIn."""
        _ = self.identity
        login = settings.read_setting(self.connection, settings.SESSION)
        if login is None:
            raise NotLoggedIn
        person = people.find_person(self.connection, login)
        if person is None:
            raise UnknownHere(login=login)
        return person

    @property
    def soas(self) -> "SoaList | None":
        """The SOA list to look something up in, or None before the first download.

        It stays open while its file is as it was: opening it means reading its schema, which takes as long as all else
        in a payment.
        """
        from mpos.store.soas import open_list, state_of_list

        state = state_of_list(self.home)
        if state != self._state_of_soas:
            self.put_soas_away()
            self._soas, self._state_of_soas = open_list(self.home), state
        return self._soas

    def put_soas_away(self) -> None:
        """Lets go of the list: a file that is removed is gone when nobody has it open."""
        if self._soas:
            self._soas.close()
        self._soas = self._state_of_soas = None

    def open_soa_list(self) -> "SoaList | None":
        """The list opened anew, to be checked or changed; None before the first download. Closed by the caller."""
        from mpos.store.soas import open_list

        return open_list(self.home)

    def close(self) -> None:
        """Lets go of the store, and hangs up."""
        if "link" in self.__dict__:
            self.link.close()
        self.put_soas_away()
        close_store(self.connection, self.home)
