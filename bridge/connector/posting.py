"""What is sent of a payment or a void, and what the answer means. Each answer is classified once, here."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bridge.pscloud.answers import MAX_DETAIL, REJECTED, TOO_MANY, Answer, Outcome
from bridge.pscloud.exchange import Reply
from bridge.pscloud.fields import MAX_NUMBER, clean
from bridge.pscloud.shapes import Posted
from mpos.contract.money import parse_money

from .description import Posting, Rule
from .exact_json import write_json
from .expressions import Language
from .formats import Formats, Unwritten
from .records import as_text

_NAMES = re.compile(r"\{(\w+)\}")


class Sent:
    """One posting: `body` in PSCloud's words, and the numbers that it is known by."""

    def __init__(self, posting: Posting, formats: Formats, key: str, body: Mapping[str, Any]) -> None:
        self._posting = posting
        self._language = Language(posting.formats.formats if posting.formats else formats)
        self._answers = Language(formats)
        self._body = dict(body)
        self._told = {**body, "key": key}
        self.payment_id = str(body["payment_id"])
        self.soa_no = body.get("soa_no")
        self._amount_minor = parse_money(body["amount"])

    @property
    def path(self) -> str:
        """Where it goes."""
        return self.filled(self._posting.path)

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it."""
        own = {name: self._put(text, str) for name, text in self._posting.headers.items()}
        return own | {"Content-Type": "application/json"}

    @property
    def content(self) -> bytes:
        """The body as the back office takes it; Unwritten when the file's expression can't be followed."""
        return write_json(self._language.find(self._posting.body, self._body)).encode()

    def filled(self, text: str) -> str:
        """A path with its names in braces filled in; what is not known stays empty."""
        return self._put(text, lambda value: quote(value, safe=""))

    def put(self, query: Mapping[str, str]) -> dict[str, str]:
        """A query with its names in braces filled in."""
        return {name: self._put(text, str) for name, text in query.items()}

    def judge(self, reply: Reply) -> Answer:
        """The meaning of an answer: that of the first rule that fits, or what its status usually means."""
        rule = next((rule for rule in self._posting.answers if self._fits(rule, reply)), None)
        if rule is not None:
            return self._by_rule(rule, reply)
        if reply.status in (200, 201):
            return self.posted(reply.status, reply.content)
        if reply.status in REJECTED:
            return Answer(Outcome.KEY_REJECTED, reply.status)
        if reply.status == TOO_MANY:
            return Answer(Outcome.BUSY, reply.status, resume_at=reply.resume_at)
        return Answer(Outcome.UNKNOWN, reply.status, resume_at=reply.resume_at)

    def posted(self, status: int | None, content: object) -> Answer:
        """The payment as the back office says that it has it, or an answer that nothing can be made of."""
        posting = self._posting
        try:
            number = self._text(posting.payment_no, content) or self._told.get("payment_no") or ""
            version = self._version(content)
            amount_minor = self._amount(content)
        except Unwritten as trouble:
            return Answer(Outcome.UNKNOWN, status, "unreadable_answer", str(trouble)[:MAX_DETAIL])
        if posting.payment_no and not 0 < len(number) <= MAX_NUMBER:
            return Answer(Outcome.UNKNOWN, status, "unreadable_answer", "its number of the payment is missing")
        receipt_no = str(self._told.get("receipt_no", ""))
        known = Posted(self.payment_id, number or receipt_no, receipt_no, "posted", amount_minor, self.soa_no, version)
        return Answer(Outcome.POSTED, status, posted=known)

    def _amount(self, content: object) -> int:
        found = self._found(self._posting.amount, content)
        return self._amount_minor if found is None else self._answers.formats.read_money(found)

    def _version(self, content: object) -> int | None:
        found = self._found(self._posting.soa_version, content)
        if self.soa_no is None or self._posting.soa_version is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int):
            raise Unwritten("soa_version is missing or no number")
        return found

    def _fits(self, rule: Rule, reply: Reply) -> bool:
        if rule.status and reply.status not in rule.status:
            return False
        try:
            return rule.when is None or bool(self._found(rule.when, reply.content))
        except Unwritten:
            return False

    def _by_rule(self, rule: Rule, reply: Reply) -> Answer:
        code, detail = self._said(rule.code, reply.content), self._said(rule.detail, reply.content)
        code = self._posting.code_values.get(code or "", code)
        match Outcome(rule.means):
            case Outcome.POSTED:
                return self.posted(reply.status, reply.content)
            case Outcome.REFUSED:
                return Answer(Outcome.REFUSED, reply.status, code or "refused", detail)
            case Outcome.BUSY:
                return Answer(Outcome.BUSY, reply.status, code, detail, resume_at=reply.resume_at)
            case meaning:
                return Answer(meaning, reply.status, code, detail)

    def _said(self, expression: str | None, content: object) -> str | None:
        """A code or a reason on one line; one that is told badly must not turn a refusal into a doubt."""
        try:
            found = self._text(expression, content)
        except Unwritten:
            return None
        return clean(found.encode(errors="replace").decode())[:MAX_DETAIL] if found else None

    def _text(self, expression: str | None, content: object) -> str | None:
        return as_text(self._found(expression, content))

    def _found(self, expression: str | None, content: object) -> Any:
        return None if expression is None else self._answers.find(expression, content)

    def _put(self, text: str, spell: Any) -> str:
        return _NAMES.sub(lambda found: spell(str(self._told.get(found[1]) or "")), text)
