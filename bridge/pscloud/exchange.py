"""One request to the back office and its answer, bounded in time and size. The only file that knows httpx."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, NoReturn

import httpx

from bridge.store.pause import MAX_PAUSE
from mpos.contract.clock import Clock
from mpos.contract.deadline import Deadline
from mpos.contract.problems import BadUsage

MAX_ANSWER_BYTES = 32_000_000
"""Unpacked; a page of 500 SOAs with 36 invoices each, the largest seen, takes 6 MB."""
CUT_OFF_BY_DATE = timedelta(milliseconds=500)
"""Date names whole seconds: what it leaves out is half a one on average."""
TOO_SLOW = "its answer came too slowly"
CONNECT_TIMEOUT_S = 10
"""A server that is there takes a connection at once, however long it thinks about the answer."""

Transport = httpx.BaseTransport
"""What carries requests: the network, or a stand-in for it."""


class NotSent(Exception):
    """The request certainly did not reach PSCloud."""


class Cut(Exception):
    """The request may have reached PSCloud; no answer came, or none that can be taken."""


class Reply(NamedTuple):
    """An answer as it came: `content` is its JSON, or None when it has none. `link` is its Link header (RFC 8288),
    `told_at` the time on the other side's clock (Date).
    """

    status: int
    content: Any
    resume_at: datetime | None
    link: str = ""
    told_at: datetime | None = None


class Exchange:
    """Sends requests one at a time, with the key as a bearer's, or with what `send` is given of headers when there is
    none. `exact` reads numbers with a point as Decimal. BadUsage when no request can be made of the settings.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        timeout_s: float,
        clock: Clock,
        transport: Transport | None = None,
        *,
        exact: bool = False,
    ) -> None:
        self._timeout_s = timeout_s
        self._exact = exact
        self._deadline = Deadline(timeout_s)
        self._clock = clock
        self.clock_skew: timedelta | None = None
        """How far our clock is ahead of the one that the last answer told the time by."""
        if not ((key or "").isascii() and (key or "").isprintable()):
            raise BadUsage(detail="pscloud_key can't be used: it is not one line of plain characters.")
        bearing = {} if key is None else {"Authorization": f"Bearer {key}"}
        try:
            self._http = httpx.Client(
                base_url=url,
                headers=bearing | {"Accept": "application/json"},
                timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, CONNECT_TIMEOUT_S)),
                transport=transport,
            )
        except httpx.InvalidURL as error:
            raise BadUsage(detail=f"pscloud_url can't be used: {error}.") from error

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer, whatever its status. NotSent when PSCloud certainly has not got the request, else Cut."""
        watched = {"trace": self._deadline.trace}
        try:
            request = self._http.build_request(
                method, path.lstrip("/"), params=query, json=body, content=content, headers=headers, extensions=watched
            )
            with self._deadline.ticking():
                reply = self._reply(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSent(_said(error)) from error
        except httpx.TimeoutException as error:
            raise Cut(f"nothing came within {self._timeout_s} seconds") from error
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise Cut(TOO_SLOW if self._deadline.has_passed else _said(error)) from error
        if self._deadline.has_passed:
            # Without a length, an answer that was cut looks whole.
            raise Cut(TOO_SLOW)
        return reply

    def _reply(self, request: httpx.Request) -> Reply:
        asked_at = self._clock.now()
        response = self._http.send(request, stream=True)
        self._note_skew(response.headers, asked_at)
        try:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise Cut(f"its answer is larger than {MAX_ANSWER_BYTES} bytes")
        finally:
            response.close()
        return Reply(
            response.status_code,
            _read_json(bytes(content), self._exact),
            self._resume_at(response.headers),
            response.headers.get("Link", ""),
            _http_date(response.headers.get("Date", "")),
        )

    def _note_skew(self, headers: httpx.Headers, asked_at: datetime) -> None:
        """Date (RFC 9110, 6.6.1) was told at some time between the question and now: about half-way."""
        theirs = _http_date(headers.get("Date", ""))
        if theirs is not None:
            ours = asked_at + (self._clock.now() - asked_at) / 2
            self.clock_skew = ours - theirs - CUT_OFF_BY_DATE

    def _resume_at(self, headers: httpx.Headers) -> datetime | None:
        """Retry-After, as seconds or as an HTTP date (RFC 9110, 10.2.3); None when there is none that can be read."""
        text = headers.get("Retry-After", "").strip()
        now = self._clock.now()
        if text.isascii() and text.isdigit():
            return now + min(timedelta(seconds=min(int(text[:9]), 10**6)), MAX_PAUSE)
        at = _http_date(text)
        return None if at is None else min(max(at, now), now + MAX_PAUSE)


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _read_json(content: bytes, exact: bool) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse_constant, parse_float=Decimal if exact else None)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _said(error: Exception) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
