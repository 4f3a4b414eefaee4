"""One round of posting: what is due is claimed, sent and judged, in waves of as many as the back office takes well.

The claims are on disk before a request goes out, and the answers with all that follows from them in one transaction
after it. Whatever happens in between, a posting stays claimed and is sent again with the same key. No two of a wave are
on one SOA (postings.due), so that each SOA gets its payments in their order.
"""

import random
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bridge.app import Bridge
from bridge.pscloud.answers import Answer, Outcome
from bridge.pscloud.asking import PATIENCE_S
from bridge.pscloud.back_office import BackOffice, Doubt, Voided
from bridge.pscloud.problems import KeyRejected, PscloudBusy, PscloudFailing, PscloudUnreachable
from bridge.pscloud.shapes import Posted
from bridge.store import postings
from bridge.store.engine import Connection, reading, writing
from bridge.store.outgoing import entry_of, last_tried_at, posted_payment, void_order_of
from bridge.store.pause import pause_until
from bridge.store.postings import Attempt, Job
from bridge.store.soas import version_after
from mpos.contract.canonical import BadContent
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.journal import Entry
from mpos.contract.money import format_money

from .backoff import pause_after
from .bodies import payment_as_credit, payment_attached, payment_on_soa, void_order
from .hands import Hands

SOA_CLOSED = "soa_closed"
MAX_UNANSWERED = 3
"""In a row: PSCloud has a bad day, and trying everything that waits would only prolong it."""
MAX_WAITS = 20
"""Short pauses that one round waits out; what needs more of them is left to the next."""


class PostResult(NamedTuple):
    """What a round came to. Payments; `waiting` are those of which something is still to be sent."""

    completed: int
    failed: int
    waiting: int
    voids: int
    problem: PscloudUnreachable | None = None


class Pace(NamedTuple):
    """How a round waits, and how much of it goes on at the same time. Tests put a clock of their own in here."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    at_once: int = 1


def post_due(
    bridge: Bridge,
    pscloud: BackOffice,
    deadline: datetime,
    pace: Pace,
    open_line: Callable[[], BackOffice],
    insist: Callable[[], None] = lambda: None,
) -> PostResult:
    """Posts what is due, until nothing is, the deadline has come, or PSCloud can't take more now.

    `open_line` gives another client of the same back office. `insist` is called before each wave is claimed and raises
    when posting is another's by now.
    """
    with Hands(pscloud, open_line, pace.at_once) as hands:
        work = _Round(bridge, pscloud, hands, deadline, pace, insist)
        work.run()
    with reading(bridge.engine) as conn:
        waiting = postings.count_waiting(conn)
    return PostResult(work.completed, work.failed, waiting, work.voids, work.problem)


class _Round:
    def __init__(
        self,
        bridge: Bridge,
        pscloud: BackOffice,
        hands: Hands,
        deadline: datetime,
        pace: Pace,
        insist: Callable[[], None],
    ) -> None:
        self._bridge = bridge
        self._pscloud = pscloud
        self._hands = hands
        self._deadline = deadline
        self._sleep = pace.sleep
        self._chance = pace.chance
        self._insist = insist
        self._unanswered = 0
        self._waits = 0
        self._said = ""
        self.completed = self.failed = self.voids = 0
        self.problem: PscloudUnreachable | None = None

    def run(self) -> None:
        while self._may_go_on():
            jobs = self._due()
            self._post(jobs)
            if not jobs and not self._wait_until(self._next_attempt_at()):
                break
        if self.problem is None and self._unanswered:
            self.problem = PscloudFailing(self._pscloud.who, detail=self._said)

    def _post(self, jobs: list[Job]) -> None:
        waiting = deque(jobs)
        while waiting and self._may_go_on():
            wave = self._claim([waiting.popleft() for _ in range(min(self._hands.at_once, len(waiting)))])
            if wave:
                self._record(wave, self._hands.send(wave, self._send))

    def _may_go_on(self) -> bool:
        return self.problem is None and self._now() < self._deadline

    def _now(self) -> datetime:
        return self._bridge.clock.now()

    def _due(self) -> list[Job]:
        with reading(self._bridge.engine) as conn:
            return postings.due(conn, self._now())

    def _claim(self, wave: list[Job]) -> list[Job]:
        self._insist()
        return self._bridge.together.write(lambda conn: [job for job in wave if postings.claim(conn, job)])

    def _send(self, line: BackOffice, job: Job) -> Answer:
        with reading(self._bridge.engine) as conn:
            entry = entry_of(conn, job.payment_id)
            order = void_order_of(conn, job.payment_id) if job.action == postings.VOID else None
            voided = Voided(*posted_payment(conn, job.payment_id)) if order else None
            doubt = Doubt(job.state == postings.CLAIMED, last_tried_at(conn, job.key))
        if order is not None and voided is not None:
            return line.void(voided, job.key, void_order(*order), doubt)
        if entry is None:
            return _unreadable("the journal does not hold its entry any more")
        try:
            body = _body(job, entry)
        except BadContent as error:
            return _unreadable(str(error))
        return _checked(line.post(job.key, body, doubt), job, body["amount"])

    def _record(self, wave: list[Job], answers: list[Answer]) -> None:
        now = self._now()

        def record(conn: Connection) -> None:
            for job, answer in zip(wave, answers, strict=True):
                attempt = Attempt(now, answer.outcome, answer.http_status, answer.code, answer.detail)
                postings.record_attempt(conn, job.key, attempt)
                self._settle(conn, job, answer)

        self._bridge.together.write(record)
        for job, answer in zip(wave, answers, strict=True):
            self._count(job, answer)
            self._unanswered = self._unanswered + 1 if answer.outcome is Outcome.UNKNOWN else 0
        self._look_ahead(answers)

    def _settle(self, conn: Connection, job: Job, answer: Answer) -> None:
        if answer.posted is not None:
            postings.complete(conn, job, answer.posted.payment_no, _reflected_from(conn, answer.posted))
        elif answer.outcome is Outcome.REFUSED:
            self._settle_refusal(conn, job, answer)
        elif answer.outcome is Outcome.UNKNOWN:
            rests = pause_after(job.attempts + 1, self._chance)
            postings.leave_in_doubt(conn, job, answer.resume_at or self._now() + rests)
        else:
            postings.put_back(conn, job, answer.resume_at or self._now())

    def _settle_refusal(self, conn: Connection, job: Job, answer: Answer) -> None:
        if self._goes_as_credit(job, answer):
            postings.turn_to_credit(conn, job, self._now())
        else:
            postings.refuse(conn, job, answer.code or "refused", answer.detail or f"{self._pscloud.who} gave no reason")

    def _goes_as_credit(self, job: Job, answer: Answer) -> bool:
        # What a person has decided on comes back to a person.
        is_own = job.action == postings.POST and not job.as_credit and job.attached is None
        return is_own and answer.code == SOA_CLOSED and self._bridge.settings.credit_when_soa_closed

    def _count(self, job: Job, answer: Answer) -> None:
        if answer.posted is not None and job.action == postings.POST:
            self.completed += 1
        elif answer.posted is not None:
            self.voids += 1
        elif answer.outcome is Outcome.REFUSED and not self._goes_as_credit(job, answer):
            self.failed += 1

    def _look_ahead(self, answers: list[Answer]) -> None:
        """Whether the round may go on after these answers."""
        outcomes = {answer.outcome for answer in answers}
        last = answers[-1]
        self._said = last.detail or f"a posting is answered with {last.http_status}"
        pauses = [answer.resume_at for answer in answers if answer.resume_at is not None]
        if Outcome.KEY_REJECTED in outcomes:
            self.problem = KeyRejected(self._pscloud.who)
        elif Outcome.UNREACHED in outcomes:
            self.problem = PscloudUnreachable(self._pscloud.who, detail=self._said)
        elif pauses or Outcome.BUSY in outcomes:
            self._heed_pause(max(pauses) if pauses else self._now() + pause_after(self._waits + 1, self._chance))
        elif self._unanswered >= MAX_UNANSWERED:
            self.problem = PscloudFailing(self._pscloud.who, detail=self._said)

    def _heed_pause(self, resume_at: datetime) -> None:
        """PSCloud wants to be left alone: a short while is waited out here, a longer one by everybody."""
        if self._wait_until(resume_at):
            return
        with writing(self._bridge.engine) as conn:
            pause_until(conn, resume_at)
        self.problem = PscloudBusy(resume_at, write_instant(resume_at), self._pscloud.who)

    def _next_attempt_at(self) -> datetime | None:
        with reading(self._bridge.engine) as conn:
            found = postings.next_attempt_at(conn)
        return None if found is None else read_instant(found)

    def _wait_until(self, at: datetime | None) -> bool:
        """Waits when it is short enough; False when it is not, or there is nothing to wait for."""
        if at is None or self._waits >= MAX_WAITS or at > self._deadline:
            return False
        remaining = at - self._now()
        if remaining > timedelta(seconds=PATIENCE_S):
            return False
        self._waits += 1
        self._sleep(max(0, remaining.total_seconds()))
        return True


def _body(job: Job, entry: Entry) -> dict[str, Any]:
    if job.as_credit:
        return payment_as_credit(entry)
    return payment_on_soa(entry) if job.attached is None else payment_attached(entry, job.attached)


def _reflected_from(conn: Connection, posted: Posted) -> int | None:
    """The SOA version from which the posting is in its amounts: the one that the back office states.

    Of one that states none, it is the first version newer than the one we hold. That is sound where a back office shows
    a payment in the SOA as soon as it has answered: whoever downloads has the turn after the poster, so each version
    that is taken in from now on was read after the answer; and while the answer was in doubt, none was taken in.
    """
    if posted.soa_version is not None or posted.soa_no is None:
        return posted.soa_version
    return version_after(conn, posted.soa_no)


def _unreadable(reason: str) -> Answer:
    """Our own refusal: a payment that can't be written down must not hold up the others."""
    return Answer(Outcome.REFUSED, code="unreadable_entry", detail=reason)


def _checked(answer: Answer, job: Job, amount: str) -> Answer:
    """The answer, unless it is about something else than what was sent."""
    posted = answer.posted
    if posted is None or (posted.payment_id == job.payment_id and format_money(posted.amount_minor) == amount):
        return answer
    return Answer(Outcome.UNKNOWN, answer.http_status, "unreadable_answer", "the answer is about another payment")
