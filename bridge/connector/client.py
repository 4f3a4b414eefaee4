"""A back office as a connector file describes it, asked and told in PSCloud's words (bridge.pscloud.back_office)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from bridge.pscloud.answers import Answer, Outcome
from bridge.pscloud.asking import Questions
from bridge.pscloud.back_office import NO_DOUBT, CantTell, Doubt, Page, Voided
from bridge.pscloud.exchange import Cut, Exchange, NotSent, Reply, Transport
from bridge.pscloud.problems import PscloudFailing
from bridge.pscloud.shapes import CollectorCode, ControlTotals, Malformed, Translated, read_collector_code
from bridge.store.postings import ANSWER_LOST
from mpos.contract.clock import Clock, in_utc, read_instant

from .authorised import Authorised
from .description import Collectors, Description, Posting
from .expressions import Language
from .formats import Unwritten
from .listing import Listed, Told
from .posting import Sent
from .records import Statements, as_text, gathered
from .sums import collector_record, control_totals, posted_record
from .versions import Memory, Versions

PAGE_SIZE = 500
"""Gathered SOAs that are handed on at once."""
MAX_ROWS = 1_000_000
"""Records, one an invoice, that are gathered into SOAs: some 2 GB; an office with more lists one record a SOA."""


class Surroundings(NamedTuple):
    """What a client needs of the bridge. `memory` tells which SOAs are held."""

    clock: Clock
    timeout_s: float
    sleep: Callable[[float], None]
    memory: Memory
    transport: Transport | None = None
    tries: int | None = None


class Connected:
    """A client of the back office that a file describes. Problems name it by the file's `name`."""

    def __init__(self, description: Description, secret: str, around: Surroundings) -> None:
        self.description = description
        self.who = description.name
        self._clock = around.clock
        self._exchange = Exchange(
            description.base_url, None, around.timeout_s, around.clock, around.transport, exact=True
        )
        self._carrier = Authorised(self._exchange, description.auth, secret, around.clock)
        tries = {} if around.tries is None else {"tries": around.tries}
        self._questions = Questions(self._carrier, around.clock, around.sleep, self.who, **tries)
        self._language = Language(description.formats.formats)
        self._listed = Listed(self._questions, self._language, description.base_url, around.clock, self.who)
        self._statements = Statements(description)
        changes = description.soa.updated_at is not None
        self._versions = Versions(around.memory, around.clock, tells_changes=changes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.close()

    @property
    def lists_changes(self) -> bool:
        """Whether there is a parameter for it."""
        return self.description.soas.changed_since is not None

    @property
    def looks_up(self) -> bool:
        """Whether there is an endpoint for one SOA."""
        return self.description.lookup is not None

    @property
    def clock_skew(self) -> timedelta | None:
        """How far our clock is ahead of the back office's."""
        return self._exchange.clock_skew

    def collector_codes(self) -> list[CollectorCode]:
        """The codes that it lists, the malformed ones left out; none when it lists none."""
        listing = self.description.collectors
        if listing is None:
            return []
        records = (record for told in self._listed.pages(listing, {}) for record in told.records)
        return [code for record in records if (code := self._code(listing, record))]

    def soas(self, updated_since: str | None = None, collector_code: str | None = None) -> Iterator[Page]:
        """SOAs in PSCloud's words. Where one record is an invoice, the whole listing is read before the first page."""
        query = self._soa_query(updated_since, collector_code)
        told = self._listed.pages(self.description.soas, query)
        pages = told if self.description.soas.one_record == "soa" else self._gathered(told)
        for page in pages:
            records = self.translated(page)
            wanted = [each for each in records if collector_code in (None, each.get("collector_code"))]
            yield Page(list(wanted), None, page.as_of)

    def soa(self, soa_no: str) -> Any:
        """One SOA in PSCloud's words; None when there is none."""
        lookup = self.description.lookup
        if lookup is None:
            raise CantTell(who=self.who, what="how one SOA stands now", section="lookup")
        path = lookup.path.replace("{soa_no}", quote(soa_no, safe=""))
        query = {name: text.replace("{soa_no}", soa_no) for name, text in lookup.query.items()}
        reply = self._questions.ask(path, query, none_when_missing=True)
        record = None if reply is None else self._read(lookup.record, reply)
        if record is None or record == []:
            return None
        return self.translated(Told([record], in_utc(self._clock.now())))[0]

    def control_totals(self) -> ControlTotals:
        """What a complete copy must add up to."""
        sums = self.description.control_totals
        if sums is None:
            raise CantTell(who=self.who, what="what all SOAs add up to", section="control_totals")
        reply = self._questions.ask(sums.path, sums.query)
        try:
            return control_totals(sums, self._language, None if reply is None else reply.content)
        except (Unwritten, Malformed) as error:
            raise PscloudFailing(self.who, detail=f"its control totals can't be read: {error}") from error

    def payments(self, posted_since: str | None = None) -> Iterator[Page]:
        """Payments of ours that it has posted."""
        listing = self.description.payments
        if listing is None:
            raise CantTell(who=self.who, what="which payments it has posted", section="payments")
        since = self._since(listing.posted_since, posted_since)
        for told in self._listed.pages(listing, since):
            found = [posted_record(listing, self._language, record) for record in told.records]
            yield Page([record for record in found if record is not None], None, told.as_of)

    def post(self, key: str, body: Mapping[str, Any], doubt: Doubt = NO_DOUBT) -> Answer:
        """Posts a payment, once. Where its keys settle no doubt, it is looked for before it is sent again."""
        return self._settled(self.description.post, key, body, doubt)

    def void(self, voided: Voided, key: str, body: Mapping[str, Any], doubt: Doubt = NO_DOUBT) -> Answer:
        """Voids a posted payment, once; where the back office takes no voids, a person is to see to it there."""
        if self.description.void is None:
            detail = f"{self.who} takes no voids from outside: void {voided.receipt_no} there, then resolve it here"
            return Answer(Outcome.REFUSED, code="no_voids", detail=detail)
        return self._settled(self.description.void, key, {**voided._asdict(), **body, "void_id": key}, doubt)

    def translated(self, told: Told) -> list[Translated]:
        """The records of a page in PSCloud's words, with their versions."""
        records = [self._statements.translate(record, told.as_of) for record in told.records]
        if self.description.soa.version is None:
            self._versions.number(records)
        return records

    def as_soas(self, records: list[object]) -> list[Translated]:
        """What was listed as SOAs, gathered where each record is an invoice."""
        is_whole = self.description.soas.one_record == "soa"
        soas = records if is_whole else gathered(records, self._row_number)
        return self.translated(Told(soas, in_utc(self._clock.now())))

    def first_pages(self) -> Iterator[Told]:
        """The listing of SOAs as it comes, for whoever tries the connector."""
        return self._listed.pages(self.description.soas, {})

    def _settled(self, posting: Posting, key: str, body: Mapping[str, Any], doubt: Doubt) -> Answer:
        sent = Sent(posting, self.description.formats.formats, key, body)
        is_settled_by_looking = doubt.may_be_there and not posting.idempotent
        if is_settled_by_looking and (known := self._look_for(posting, sent, doubt)) is not None:
            return known
        answer = self._send(posting, sent)
        if answer.outcome is Outcome.UNKNOWN and not posting.idempotent and posting.find is None:
            return self._lost(answer)
        return answer

    def _look_for(self, posting: Posting, sent: Sent, doubt: Doubt) -> Answer | None:
        """What became of an earlier try; None when it certainly was not taken, and it may be sent again."""
        find = posting.find
        if find is None:
            return self._lost(Answer(Outcome.UNKNOWN))
        try:
            reply = self._carrier.send("GET", sent.filled(find.path), query=sent.put(find.query))
            record = None if reply.status == _NOT_FOUND else self._language.find(find.record, reply.content)
        except (NotSent, Cut, Unwritten) as error:
            return Answer(Outcome.UNKNOWN, detail=f"what became of it can't be seen: {error}")
        if reply.status not in (_OK, _NOT_FOUND):
            return Answer(Outcome.UNKNOWN, reply.status, detail="what became of it can't be seen")
        if record not in (None, [], False):
            return sent.posted(reply.status, record)
        return None if self._is_over(doubt, find.after_s) else Answer(Outcome.UNKNOWN, reply.status, _NOT_YET)

    def _is_over(self, doubt: Doubt, after_s: int) -> bool:
        """Whether an earlier try can't be on its way any more."""
        return doubt.tried_at is not None and self._clock.now() - doubt.tried_at >= timedelta(seconds=after_s)

    def _lost(self, answer: Answer) -> Answer:
        """It may be there or not, and neither keys nor questions can tell: it is never sent by itself again."""
        detail = f"{self.who} may have taken it; look there before you try again"
        return answer._replace(outcome=Outcome.REFUSED, code=ANSWER_LOST, detail=detail)

    def _send(self, posting: Posting, sent: Sent) -> Answer:
        try:
            reply = self._carrier.send(posting.method, sent.path, content=sent.content, headers=sent.headers)
        except Unwritten as error:
            return Answer(Outcome.REFUSED, code="unwritable", detail=f"the connector file's body {error}")
        except NotSent as error:
            return Answer(Outcome.UNREACHED, detail=str(error))
        except Cut as error:
            return Answer(Outcome.UNKNOWN, detail=str(error))
        return sent.judge(reply)

    def _soa_query(self, updated_since: str | None, collector_code: str | None) -> dict[str, str]:
        soas = self.description.soas
        since = self._since(soas.changed_since, updated_since)
        return since | ({soas.collector_code: collector_code} if soas.collector_code and collector_code else {})

    def _since(self, parameter: str | None, instant: str | None) -> dict[str, str]:
        if parameter is None or instant is None:
            return {}
        return {parameter: str(self._language.formats.write_instant(read_instant(instant)))}

    def _gathered(self, told: Iterator[Told]) -> Iterator[Told]:
        rows: list[object] = []
        as_of = ""
        for page in told:
            as_of = as_of or page.as_of
            rows += page.records
            if len(rows) > MAX_ROWS:
                raise PscloudFailing(self.who, detail=f"its listing has more than {MAX_ROWS} records")
        soas = gathered(rows, self._row_number)
        for start in range(0, max(1, len(soas)), PAGE_SIZE):
            yield Told(soas[start : start + PAGE_SIZE], as_of)

    def _row_number(self, row: object) -> str | None:
        try:
            return as_text(self._language.find(self.description.soa.soa_no, [row]))
        except Unwritten:
            return None

    def _read(self, expression: str, reply: Reply) -> Any:
        try:
            return self._language.find(expression, reply.content)
        except Unwritten as error:
            raise PscloudFailing(self.who, detail=f"its record {error}") from error

    def _code(self, listing: Collectors, record: object) -> CollectorCode | None:
        try:
            return read_collector_code(collector_record(listing, self._language, record))
        except (Malformed, Unwritten):
            return None


_OK, _NOT_FOUND = 200, 404
_NOT_YET = "not_there_yet"
