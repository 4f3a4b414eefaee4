"""Talking to the bridge: one method a conversation of contract/wire.py, HTTP's troubles in the terminal's words.

Every request here may be sent twice without harm, so a cut connection is simply tried again, a few times, with a
growing wait. A token that ran out is renewed with the device's key: nothing that can expire stands between the
terminal and its office. Whoever answers first shows the key that this device trusts: no PIN, token or payment goes to
anybody else who came to hold the address.
"""

import gzip
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
from tenacity import (
    Retrying,
    retry_all,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.deadline import Deadline
from mpos.contract.fields import Fields
from mpos.contract.journal import read_head
from mpos.contract.problems import BadUsage, Problem, Refused, Unreachable
from mpos.contract.seal import greeting_text, holds
from mpos.contract.wire import (
    ATTACHMENT,
    CONTACT_HEADER,
    ENROLMENTS,
    HEALTH,
    JOURNAL,
    LOGINS,
    NONCE_DIGITS,
    SLOWEST_BYTES_EACH_S,
    SOA_LIST,
    SOA_LIST_CHANGES,
    USER_AGENT,
    Contact,
    Person,
    Receipt,
    Upload,
    contact_wire,
    read_person,
    read_receipt,
    upload_wire,
)
from mpos.domain.refusals import (
    JournalForked,
    JournalGap,
    JournalRefused,
    PinLocked,
    SnapshotNeeded,
    TerminalRevoked,
    WrongPin,
)
from mpos.light.paths import Path
from mpos.light.typing import Any, NamedTuple
from mpos.services.terminal import CutShort, Enrolled

from .arriving import bounded, keep_coming, size_of, what_is_missing
from .token import ChallengeRefused, TokenKeeper

TRIES = 3
LONGEST_WAIT_S = 4.0
WAIT = wait_random_exponential(multiplier=0.3, max=LONGEST_WAIT_S)
"""Between tries: handhelds that lost one bridge at the same moment must not come back at the same moment."""
CUT = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""Somebody answered, and then the line broke."""
IF_LOST = retry_if_exception_type(httpx.TransportError)
IF_NOT_CUT = retry_if_not_exception_type(CUT)
HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
"""In short what httpx says at length: it goes with each request, over slow links too."""
MAX_ANSWER_BYTES = 10_000_000
"""Twenty times the largest page of changes; a handheld's memory holds it."""
LEAST_PROGRESS = 1_000
"""Bytes of a list that a few tries must bring to be followed by more: two seconds of the slowest link of use."""


class Patience(NamedTuple):
    """How long is waited: for a connection, for the next sign of life, and for all of an answer with its tries.

    No network shows quickly: a collector at the door must not wait for it. The bridge may be making a list of ten
    thousand SOAs, or a slow link may be stalling.
    """

    connect_s: float = 5.0
    read_s: float = 60.0
    answer_s: float = 600.0


class Party(NamedTuple):
    """An enrolled terminal: whose key it trusts, what lets it in, what it says of itself, and who hears the time."""

    bridge_key: str
    tokens: TokenKeeper
    contact: Callable[[int], Contact]
    met: Callable[[str], None]


class BridgeRefused(Refused):
    """The office refused: {detail}"""

    hint = "Nothing is lost. Tell your office what this says."


class AnotherOffice(Refused):
    """Whoever answers at {address} is not the office that this device is enrolled at."""

    hint = "Nothing was sent and nothing is lost. Check the address with your office; an older bridge is updated first."


class BadBridgeAddress(BadUsage):
    """{address} is not an address such as https://bridge.example.ph"""


@contextmanager
def _making_sense() -> Iterator[None]:
    """Turns an answer that the contract doesn't know into what it is worth: none."""
    try:
        yield
    except BadContent as error:
        raise Unreachable(other_side="The office", detail=f"its answer makes no sense ({error})") from error


class BridgeClient:
    """One terminal's connection to its bridge."""

    def __init__(
        self,
        base_url: str,
        party: Party | None = None,
        transport: httpx.BaseTransport | None = None,
        patience: Patience = Patience(),  # noqa: B008 -- it can't change
    ) -> None:
        try:
            self._http = httpx.Client(base_url=base_url, headers=HEADERS, transport=transport)
        except httpx.InvalidURL as error:
            raise BadBridgeAddress(address=repr(base_url)) from error
        self._base_url = base_url
        self._party = party
        self._patience = patience
        self._deadline = Deadline(patience.answer_s)
        self._has_shown_key = False
        self._has_just_shown_key = False
        self._is_guarded = False

    def close(self) -> None:
        """Hangs up."""
        self._http.close()

    @_making_sense()
    def enrol(self, code: str, public_key: str) -> Enrolled:
        """Trades the one-time code for an identity; the same code and key again get the same answer."""
        answer = self._json(self._send("POST", ENROLMENTS, json={"code": code, "public_key": public_key, "device": ""}))
        return Enrolled(*(answer.text(name) for name in Enrolled._fields))

    @_making_sense()
    def login(self, login: str, pin: str) -> Person:
        """Has the bridge check a PIN. WrongPin or PinLocked when it does not fit."""
        answer = self._json(self._authorised("POST", LOGINS, json={"login": login, "pin": pin}))
        return read_person(answer.object("person"))

    @_making_sense()
    def soa_list(self, collector: str, into: Path) -> None:
        """Brings the whole list as a sealed file; what is there of it already, from a line that was cut, stays.

        It is tried for as long as each few tries bring more of it.
        """
        while True:
            before = size_of(into)
            try:
                self._authorised("GET", SOA_LIST, params={"collector": collector}, into=into)
                return
            except Unreachable:
                if size_of(into) < before + LEAST_PROGRESS:
                    raise

    @_making_sense()
    def soa_changes(self, collector: str, list_id: str, after: int, decided: str) -> dict[str, object]:
        """One page of changes after a revision; SnapshotNeeded when the list has to come whole."""
        params = {"collector": collector, "list_id": list_id, "after": str(after), "decided": decided}
        return dict(self._json(self._authorised("GET", SOA_LIST_CHANGES, params=params)).content)

    @_making_sense()
    def send(self, upload: Upload) -> Receipt:
        """Sends journal entries. JournalGap when the bridge has less than was thought.

        CutShort after a single try: less at once may get through.
        """
        packed = gzip.compress(json.dumps(upload_wire(upload)).encode(), compresslevel=6, mtime=0)
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        sending = len(upload.entries)
        response = self._authorised("POST", JOURNAL, sending, is_bulky=True, content=packed, headers=headers)
        return read_receipt(self._json(response).content)

    @_making_sense()
    def attach(self, sha256: str, content: bytes) -> None:
        """Sends one picture that the journal names; done when the office says that it has it."""
        headers = {"Content-Type": "application/octet-stream"}
        response = self._authorised("PUT", ATTACHMENT.format(sha256=sha256), content=content, headers=headers)
        if self._json(response).text("sha256") != sha256:
            raise BadContent("it speaks of another picture")

    @_making_sense()
    def greet(self) -> str:
        """What time it is at the office, once whoever answers has shown its key; AnotherOffice for any other."""
        party, nonce = self._enrolled, secrets.token_hex(NONCE_DIGITS // 2)
        answer = self._json(self._send("GET", HEALTH, params={"nonce": nonce}))
        time, seal = answer.instant("time"), answer.optional_text("seal") or ""
        if not holds(party.bridge_key, greeting_text(nonce, time), seal):
            raise AnotherOffice(address=self._base_url)
        self._has_shown_key = self._has_just_shown_key = True
        party.met(time)
        return time

    @property
    def _enrolled(self) -> Party:
        if self._party is None:
            raise TypeError("only an enrolled terminal has more to say than its enrolment")
        return self._party

    def _authorised(self, method: str, path: str, sending: int = 0, **request: Any) -> httpx.Response:
        """The answer to a request that tells a token, a PIN or payments: only whoever has shown the key hears it."""
        headers = {**request.pop("headers", {}), CONTACT_HEADER: _in_short(self._enrolled.contact(sending))}
        for _ in range(TRIES):
            if not self._has_shown_key:
                self.greet()
            with suppress(_Stranger), self._guarded():
                return self._with_token(method, path, headers=headers, **request)
        raise Unreachable(other_side="The office", detail="the connection was cut")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Within, nothing is sent over a connection whose other end has not shown the key.

        Where each request has a connection of its own, the one right after the greeting is taken for the same end's.
        """
        self._is_guarded = True
        try:
            yield
        finally:
            self._is_guarded = self._has_just_shown_key = False

    def _with_token(self, method: str, path: str, headers: dict[str, str], **request: Any) -> httpx.Response:
        tokens = self._enrolled.tokens
        for bearer_for in (tokens.current, tokens.renewed):
            try:
                headers["Authorization"] = f"Bearer {bearer_for(self._send)}"
                return self._send(method, path, headers=headers, **request)
            except (_TokenRefused, ChallengeRefused):
                continue
        raise BridgeRefused(detail="it does not accept this device's key")

    def _send(self, method: str, path: str, *, is_bulky: bool = False, **request: Any) -> httpx.Response:
        """The answer; what is bulky is not sent again by itself where the line was cut, CutShort."""
        try:
            response: httpx.Response = self._tries(is_bulky)(self._request, method, path, **request)
        except httpx.RequestError as error:
            problem = CutShort if is_bulky and isinstance(error, CUT) else Unreachable
            raise problem(other_side="The office", detail=_in_words(error)) from error
        if response.is_success:
            return response
        raise _problem(response)

    def _request(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request, its answer whole and unpacked within the time there is for it."""
        if self._is_guarded and not self._has_shown_key:
            raise _Stranger
        try:
            with self._deadline.ticking():
                answer = self._exchange(method, path, **request)
        except httpx.TransportError as error:
            self._has_shown_key = self._has_just_shown_key = False
            if self._deadline.has_passed:
                raise httpx.ReadTimeout(str(error)) from error
            raise
        if self._deadline.has_passed:
            raise httpx.ReadTimeout("cut short")
        return answer

    def _exchange(self, method: str, path: str, into: Path | None = None, **request: Any) -> httpx.Response:
        """The answer, unless it is larger than anything a bridge has to say; what goes into a file is not in it."""
        patience, size = self._patience, len(request.get("content", b""))
        # The device takes what is sent in one gulp; nobody answers before the link has carried it.
        timeout = httpx.Timeout(patience.read_s + size / SLOWEST_BYTES_EACH_S, connect=patience.connect_s)
        watched = {"trace": self._trace}
        if into is not None:
            request["headers"] = {**request.get("headers", {}), **what_is_missing(into)}
        with self._http.stream(method, path, extensions=watched, timeout=timeout, **request) as response:
            if into is not None and keep_coming(response, into):
                return httpx.Response(httpx.codes.OK)
            return httpx.Response(response.status_code, content=b"".join(bounded(response, MAX_ANSWER_BYTES)))

    def _trace(self, event: str, told: dict[str, Any]) -> None:
        """What httpx tells of its progress. Before anything is sent over a new connection, we may still leave it."""
        if event == "connection.connect_tcp.started" and self._is_guarded and not self._has_just_shown_key:
            self._has_shown_key = False
            raise _Stranger
        self._deadline.trace(event, told)

    def _tries(self, is_bulky: bool) -> Retrying:
        return Retrying(
            retry=retry_all(IF_LOST, IF_NOT_CUT) if is_bulky else IF_LOST,
            stop=stop_after_attempt(TRIES) | stop_after_delay(self._patience.answer_s),
            wait=WAIT,
            reraise=True,
        )

    def _json(self, response: httpx.Response) -> Fields:
        return Fields(read_json(response.content), "the bridge's answer")


class _Stranger(Exception):
    """Whoever is at the other end has yet to show the key."""


class _TokenRefused(Refused):
    """The token ran out."""


_PLAIN: dict[str, type[Problem]] = {
    "token_refused": _TokenRefused,
    "challenge_refused": ChallengeRefused,
    "wrong_pin": WrongPin,
    "snapshot_needed": SnapshotNeeded,
    "terminal_revoked": TerminalRevoked,
}
"""What the bridge's codes without further facts are here."""


def _in_short(contact: Contact) -> str:
    """As JSON without blanks, and without what there is nothing to say of: it goes with each request."""
    said = {name: value for name, value in contact_wire(contact).items() if value is not None}
    return json.dumps(said, separators=(",", ":"))


def _in_words(error: httpx.RequestError) -> str:
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return "there is no connection to it"
        case httpx.TimeoutException():
            return "it does not answer in time"
        case httpx.UnsupportedProtocol() | httpx.ProxyError() | httpx.DecodingError():
            return str(error)
    return "the connection was cut"


def _problem(response: httpx.Response) -> Problem:
    """What the bridge's problem document says, in the terminal's words."""
    try:
        content = Fields(read_json(response.content), "problem")
        code, title = content.optional_text("code") or "", content.optional_text("title") or ""
    except BadContent:
        return Unreachable(other_side="The office", detail=f"it answered with status {response.status_code}")
    if code in _PLAIN:
        return _PLAIN[code]()
    match code:
        case "pin_locked":
            return PinLocked(login="this login", until=content.optional_text("until") or "later")
        case "journal_gap":
            return JournalGap(read_head(content.object("acknowledged")))
        case "journal_conflict":
            return JournalForked()
        case "journal_broken":
            return JournalRefused(detail=title)
    if response.status_code >= 500:
        return Unreachable(other_side="The office", detail=title or f"status {response.status_code}")
    return BridgeRefused(detail=title or f"status {response.status_code}")
