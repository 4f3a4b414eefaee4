"""PSCloud as the office uses it. Questions are asked again for a while; postings are sent once and judged by push."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote

from mpos.contract.clock import Clock, read_instant

from .answers import FINAL, FINAL_FOR_VOID, Answer, Outcome, classify
from .asking import Questions
from .back_office import NO_DOUBT, Doubt, Page, Voided
from .exchange import Cut, Exchange, NotSent, Transport
from .problems import PSCLOUD_NAME, PscloudFailing
from .shapes import CollectorCode, ControlTotals, Malformed, read_collector_code, read_control_totals

PAGE_SIZE = 500
"""Records a page: a page of the largest SOAs stays within seconds, and within one page of the terminals' feed."""
MAX_PAGES = 10_000
"""Five million SOAs."""


class PSCloud:
    """A client of PSCloud. Every method raises PscloudUnreachable (or a kind of it) when there is no good answer."""

    who = PSCLOUD_NAME
    lists_changes = looks_up = True

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
        self._questions = Questions(self._exchange, clock, sleep)

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

    def post(self, key: str, body: Mapping[str, Any], _doubt: Doubt = NO_DOUBT) -> Answer:
        """Posts a payment, once; never raises for what PSCloud or the network does. Its keys settle any doubt."""
        return self._post("/payments", key, body, FINAL)

    def void(self, voided: Voided, key: str, body: Mapping[str, Any], _doubt: Doubt = NO_DOUBT) -> Answer:
        """Voids a posted payment, once; as for post."""
        return self._post(f"/payments/{voided.payment_id}/void", key, body, FINAL_FOR_VOID)

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
        reply = self._questions.ask(path, query, none_when_missing=none_when_missing)
        return None if reply is None else reply.content


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
