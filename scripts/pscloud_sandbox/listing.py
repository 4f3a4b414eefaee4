"""Pages of SOAs and of payments.

A cursor remembers the question and the place, so that all pages of a listing answer one question.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from pydantic import AwareDatetime, TypeAdapter

from scripts.pscloud_sandbox.bodies import parse_instant
from scripts.pscloud_sandbox.faults import Fault, FaultKind
from scripts.pscloud_sandbox.malformed import with_defect
from scripts.pscloud_sandbox.problems import Problem
from scripts.pscloud_sandbox.records import Posting, Soa, SoaStatus
from scripts.pscloud_sandbox.wire import Document, instant_text, posting_document, soa_document
from scripts.pscloud_sandbox.world import PSCloudWorld

SOAS_PATH = "/soas"
PAYMENTS_PATH = "/payments"


@dataclass(frozen=True, slots=True)
class Question:
    """What a listing is asked for: `after` is the last record of the page before, "" for the first page."""

    path: str
    since: AwareDatetime | None = None
    collector_code: str = ""
    as_of: AwareDatetime | None = None
    after: str = ""

    def cursor(self) -> str:
        """The question as an opaque text."""
        return base64.urlsafe_b64encode(_QUESTION.dump_json(self)).decode()


_QUESTION = TypeAdapter(Question)


def ask(path: str, since: str, collector_code: str, cursor: str) -> Question:
    """The question that a request puts; a cursor goes on with the question of its first page. Raises Problem 400."""
    if not cursor:
        return Question(path, _read_since(since), collector_code)
    try:
        question = _QUESTION.validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise Problem(400, "invalid_parameter", "cursor is not one of ours") from error
    if question.path != path:
        raise Problem(400, "invalid_parameter", "cursor belongs to another listing")
    return question


def soa_page(world: PSCloudWorld, question: Question, limit: int) -> Document:
    """One page of SOAs by number: the active ones, or with `since` all that changed after it. Raises Problem 410."""
    with world.lock:
        as_of = _begin(world, question)
        first, last = _of_the_page_before(world, question, limit)
        room = limit - len(first) - len(last)
        listed = list(islice(_matching(world, question), room + 1))
        place = listed[room - 1].soa_no if len(listed) > room else None
        documents = [soa_document(soa) for soa in (*first, *listed[:room], *last)]
        return _page(_with_malformed(world, documents), question, as_of, place)


def payment_page(world: PSCloudWorld, question: Question, limit: int) -> Document:
    """One page of payments, oldest first, posted after `since` and up to the first page's as_of. Raises Problem 410."""
    with world.lock:
        as_of = _begin(world, question)
        listed = list(islice(_posted(world, question, as_of), limit + 1))
        place = listed[limit - 1].payment_no if len(listed) > limit else None
        return _page([posting_document(posting) for posting in listed[:limit]], question, as_of, place)


def _read_since(text: str) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except ValueError as error:
        raise Problem(400, "invalid_parameter", f"{text!r} is {error}") from error


def _begin(world: PSCloudWorld, question: Question) -> datetime:
    """The instant that the whole listing is as of: that of its first page."""
    if question.after and world.faults.take(FaultKind.EXPIRE_CURSOR, question.path, "GET"):
        raise Problem(410, "cursor_expired", "start the listing again")
    return question.as_of or world.as_of()


def _page(documents: list[Document], question: Question, as_of: datetime, place: str | None) -> Document:
    following = replace(question, as_of=as_of, after=place).cursor() if place else None
    return {"items": documents, "next_cursor": following, "as_of": instant_text(as_of)}


def _matching(world: PSCloudWorld, question: Question) -> Iterator[Soa]:
    since = question.since
    for soa in world.books.soas_after(question.after):
        is_wanted = soa.updated_at > since if since else soa.status is SoaStatus.ACTIVE
        if is_wanted and question.collector_code in ("", soa.collector_code):
            yield soa


def _posted(world: PSCloudWorld, question: Question, as_of: datetime) -> Iterator[Posting]:
    for posting in world.books.postings.values():
        is_known = question.since is not None and posting.posted_at <= question.since
        if not is_known and posting.posted_at <= as_of and posting.payment_no > question.after:
            yield posting


def _of_the_page_before(world: PSCloudWorld, question: Question, limit: int) -> tuple[list[Soa], list[Soa]]:
    """On a bad day, records of the page before that stand first and last on this page."""
    if not question.after:
        return [], []
    if fault := world.faults.take(FaultKind.REPEAT_RECORDS, SOAS_PATH, "GET", fits=lambda _: limit > 1):
        return world.books.soas_up_to(question.after, min(fault.records, limit - 1)), []
    if fault := world.faults.take(FaultKind.NEWER_VERSION_IN_PAGE, SOAS_PATH, "GET", fits=lambda _: limit > 2):
        return _in_two_versions(world, fault.soa_no or question.after)
    return [], []


def _in_two_versions(world: PSCloudWorld, soa_no: str) -> tuple[list[Soa], list[Soa]]:
    """The newer version comes first and the older one once more: the highest has to win, not the last."""
    older = world.books.soas[soa_no]
    world.touch(soa_no)
    return [world.books.soas[soa_no]], [older]


def _with_malformed(world: PSCloudWorld, documents: list[Document]) -> list[Document]:
    soa_nos = [document["soa_no"] for document in documents]

    def is_on_this_page(fault: Fault) -> bool:
        return bool(soa_nos) and (not fault.soa_no or fault.soa_no in soa_nos)

    fault = world.faults.take(FaultKind.MALFORMED_RECORD, SOAS_PATH, "GET", fits=is_on_this_page)
    if fault is None:
        return documents
    spoilt = fault.soa_no or soa_nos[0]
    return [with_defect(each, fault.defect) if each["soa_no"] == spoilt else each for each in documents]
