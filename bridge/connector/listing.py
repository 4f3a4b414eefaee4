"""One listing, page by page, with what is said when it can't be read to its end."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from bridge.pscloud.asking import Questions
from bridge.pscloud.exchange import Reply
from bridge.pscloud.problems import CursorExpired, PscloudFailing
from mpos.contract.clock import Clock, in_utc

from .description import Listing
from .expressions import Language
from .formats import Unwritten
from .paging import Ask, Astray, Pages

MAX_PAGES = 100_000
"""A million SOAs, ten a page."""
MARGIN = timedelta(minutes=2)
"""Where a back office does not say as of when a page is, changes so long before are asked for once more: its clock is
not ours, and what is being changed meanwhile shows later."""


class Told(NamedTuple):
    """One page: its records as they came, and the instant in UTC that it is as of."""

    records: list[object]
    as_of: str


class Listed:
    """Reads listings of one back office."""

    def __init__(self, questions: Questions, language: Language, base_url: str, clock: Clock, who: str) -> None:
        self._questions = questions
        self._language = language
        self._base_url = base_url
        self._clock = clock
        self._who = who

    def pages(self, listing: Listing, query: Mapping[str, str]) -> Iterator[Told]:
        """All pages. PscloudFailing when it runs in a circle, does not end or has no records; CursorExpired when it
        ended with fewer records than it says there are: something moved while it was read.
        """
        way = Pages(listing.paging, self._language, self._base_url)
        try:
            yield from self._follow(listing, way, way.first(listing.path, {**listing.query, **query}))
        except Astray as error:
            raise PscloudFailing(self._who, detail=str(error)) from error

    def _follow(self, listing: Listing, way: Pages, first: Ask) -> Iterator[Told]:
        ask: Ask | None = first
        seen, before, count = set(), None, 0
        for _ in range(MAX_PAGES):
            if ask is None:
                return
            place = (ask.path, tuple(sorted(ask.query.items())))
            if place in seen:
                raise Astray("a listing runs in a circle")
            seen.add(place)
            told, reply = self._page(listing, ask, is_first=before is None)
            if reply is None or (told.records and told.records == before):
                if reply is None:
                    return
                raise Astray("a listing gives the same page again; name paging.last or paging.total")
            before, count = told.records, count + len(told.records)
            yield told
            ask = way.following(ask, reply, len(told.records))
            if ask is None and count < (way.total(reply.content) or 0):
                raise CursorExpired(self._who)
        raise Astray("a listing does not come to an end")

    def _page(self, listing: Listing, ask: Ask, *, is_first: bool) -> tuple[Told, Reply | None]:
        """Some say 404 for the page after the last one."""
        may_be_missing = listing.paging.style == "page" and not is_first
        reply = self._questions.ask(ask.path, ask.query, none_when_missing=may_be_missing)
        if reply is None:
            return Told([], ""), None
        try:
            records = self._language.find(listing.items, reply.content)
        except Unwritten as error:
            raise Astray(f"the records of a page {error}") from error
        if not isinstance(records, list):
            raise Astray(f"a page has no list of records at {listing.items}")
        return Told(records, self._as_of(listing, reply)), reply

    def _as_of(self, listing: Listing, reply: Reply) -> str:
        if listing.as_of is None:
            return in_utc((reply.told_at or self._clock.now()) - MARGIN)
        try:
            return self._language.formats.read_instant(self._language.find(listing.as_of, reply.content))
        except Unwritten as error:
            raise Astray(f"as_of {error}") from error
