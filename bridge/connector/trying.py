"""Tries a connector against the live back office: only questions are asked, nothing is posted."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from bridge.pscloud.back_office import CantTell
from bridge.pscloud.problems import PscloudUnreachable
from bridge.pscloud.shapes import Malformed, Translated, read_posted, read_statement, text_in
from mpos.contract.money import format_money
from mpos.contract.problems import Problem
from mpos.contract.soa import Soa

from .client import Connected
from .example import EXAMPLE_PAYMENT
from .formats import Unwritten
from .posting import Sent

MAX_FAILURES = 10
"""Records that are shown with what is wrong; more would be the same mistake again."""


class Finding(NamedTuple):
    """One thing that was tried. `ok` is None where the back office can't tell."""

    name: str
    ok: bool | None
    detail: str


class Trial(NamedTuple):
    """What a connector came to. `problem` is why its back office was not reached or did not let us in."""

    findings: list[Finding]
    first_soa: dict[str, Any] | None
    failures: list[tuple[str | None, str]]
    would_send: dict[str, Any] | None
    problem: Problem | None

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return self.problem is None and not any(finding.ok is False for finding in self.findings)


def try_connector(client: Connected) -> Trial:
    """Asks for what the file describes, one thing after the other; what fails does not keep the rest from being tried,
    unless nobody answers or lets us in.
    """
    trial = _Trial(client)
    try:
        trial.look_at_listing()
    except PscloudUnreachable as problem:
        trial.say("reached", False, problem.message)
        return trial.result(problem)
    trial.look_at_the_rest()
    return trial.result(None)


class _Trial:
    def __init__(self, client: Connected) -> None:
        self._client = client
        self._findings: list[Finding] = []
        self._records: list[Translated] = []
        self._good: list[Soa] = []
        self._failures: list[tuple[str | None, str]] = []

    def say(self, name: str, ok: bool | None, detail: str) -> None:
        self._findings.append(Finding(name, ok, detail))

    def result(self, problem: Problem | None) -> Trial:
        first = _shown(self._good[0]) if self._good else None
        return Trial(self._findings, first, self._failures[:MAX_FAILURES], self._would_send(), problem)

    def look_at_listing(self) -> None:
        pages = self._client.first_pages()
        first = next(pages)
        self.say("reached", True, self._client.description.base_url)
        self.say("auth", True, f"{self._client.description.auth.style} is accepted")
        self._take(first.records)
        self._say_records(len(first.records), first.as_of)
        self._say_paging(first.records, pages)

    def look_at_the_rest(self) -> None:
        for name, look in self._looks().items():
            try:
                self.say(name, True, look())
            except CantTell as cannot:
                self.say(name, None, cannot.message)
            except (Problem, Malformed, Unwritten) as problem:
                self.say(name, False, problem.message if isinstance(problem, Problem) else str(problem))
        self._say_changes()

    def _looks(self) -> dict[str, Callable[[], str]]:
        return {
            "lookup": self._lookup,
            "control_totals": self._control_totals,
            "collectors": self._collectors,
            "payments": self._payments,
        }

    def _take(self, rows: list[object]) -> None:
        for record in self._client.as_soas(rows):
            self._records.append(record)
            try:
                self._good.append(read_statement(record).soa)
            except Malformed as reason:
                self._failures.append((text_in(record, "soa_no"), reason.detail))

    def _say_records(self, rows: int, as_of: str) -> None:
        count = len(self._records)
        detail = f"{rows} records on the first page are {count} SOAs, {len(self._good)} understood; as of {as_of}"
        self.say("records", bool(self._good) or not rows, detail)
        if self._failures:
            soa_no, reason = self._failures[0]
            self.say("failures", False, f"{len(self._failures)} records; first {soa_no or '(no number)'}: {reason}")

    def _say_paging(self, first: list[object], pages: Iterator[Any]) -> None:
        style = self._client.description.soas.paging.style
        try:
            second = next(islice(pages, 1), None)
        except PscloudUnreachable as problem:
            self.say("paging", False, f"page 2 by {style}: {problem.message}")
            return
        if second is None or not second.records:
            self.say("paging", True, "one page holds everything")
            return
        same = sum(record in first for record in second.records)
        detail = f"page 2 by {style} has {len(second.records)} records"
        self.say("paging", same < len(second.records), detail + (f", {same} of them on page 1, too" if same else ""))

    def _lookup(self) -> str:
        soa_no = self._good[0].soa_no if self._good else "none-such"
        record = self._client.soa(soa_no)
        if record is None:
            if self._good:
                raise Unwritten(f"SOA {soa_no} is listed, and can't be looked up")
            return "asked for a SOA that is not there"
        found = read_statement(record).soa
        if found.soa_no != soa_no:
            raise Unwritten(f"asked for {soa_no}, and got {found.soa_no}")
        return f"SOA {soa_no} has {format_money(found.amount_due_minor)} due"

    def _control_totals(self) -> str:
        overall = self._client.control_totals().overall
        return f"{overall.soas} SOAs, {format_money(overall.amount_due_minor)} due"

    def _collectors(self) -> str:
        if self._client.description.collectors is None:
            raise CantTell(who=self._client.who, what="which collector codes there are", section="collectors")
        codes = self._client.collector_codes()
        return f"{len(codes)} codes" + (f", first {codes[0].collector_code}" if codes else "")

    def _payments(self) -> str:
        page = next(self._client.payments(), None)
        records = [] if page is None else [read_posted(record) for record in page.items]
        return f"{len(records)} payments of ours on the first page"

    def _say_changes(self) -> None:
        if self._client.lists_changes:
            self.say("changes", True, "lists what changed since a moment")
        else:
            self.say("changes", None, f"{self._client.who} can't tell what changed: each download is a whole one")
        description = self._client.description
        if description.void is None:
            self.say("voids", None, f"{self._client.who} takes no voids: each waits for a person")
        if not description.post.idempotent and description.post.find is None:
            self.say("lost answers", None, "a posting whose answer is lost waits for a person: it can't be asked about")

    def _would_send(self) -> dict[str, Any] | None:
        """What a payment would look like; it is not sent."""
        description = self._client.description
        soa_no = self._good[0].soa_no if self._good else "SOA-1"
        body = EXAMPLE_PAYMENT | {"soa_no": soa_no}
        sent = Sent(description.post, description.formats.formats, body["payment_id"], body)
        try:
            content = sent.content.decode()
        except Unwritten as trouble:
            self.say("post", False, f"the body {trouble}")
            return None
        return {"method": description.post.method, "path": sent.path, "headers": sent.headers, "body": content}


def _shown(soa: Soa) -> dict[str, Any]:
    return {
        "soa_no": soa.soa_no,
        "version": soa.version,
        "customer_no": soa.customer_no,
        "name": soa.name,
        "address": soa.address,
        "collector_code": soa.collector_code,
        "branch": soa.branch,
        "due_date": soa.due_date,
        "currency": soa.currency,
        "amount_due": format_money(soa.amount_due_minor),
        "penalty": format_money(soa.penalty_minor),
        "updated_at": soa.updated_at,
        "invoices": [
            {
                "invoice_no": invoice.invoice_no,
                "due_date": invoice.due_date,
                "balance": format_money(invoice.balance_minor),
                "penalty": format_money(invoice.penalty_minor),
            }
            for invoice in soa.invoices
        ],
    }
