"""What PSCloud's answer to a posting means. Each answer is classified once, here."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from .fields import clean
from .shapes import Malformed, Posted, read_posted, text_in

MAX_DETAIL = 300
"""Of what PSCloud says, as much as a line of the office's list holds."""

FINAL = frozenset({400, 409, 422})
"""Statuses that are a verdict on what we sent, when they come as a problem document with a code."""
FINAL_FOR_VOID = FINAL | {404}
"""Of a payment's own address, 404 says that the payment is unknown; of any other, that pscloud_url is wrong."""
REJECTED = frozenset({401, 403})
TOO_MANY = 429


class Outcome(StrEnum):
    """What became of a posting."""

    POSTED = "posted"
    REFUSED = "refused"
    """For good, as far as this body goes."""
    UNKNOWN = "unknown"
    """It may have been taken or not."""
    BUSY = "busy"
    """Not taken, and we are to come back later."""
    UNREACHED = "unreached"
    """Never sent."""
    KEY_REJECTED = "key_rejected"


class Answer(NamedTuple):
    """An answer with its meaning. `resume_at` is when PSCloud wants to be asked again, if it said so."""

    outcome: Outcome
    http_status: int | None = None
    code: str | None = None
    detail: str | None = None
    posted: Posted | None = None
    resume_at: datetime | None = None


def classify(status: int, content: object, resume_at: datetime | None, final: frozenset[int] = FINAL) -> Answer:
    """The meaning of an answer; `content` is its JSON, or None when it has none."""
    code, detail = text_in(content, "code"), _detail(content)
    if status in (200, 201):
        return _posted(status, content)
    if status in REJECTED:
        return Answer(Outcome.KEY_REJECTED, status, code, detail)
    if status == TOO_MANY:
        return Answer(Outcome.BUSY, status, code, detail, resume_at=resume_at)
    if status in final and code:
        return Answer(Outcome.REFUSED, status, code, detail)
    # Of a 503 nobody promises that nothing was done before it; and a refusal without a code may not be PSCloud's.
    return Answer(Outcome.UNKNOWN, status, code, detail, resume_at=resume_at)


def _posted(status: int, content: object) -> Answer:
    try:
        posted = read_posted(content)
    except Malformed as error:
        return Answer(Outcome.UNKNOWN, status, "unreadable_answer", error.detail)
    if posted.soa_no is not None and posted.soa_version is None:
        return Answer(Outcome.UNKNOWN, status, "unreadable_answer", "soa_version is missing")
    return Answer(Outcome.POSTED, status, posted=posted)


def _detail(content: object) -> str | None:
    """What a problem document says, on one line."""
    if not isinstance(content, dict):
        return None
    said = content.get("detail") or content.get("title")
    if not isinstance(said, str):
        return None
    # Half characters can't be stored; a problem that is described badly is still to be recorded.
    return clean(said.encode(errors="replace").decode())[:MAX_DETAIL]
