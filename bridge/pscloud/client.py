"""PSCloud as the office uses it. Questions are asked again for a while; postings are sent once and judged by push."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from mpos.contract.clock import Clock, read_instant, write_instant

from .answers import FINAL, FINAL_FOR_VOID, REJECTED, TOO_MANY, Answer, Outcome, classify
from .exchange import Cut, Exchange, NotSent, Reply, Transport
from .problems import CursorExpired, KeyRejected, PscloudBusy, PscloudFailing, PscloudUnreachable
from .shapes import CollectorCode, ControlTotals, Malformed, read_collector_code, read_control_totals

PAGE_SIZE = 500
"""Records a page: a page of the largest SOAs stays within seconds, and within one page of the terminals' feed."""
MAX_PAGES = 10_000
"""Five million SOAs."""
TRIES = 4
TRIES_WITHIN_S = 90
"""Questions are not put again after that; the next round puts them."""
PAUSE_S = 0.5
"""The first pause is up to this long, each later one up to twice as long as the one before."""
MAX_PAUSE_S = 8
PATIENCE_S = 10
"""How long we wait at once when PSCloud asks for a pause; after a longer one the next round goes on."""
GONE = 410
NOT_FOUND = 404


class Page(NamedTuple):
    """One page of a listing, its records not looked at yet."""

    items: list[object]
    next_cursor: str | None
    as_of: str


class PSCloud:
    """A client of PSCloud. Every method raises PscloudUnreachable (or a kind of it) when there is no good answer."""

    def __init__(
        self,
        url: str,
        key: str,
        timeout_s: float,
        clock: Clock,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._exchange = Exchange(url, key, timeout_s, clock, transport)
        self._clock = clock
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.close()

    @property
    def clock_skew(self) -> timedelta | None:
        """How far our clock is ahead of PSCloud's, by its last answer; None before one has told the time."""
        return self._exchange.clock_skew

    def collector_codes(self) -> list[CollectorCode]:
        """The codes that PSCloud assigns accounts to; those that are malformed are left out."""
        return [code for record in _items(self._get("/collectors")) if (code := _collector_code(record))]

    def soas(self, updated_since: str | None = None, collector_code: str | None = None) -> Iterator[Page]:
        """SOAs page by page: those that changed after that moment, or all active ones.

        CursorExpired when the listing has to start again.
        """
        return self._pages("/soas", {"updated_since": updated_since, "collector_code": collector_code})

    def payments(self, posted_since: str | None = None) -> Iterator[Page]:
        """Posted payments page by page, oldest first. CursorExpired as above."""
        return self._pages("/payments", {"posted_since": posted_since})

    def soa(self, soa_no: str) -> Any:
        """The record of one SOA as it stands now, or None when PSCloud has none of that number."""
        return self._get(f"/soas/{quote(soa_no, safe='')}", none_when_missing=True)

    def control_totals(self) -> ControlTotals:
        """What a complete copy must add up to."""
        try:
            return read_control_totals(self._get("/soas/control-totals"))
        except Malformed as error:
            raise PscloudFailing(detail=f"its control totals can't be read: {error.detail}") from error

    def post(self, key: str, body: Mapping[str, Any]) -> Answer:
        """Posts a payment, once; never raises for what PSCloud or the network does."""
        return self._post("/payments", key, body, FINAL)

    def void(self, payment_id: str, key: str, body: Mapping[str, Any]) -> Answer:
        """Voids a posted payment, once; as for post."""
        return self._post(f"/payments/{payment_id}/void", key, body, FINAL_FOR_VOID)

    def _post(self, path: str, key: str, body: Mapping[str, Any], final: frozenset[int]) -> Answer:
        try:
            reply = self._exchange.send("POST", path, body=body, headers={"Idempotency-Key": key})
        except NotSent as error:
            return Answer(Outcome.UNREACHED, detail=str(error))
        except Cut as error:
            return Answer(Outcome.UNKNOWN, detail=str(error))
        return classify(reply.status, reply.content, reply.resume_at, final)

    def _pages(self, path: str, wanted: Mapping[str, str | None]) -> Iterator[Page]:
        query = {"limit": str(PAGE_SIZE)} | {name: value for name, value in wanted.items() if value}
        seen = set()
        for _ in range(MAX_PAGES):
            page = _page(self._get(path, query))
            yield page
            if page.next_cursor is None:
                return
            if page.next_cursor in seen:
                raise PscloudFailing(detail="a listing runs in a circle")
            seen.add(page.next_cursor)
            query["cursor"] = page.next_cursor
        raise PscloudFailing(detail="a listing does not come to an end")

    def _get(self, path: str, query: Mapping[str, str] | None = None, *, none_when_missing: bool = False) -> Any:
        ask_again = Retrying(
            retry=retry_if_exception(self._is_worth_another_try),
            stop=stop_after_attempt(TRIES) | stop_after_delay(TRIES_WITHIN_S),
            wait=self._pause,
            sleep=self._sleep,
            reraise=True,
        )
        return ask_again(self._get_once, path, query, none_when_missing)

    def _get_once(self, path: str, query: Mapping[str, str] | None, none_when_missing: bool) -> Any:
        try:
            reply = self._exchange.send("GET", path, query=query)
        except NotSent as error:
            raise PscloudUnreachable(detail=error) from error
        except Cut as error:
            raise PscloudFailing(detail=error) from error
        if reply.status == NOT_FOUND and none_when_missing:
            return None
        if reply.status != 200 or reply.content is None:
            raise self._problem(path, reply)
        return reply.content

    def _problem(self, path: str, reply: Reply) -> PscloudUnreachable:
        if reply.status in REJECTED:
            return KeyRejected()
        if reply.status == GONE:
            return CursorExpired()
        if reply.resume_at is not None:
            return PscloudBusy(reply.resume_at, write_instant(reply.resume_at))
        if reply.status == TOO_MANY:
            return PscloudFailing(detail="it gets too many requests")
        return PscloudFailing(detail=f"{path} is answered with {reply.status}")

    def _is_worth_another_try(self, error: BaseException) -> bool:
        if isinstance(error, PscloudBusy):
            return self._seconds_until(error.resume_at) <= PATIENCE_S
        return isinstance(error, PscloudUnreachable) and not isinstance(error, KeyRejected | CursorExpired)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PscloudBusy):
            # Never longer, should our clock be set back meanwhile.
            return min(self._seconds_until(error.resume_at), PATIENCE_S)
        return _growing_pause(state)

    def _seconds_until(self, at: datetime) -> float:
        return max(0, (at - self._clock.now()).total_seconds())


_growing_pause = wait_random_exponential(multiplier=PAUSE_S, max=MAX_PAUSE_S)


def _items(content: object) -> list[object]:
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise PscloudFailing(detail="a listing has no items")
    return items


def _page(content: Any) -> Page:
    items = _items(content)
    cursor, as_of = content.get("next_cursor"), content.get("as_of")
    if not (cursor is None or (isinstance(cursor, str) and cursor.isprintable())):
        raise PscloudFailing(detail="a page of a listing has a next_cursor that is no text")
    try:
        read_instant(as_of if isinstance(as_of, str) else "")
    except ValueError as error:
        raise PscloudFailing(detail="a page of a listing does not say as of when it is") from error
    return Page(items, cursor or None, as_of)


def _collector_code(record: object) -> CollectorCode | None:
    try:
        return read_collector_code(record)
    except Malformed:
        return None
