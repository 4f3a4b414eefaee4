"""One answer to one key and one body, however often it is asked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scripts.pscloud_sandbox.problems import Problem, Refused
from scripts.pscloud_sandbox.records import Posting, Soa, Verdict
from scripts.pscloud_sandbox.wire import Document, posting_document
from scripts.pscloud_sandbox.world import PSCloudWorld


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the books shall say from now on, and the status that tells the caller."""

    posting: Posting
    soa: Soa | None
    status: int = 201


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told; `is_replay` when it was told before."""

    status: int
    document: Document
    is_replay: bool = False


def answer_once(world: PSCloudWorld, key: str, request: object, judge: Callable[[datetime], Judgement]) -> Answer:
    """Judges a request the first time and repeats that answer ever after.

    `request` is what has to be the same under the same key. The judgement and the memory of it are recorded in one
    step. Raises Problem 409 for another request under a used key, and Refused for whatever was refused, now or before;
    a refused key may come again with a corrected body.
    """
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    with world.lock:
        if verdict := world.books.verdict(key, digest):
            return _repeated(verdict)
        if world.books.is_used(key):
            raise Problem(409, "idempotency_conflict", f"key {key} was accepted with another body")
        try:
            judgement = judge(world.next_instant())
        except Refused as refusal:
            world.books.record(_verdict(key, digest, refusal.status, refusal.document()))
            raise
        document = posting_document(judgement.posting)
        changed = (judgement.soa,) if judgement.soa else ()
        world.books.record(*changed, judgement.posting, _verdict(key, digest, judgement.status, document))
        return Answer(judgement.status, document)


def _verdict(key: str, digest: str, status: int, document: Document) -> Verdict:
    return Verdict(key, digest, status, json.dumps(document))


def _repeated(verdict: Verdict) -> Answer:
    document = json.loads(verdict.answer)
    if not verdict.accepted:
        raise Refused(document["code"], document["detail"])
    return Answer(200, document, is_replay=True)
