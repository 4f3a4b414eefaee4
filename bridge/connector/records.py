"""A back office's records in PSCloud's words: what the connector file finds, spelled as the contract spells it.

Each record is translated alone. What can't be is said with the field's name; shapes.py then checks the rest, as it
does for PSCloud itself.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from bridge.pscloud.shapes import Malformed, Translated
from mpos.contract.money import format_money, parse_money

from .description import InvoiceFields, SoaFields, Spelling
from .expressions import Language
from .formats import Formats, Unwritten

MAX_INVOICES = 1_000
"""Lines of one SOA that are looked at; the contract allows fewer."""


class Described(Protocol):
    """As much of a connector file as SOAs need."""

    @property
    def soa(self) -> SoaFields: ...
    @property
    def invoice(self) -> InvoiceFields: ...
    @property
    def currency(self) -> str: ...
    @property
    def formats(self) -> Spelling: ...


class Statements:
    """Translates the records of SOAs. `at` is what stands for updated_at where the back office tells none."""

    def __init__(self, description: Described) -> None:
        self._fields = description.soa
        self._invoice = description.invoice
        self._currency = description.currency
        self._language = Language(description.formats.formats)
        self._formats = self._language.formats

    def translate(self, record: object, at: str) -> Translated:
        """The record in PSCloud's words, or as much as can be put so, and what can't be."""
        translated = Translated()
        translated.original = record
        for name, fill in self._steps(at).items():
            try:
                fill(translated, record)
            except Unwritten as trouble:
                # The number and the code say whose record it is, so the others are still looked for.
                translated.trouble = translated.trouble or Malformed("not_understood", _sentence(name, trouble))
        return translated

    def _steps(self, at: str) -> Mapping[str, Callable[[Translated, object], None]]:
        return {
            "soa_no": self._text("soa_no", self._fields.soa_no),
            "collector_code": self._text("collector_code", self._fields.collector_code),
            "branch": self._text("branch", self._fields.branch),
            "customer": self._customer,
            "due_date": self._due_date,
            "statement_date": self._statement_date,
            "status": self._status,
            "version": self._version,
            "updated_at": lambda translated, record: self._updated_at(translated, record, at),
            "invoices": self._invoices,
            "amount_due": self._amount_due,
            "currency": self._currency_of,
        }

    def _text(self, name: str, expression: str | None) -> Callable[[Translated, object], None]:
        def fill(translated: Translated, record: object) -> None:
            if (found := as_text(self._find(expression, record))) is not None:
                translated[name] = found

        return fill

    def _customer(self, translated: Translated, record: object) -> None:
        names = ("customer_no", "name", "address", "city", "postal_code")
        found = {name: as_text(self._find(getattr(self._fields, name), record)) for name in names}
        translated["customer"] = {name: text for name, text in found.items() if text is not None}

    def _due_date(self, translated: Translated, record: object) -> None:
        translated["due_date"] = self._formats.read_date(self._find(self._fields.due_date, record))

    def _statement_date(self, translated: Translated, record: object) -> None:
        found = self._find(self._fields.statement_date, record)
        translated["statement_date"] = translated.get("due_date") if found is None else self._formats.read_date(found)

    def _status(self, translated: Translated, record: object) -> None:
        translated["status"] = one_of(self._find(self._fields.status, record), self._fields.status_values, "active")

    def _version(self, translated: Translated, record: object) -> None:
        found = self._find(self._fields.version, record) if self._fields.version else 0
        if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19:
            found = int(found)
        translated["version"] = found

    def _updated_at(self, translated: Translated, record: object, at: str) -> None:
        found = self._find(self._fields.updated_at, record)
        translated["updated_at"] = self._formats.read_instant(found) if self._fields.updated_at else at

    def _invoices(self, translated: Translated, record: object) -> None:
        found = self._find(self._fields.invoices, record)
        lines = [] if found is None else found
        if not isinstance(lines, list) or len(lines) > MAX_INVOICES:
            raise Unwritten(f"are no list of at most {MAX_INVOICES}")
        translated["invoices"] = [self._line(place, line, translated) for place, line in enumerate(lines)]

    def _line(self, place: int, line: object, translated: Translated) -> dict[str, Any]:
        fields, written = self._invoice, Written(self._language, line, f"[{place}].")
        balance = written.money("balance", fields.balance)
        due_date = written.date("due_date", fields.due_date) or translated.get("due_date")
        found = {
            "invoice_no": written.text("invoice_no", fields.invoice_no),
            "due_date": due_date,
            "invoice_date": written.date("invoice_date", fields.invoice_date) or translated.get("statement_date"),
            "description": written.text("description", fields.description),
            "balance": balance,
            "amount": written.money("amount", fields.amount) or balance,
            "penalty": written.money("penalty", fields.penalty),
            "vat_type": one_of(written.find("vat_type", fields.vat_type), fields.vat_values, "vatable"),
            "disputed": written.find("disputed", fields.disputed),
        }
        return {name: value for name, value in found.items() if value is not None}

    def _amount_due(self, translated: Translated, record: object) -> None:
        """As it is stated; where it is not, there is nothing to hold the invoices against."""
        if self._fields.amount_due:
            found = self._find(self._fields.amount_due, record)
            translated["amount_due"] = format_money(self._formats.read_money(found))
        else:
            lines = translated.get("invoices", ())
            owed = (parse_money(line[part]) for line in lines for part in ("balance", "penalty") if part in line)
            translated["amount_due"] = format_money(sum(owed))

    def _currency_of(self, translated: Translated, record: object) -> None:
        translated["currency"] = as_text(self._find(self._fields.currency, record)) or self._currency

    def _find(self, expression: str | None, record: object) -> Any:
        return None if expression is None else self._language.find(expression, record)


class Written:
    """The values of one record, found and read; Unwritten names the place."""

    def __init__(self, language: Language, record: object, place: str = "") -> None:
        self._language = language
        self._record = record
        self._place = place

    @property
    def _formats(self) -> Formats:
        return self._language.formats

    def find(self, name: str, expression: str | None) -> Any:
        """What is there, as it is."""
        return self._read(name, expression, lambda found: found)

    def text(self, name: str, expression: str | None) -> str | None:
        """A text, or a whole number as one."""
        return self._read(name, expression, as_text)  # type: ignore[no-any-return]

    def money(self, name: str, expression: str | None) -> Any:
        """An amount as the contract writes it. Nothing there stays nothing."""
        return self._read(name, expression, lambda found: format_money(self._formats.read_money(found)))

    def date(self, name: str, expression: str | None) -> Any:
        """A day as the contract writes it."""
        return self._read(name, expression, self._formats.read_date)

    def instant(self, name: str, expression: str | None) -> Any:
        """An instant in UTC."""
        return self._read(name, expression, self._formats.read_instant)

    def _read(self, name: str, expression: str | None, read: Callable[[Any], Any]) -> Any:
        if expression is None:
            return None
        try:
            found = self._language.find(expression, self._record)
            return None if found is None else read(found)
        except Unwritten as trouble:
            raise Unwritten(_sentence(f"{self._place}{name}", trouble)) from trouble


def as_text(found: Any) -> str | None:
    """Numbers of accounts and the like, which some back offices write as numbers."""
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if isinstance(found, Decimal) and found == found.to_integral_value() and abs(found.adjusted()) < _MAX_NUMBER_DIGITS:
        return str(int(found))
    raise Unwritten("is not a text")


def one_of(found: Any, words: Mapping[str, str], otherwise: str) -> Any:
    """Our word for theirs; theirs where none is given, and `otherwise` where there is nothing."""
    if found is None:
        return otherwise
    key = str(found).lower() if isinstance(found, bool) else str(found)
    return words.get(key, found)


def gathered(records: Iterable[object], number_of: Callable[[object], str | None]) -> list[object]:
    """Records that are one invoice each, put together by their SOA's number, in the order of their first one.

    One that has no number stays alone, and is found malformed later.
    """
    groups: dict[str, list[object]] = {}
    alone: list[object] = []
    for record in records:
        number = number_of(record)
        if number is None:
            alone.append([record])
        else:
            groups.setdefault(number, []).append(record)
    return [*groups.values(), *alone]


_MAX_NUMBER_DIGITS = 30


def _sentence(name: str, trouble: Unwritten) -> str:
    said = str(trouble)
    return f"{name}{said}" if said.startswith("[") else f"{name} {said}"
