"""Whatever the paging and however large the pages, each record comes once, and a listing always ends."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.connector.description import Listing, Paging
from bridge.connector.expressions import Language
from bridge.connector.formats import Formats
from bridge.connector.listing import Listed
from bridge.pscloud.asking import Questions
from bridge.pscloud.exchange import Reply
from bridge.pscloud.problems import CursorExpired, PscloudFailing
from tests.bridge.pscloud_office import NINE
from tests.clocks import MovableClock

Serve = Callable[[dict[str, str]], Reply]


class Server:
    """Answers from a function of the query."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.asked: list[tuple[str, dict[str, str]]] = []

    def send(self, method: str, path: str, *, query: Any = None) -> Reply:
        self.asked.append((path, dict(query or {})))
        return self._serve(dict(query or {}))


def listed(paging: Paging, serve: Serve) -> list[object]:
    clock = MovableClock(NINE)
    language = Language(Formats())
    reader = Listed(
        Questions(Server(serve), clock, clock.sleep, "Banawe"), language, "http://b.test/v1", clock, "Banawe"
    )
    listing = Listing(path="/records", items="rows", paging=paging)
    return [record for told in reader.pages(listing, {}) for record in told.records]


def paged(style: str, records: list[int], size: int, *, tells_end: bool) -> Serve:
    def serve(query: dict[str, str]) -> Reply:
        first = (int(query.get("at", 1)) - 1) * size if style == "page" else int(query.get("at", 0))
        rows: list[int] = records[first : first + size]
        more = first + size < len(records)
        content: dict[str, Any] = {"rows": rows}
        link = ""
        if style == "cursor":
            content["next"] = str(first + size) if more else None
        if style == "next_url" and more:
            content["next"] = f"/v1/records?at={first + size}"
        if style == "link" and more:
            link = f'<http://b.test/v1/records?at={first + size}>; rel="next"'
        if tells_end:
            content |= {"pages": -(-len(records) // size), "count": len(records)}
        return Reply(200, content, None, link)

    return serve


PAGINGS = {
    "cursor": Paging(style="cursor", param="at", next="next"),
    "page": Paging(style="page", param="at", last="pages"),
    "offset": Paging(style="offset", param="at", total="count"),
    "link": Paging(style="link"),
    "next_url": Paging(style="next_url", next="next"),
}


@given(st.sampled_from(sorted(PAGINGS)), st.integers(0, 60), st.integers(1, 20), st.booleans())
def test_each_record_comes_once(style: str, count: int, size: int, tells_end: bool) -> None:
    records = list(range(count))
    assert listed(PAGINGS[style], paged(style, records, size, tells_end=tells_end)) == records


@pytest.mark.parametrize(
    "next_page",
    [
        "http://elsewhere.test/v1/records?at=2",
        "https://b.test/v1/records?at=2",
        "http://b.test:81/v1/records",
        "http://b.test@evil.test/v1",
        "//evil.test/v1",
        "http://x@b.test/v1/records",
        "http://[",
        "x" * 3_000,
    ],
)
def test_the_key_is_told_to_no_other_server(next_page: str) -> None:
    with pytest.raises(PscloudFailing):
        listed(PAGINGS["next_url"], lambda _: Reply(200, {"rows": [1], "next": next_page}, None))


@pytest.mark.parametrize("style", sorted(PAGINGS))
def test_a_listing_that_turns_round_ends(style: str) -> None:
    def serve(query: dict[str, str]) -> Reply:
        rows = [query.get("at", "0")] if style != "page" else [1]
        link = '<http://b.test/v1/records?at=7>; rel="next"'
        return Reply(200, {"rows": rows, "next": "7" if style == "cursor" else "/v1/records?at=7"}, None, link)

    if style == "offset":
        with pytest.raises(PscloudFailing):
            listed(PAGINGS[style], lambda _: Reply(200, {"rows": [1], "count": 10**9}, None))
    else:
        with pytest.raises(PscloudFailing):
            listed(PAGINGS[style], serve)


def test_fewer_records_than_were_counted_start_it_again() -> None:
    paging = Paging(style="page", param="at", last="pages", total="count")
    with pytest.raises(CursorExpired):
        listed(paging, lambda query: Reply(200, {"rows": [query["at"]], "pages": 2, "count": 3}, None))


NAMED = st.sampled_from(["rows", "next", "pages", "count"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(NAMED, inner), max_leaves=8))
def test_a_page_of_any_shape_ends_in_records_or_a_problem(content: Any) -> None:
    for paging in PAGINGS.values():
        try:
            listed(paging, lambda _: Reply(200, content, None))
        except PscloudFailing:
            continue
