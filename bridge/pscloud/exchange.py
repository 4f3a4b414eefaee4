"""One request to PSCloud and its answer, bounded in time and size. The only file that knows httpx."""

import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, NoReturn

import httpx

from mpos.contract.clock import Clock
from mpos.contract.problems import BadUsage

MAX_ANSWER_BYTES = 32_000_000
"""Unpacked; a page of 500 SOAs with 36 invoices each, the largest seen, takes 6 MB."""
MAX_RETRY_AFTER = timedelta(hours=1)
"""A longer wait would be a mistake of theirs, and nobody would notice that nothing is posted."""
CONNECT_TIMEOUT_S = 10
"""A server that is there takes a connection at once, however long it thinks about the answer."""

Transport = httpx.BaseTransport
"""What carries requests: the network, or a stand-in for it."""


class NotSent(Exception):
    """The request certainly did not reach PSCloud."""


class Cut(Exception):
    """The request may have reached PSCloud; no answer came, or none that can be taken."""


class Reply(NamedTuple):
    """An answer as it came: `content` is its JSON, or None when it has none."""

    status: int
    content: Any
    resume_at: datetime | None


class Exchange:
    """Sends requests one at a time. BadUsage when no request can be made of the settings."""

    def __init__(self, url: str, key: str, timeout_s: float, clock: Clock, transport: Transport | None = None) -> None:
        self._timeout_s = timeout_s
        self._clock = clock
        if not (key.isascii() and key.isprintable()):
            raise BadUsage(detail="pscloud_key can't be used: it is not one line of plain characters.")
        try:
            self._http = httpx.Client(
                base_url=url,
                headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
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
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer, whatever its status. NotSent when PSCloud certainly has not got the request, else Cut."""
        try:
            return self._reply(
                self._http.build_request(method, path.lstrip("/"), params=query, json=body, headers=headers)
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSent(_said(error)) from error
        except httpx.TimeoutException as error:
            raise Cut(f"nothing came within {self._timeout_s} seconds") from error
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise Cut(_said(error)) from error

    def _reply(self, request: httpx.Request) -> Reply:
        deadline_s = time.monotonic() + self._timeout_s
        response = self._http.send(request, stream=True)
        try:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES or time.monotonic() > deadline_s:
                    _give_up(len(content))
        finally:
            response.close()
        return Reply(response.status_code, _read_json(bytes(content)), self._resume_at(response.headers))

    def _resume_at(self, headers: httpx.Headers) -> datetime | None:
        """Retry-After, as seconds or as an HTTP date (RFC 9110, 10.2.3); None when there is none that can be read."""
        text = headers.get("Retry-After", "").strip()
        now = self._clock.now()
        if text.isascii() and text.isdigit():
            return now + min(timedelta(seconds=min(int(text[:9]), 10**6)), MAX_RETRY_AFTER)
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return min(max(at, now), now + MAX_RETRY_AFTER)


def _give_up(size: int) -> NoReturn:
    if size > MAX_ANSWER_BYTES:
        raise Cut(f"its answer is larger than {MAX_ANSWER_BYTES} bytes")
    raise Cut("its answer came too slowly")


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _said(error: Exception) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
