"""From one page of a listing to the next, in the five ways that are usual."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from bridge.pscloud.exchange import Reply

from .description import Paging
from .expressions import Language
from .formats import Unwritten

MAX_PLACE = 2_000
"""Characters of a cursor or of the next page's address."""
_LINK = re.compile(r'<([^<>]{1,2000})>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?=\s*(?:;|$))', re.IGNORECASE)


class Astray(Exception):
    """The way to the next page can't be followed; the text says why."""


class Ask(NamedTuple):
    """What one page is asked by. `place` is the number of the page or the offset, where there is one."""

    path: str
    query: Mapping[str, str]
    place: int = 0


class Pages:
    """The way through one listing."""

    def __init__(self, paging: Paging, language: Language, base_url: str) -> None:
        self._paging = paging
        self._language = language
        self._base = base_url.rstrip("/") + "/"

    def first(self, path: str, query: Mapping[str, str]) -> Ask:
        """The first page."""
        paging = self._paging
        sized = {**query, **({paging.size_param: str(paging.size)} if paging.size_param else {})}
        start = {"page": paging.first, "offset": 0}.get(paging.style)
        if start is None or paging.param is None:
            return Ask(path, sized)
        return Ask(path, {**sized, paging.param: str(start)}, start)

    def following(self, asked: Ask, reply: Reply, records: int) -> Ask | None:
        """The page after this one, or None when it was the last. Astray.

        Where nothing tells the number of pages or records, only an empty page is the end: a short one may be short
        because the server gives fewer than it is asked for.
        """
        match self._paging.style:
            case "cursor":
                return self._by_cursor(asked, reply.content)
            case "page":
                return self._by_page(asked, reply.content, records)
            case "offset":
                return self._by_offset(asked, reply.content, records)
            case "link":
                return self._by_address(asked, _next_link(reply.link))
            case "next_url":
                return self._by_address(asked, self._found(self._paging.next, reply.content))
        return None

    def total(self, content: object) -> int | None:
        """How many records the listing says it has; None when it does not."""
        return self._count(self._paging.total, content)

    def _by_cursor(self, asked: Ask, content: object) -> Ask | None:
        cursor = self._found(self._paging.next, content)
        if cursor is None or cursor == "" or cursor is False:
            return None
        return asked._replace(query={**asked.query, str(self._paging.param): _short_text(cursor)})

    def _by_page(self, asked: Ask, content: object, records: int) -> Ask | None:
        last = self._count(self._paging.last, content)
        is_last = records == 0 if last is None else asked.place >= last - 1 + self._paging.first
        return None if is_last else self._numbered(asked, asked.place + 1)

    def _by_offset(self, asked: Ask, content: object, records: int) -> Ask | None:
        total, reached = self.total(content), asked.place + records
        is_last = records == 0 or (total is not None and reached >= total)
        return None if is_last else self._numbered(asked, reached)

    def _numbered(self, asked: Ask, place: int) -> Ask:
        return Ask(asked.path, {**asked.query, str(self._paging.param): str(place)}, place)

    def _by_address(self, asked: Ask, address: object) -> Ask | None:
        """Only ever at the same server: an address elsewhere would be told our key."""
        if address is None or address == "":
            return None
        here = urljoin(self._base, asked.path.lstrip("/"))
        try:
            there, base = urlsplit(urljoin(here, _short_text(address))), urlsplit(self._base)
            same = (there.scheme, there.hostname, there.port) == (base.scheme, base.hostname, base.port)
        except ValueError as error:
            raise Astray("the next page has no address that can be read") from error
        if not same or there.username is not None:
            raise Astray("the next page is said to be at another server")
        return Ask(f"{there.scheme}://{there.netloc}{there.path}", dict(parse_qsl(there.query, keep_blank_values=True)))

    def _count(self, expression: str | None, content: object) -> int | None:
        found = self._found(expression, content)
        if found is None:
            return None
        if isinstance(found, str) and re.fullmatch("[0-9]{1,12}", found):
            return int(found)
        if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
            return found
        raise Astray("the number of pages or records is no number")

    def _found(self, expression: str | None, content: object) -> Any:
        if expression is None:
            return None
        try:
            return self._language.find(expression, content)
        except Unwritten as error:
            raise Astray(f"the next page {error}") from error


def _next_link(header: str) -> str | None:
    """The target of rel="next" (RFC 8288)."""
    return next((target for target, rest in _LINK.findall(header) if _NEXT.search(rest)), None)


def _short_text(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and text.isprintable() and len(text) <= MAX_PLACE:
        return text
    raise Astray("the next page is told by something that is no text")
