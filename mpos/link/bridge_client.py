"""Talking to the bridge: one method a conversation of contract/wire.py, HTTP's troubles in the terminal's words.

Every request here may be sent twice without harm, so a cut connection is simply tried again, a few times, with a
growing wait. A token that ran out is renewed with the device's key: nothing that can expire stands between the
terminal and its office.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import Fields
from mpos.contract.journal import read_head
from mpos.contract.problems import BadUsage, Problem, Refused, Unreachable
from mpos.contract.wire import (
    CONTACT_HEADER,
    ENROLMENTS,
    HEALTH,
    JOURNAL,
    LOGINS,
    SOA_LIST,
    SOA_LIST_CHANGES,
    Contact,
    Person,
    Receipt,
    Upload,
    contact_wire,
    read_person,
    read_receipt,
    upload_wire,
)
from mpos.domain.refusals import JournalGap, JournalRefused, PinLocked, SnapshotNeeded, TerminalRevoked, WrongPin
from mpos.services.terminal import Enrolled

from .token import TokenKeeper

CONNECT_TIMEOUT_S = 5.0
"""No network shows quickly; a collector at the door must not wait for it."""
READ_TIMEOUT_S = 60.0
"""The bridge may be making a list of ten thousand SOAs, or a slow link may be stalling."""
TRIES = 3
LONGEST_WAIT_S = 4.0
MAX_ANSWER_BYTES = 500_000_000
"""Far more than the packed list of any collector's codes; a handheld's memory holds it."""


class BridgeRefused(Refused):
    """The office refused: {detail}"""

    hint = "Nothing is lost. Tell your office what this says."


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
        tokens: TokenKeeper | None = None,
        contact: Callable[[int], Contact] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        try:
            self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport)
        except httpx.InvalidURL as error:
            raise BadBridgeAddress(address=repr(base_url)) from error
        self._tokens = tokens
        self._contact = contact

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
    def soa_list(self, collector: str) -> bytes:
        """The whole list as a sealed file."""
        return self._authorised("GET", SOA_LIST, params={"collector": collector}).content

    @_making_sense()
    def soa_changes(self, collector: str, list_id: str, after: int) -> dict[str, object]:
        """One page of changes after a revision; SnapshotNeeded when the list has to come whole."""
        params = {"collector": collector, "list_id": list_id, "after": str(after)}
        return dict(self._json(self._authorised("GET", SOA_LIST_CHANGES, params=params)).content)

    @_making_sense()
    def send(self, upload: Upload) -> Receipt:
        """Sends journal entries. JournalGap when the bridge has less than was thought."""
        packed = gzip.compress(json.dumps(upload_wire(upload)).encode(), compresslevel=6, mtime=0)
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        response = self._authorised("POST", JOURNAL, len(upload.entries), content=packed, headers=headers)
        return read_receipt(self._json(response).content)

    @_making_sense()
    def health(self) -> str:
        """What time the bridge thinks it is."""
        return self._json(self._send("GET", HEALTH)).instant("time")

    def _authorised(self, method: str, path: str, sending: int = 0, **request: Any) -> httpx.Response:
        if self._tokens is None or self._contact is None:
            raise TypeError("only an enrolled terminal has more to say than its enrolment")
        headers = {**request.pop("headers", {}), CONTACT_HEADER: json.dumps(contact_wire(self._contact(sending)))}
        for bearer_for in (self._tokens.current, self._tokens.renewed):
            bearer = bearer_for(self._send)
            try:
                return self._send(method, path, headers={**headers, "Authorization": f"Bearer {bearer}"}, **request)
            except _TokenRefused:
                continue
        raise BridgeRefused(detail="it does not accept this device's key")

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response: httpx.Response = _tries()(self._request, method, path, **request)
        except httpx.RequestError as error:
            raise Unreachable(other_side="The office", detail=_in_words(error)) from error
        if response.is_success:
            return response
        raise _problem(response)

    def _request(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request; its answer whole and unpacked, unless it is larger than anything a bridge has to say."""
        with self._http.stream(method, path, **request) as response:
            chunks, size = [], 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise httpx.DecodingError("its answer has no end", request=response.request)
                chunks.append(chunk)
            return httpx.Response(response.status_code, content=b"".join(chunks))

    def _json(self, response: httpx.Response) -> Fields:
        return Fields(read_json(response.content), "the bridge's answer")


class _TokenRefused(Refused):
    """The token ran out."""


def _in_words(error: httpx.RequestError) -> str:
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return "there is no connection to it"
        case httpx.TimeoutException():
            return "it does not answer in time"
        case httpx.UnsupportedProtocol() | httpx.ProxyError() | httpx.DecodingError():
            return str(error)
    return "the connection was cut"


def _tries() -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(httpx.TransportError),
        stop=stop_after_attempt(TRIES),
        wait=wait_random_exponential(multiplier=0.3, max=LONGEST_WAIT_S),
        reraise=True,
    )


def _problem(response: httpx.Response) -> Problem:
    """What the bridge's problem document says, in the terminal's words."""
    try:
        content = Fields(read_json(response.content), "problem")
        code, title = content.optional_text("code") or "", content.optional_text("title") or ""
    except BadContent:
        return Unreachable(other_side="The office", detail=f"it answered with status {response.status_code}")
    match code:
        case "token_refused":
            return _TokenRefused()
        case "wrong_pin":
            return WrongPin()
        case "pin_locked":
            return PinLocked(login="this login", until=content.optional_text("until") or "later")
        case "snapshot_needed":
            return SnapshotNeeded()
        case "terminal_revoked":
            return TerminalRevoked()
        case "journal_gap":
            return JournalGap(read_head(content.object("acknowledged")))
        case "journal_broken" | "journal_conflict":
            return JournalRefused(detail=title)
    if response.status_code >= 500:
        return Unreachable(other_side="The office", detail=title or f"status {response.status_code}")
    return BridgeRefused(detail=title or f"status {response.status_code}")
