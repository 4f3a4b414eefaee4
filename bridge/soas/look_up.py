"""One SOA as PSCloud has it at this moment, held field by field against what is here."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from bridge.app import Bridge
from bridge.connector.opening import open_back_office
from bridge.problems import NotFound
from bridge.pscloud.problems import PscloudFailing, PscloudUnreachable
from bridge.pscloud.shapes import Malformed, read_statement
from mpos.contract.money import format_money
from mpos.contract.soa import Invoice, Soa

ON_A_PAGE_S = 8
"""How long somebody at a page waits for PSCloud; then they are told, and may ask again."""


class Live(NamedTuple):
    """What PSCloud says now."""

    soa: Soa
    status: str


class Field(NamedTuple):
    """One value on both sides, as people read it; None where a side does not have it."""

    name: str
    here: str | None
    there: str | None

    @property
    def differs(self) -> bool:
        """Whether the sides are not the same."""
        return self.here != self.there


def look_up(bridge: Bridge, soa_no: str) -> Live:
    """Asks PSCloud, as patiently as a download does. NotFound, PscloudUnreachable, CantTell."""
    with open_back_office(bridge) as pscloud:
        return _read(pscloud.soa(soa_no), soa_no, pscloud.who)


def look_up_soon(bridge: Bridge, soa_no: str) -> Live:
    """The same, asked once and within ON_A_PAGE_S."""
    settings = bridge.settings
    timeout_s = min(settings.pscloud_timeout_s, ON_A_PAGE_S)
    hurried = replace(bridge, settings=settings.model_copy(update={"pscloud_timeout_s": timeout_s}))
    with open_back_office(hurried, _not_again) as pscloud:
        return _read(pscloud.soa(soa_no), soa_no, pscloud.who)


def side_by_side(here: Soa, status: str, there: Live) -> list[Field]:
    """All fields, those of invoices behind the SOA's own."""
    return [*_of_soa(here, status, there), *_of_invoices(here.invoices, there.soa.invoices)]


def _not_again(_seconds: float) -> None:
    raise PscloudUnreachable(detail="it did not answer the first time")


def _read(record: Any, soa_no: str, who: str) -> Live:
    if record is None:
        raise NotFound(what=f"SOA {soa_no} at {who}")
    try:
        stated = read_statement(record)
    except Malformed as error:
        raise PscloudFailing(who, detail=f"its record of {soa_no} can't be read: {error.detail}") from error
    return Live(stated.soa, stated.status)


def _of_soa(here: Soa, status: str, there: Live) -> Iterator[Field]:
    yield Field("status", status, there.status)
    for name in Soa._fields:
        if name not in ("soa_no", "invoices"):
            yield Field(name, str(getattr(here, name)), str(getattr(there.soa, name)))
    yield Field("amount_due", format_money(here.amount_due_minor), format_money(there.soa.amount_due_minor))
    yield Field("penalty", format_money(here.penalty_minor), format_money(there.soa.penalty_minor))


def _of_invoices(here: tuple[Invoice, ...], there: tuple[Invoice, ...]) -> Iterator[Field]:
    ours, theirs = ({each.invoice_no: each for each in side} for side in (here, there))
    for number in dict.fromkeys([*ours, *theirs]):
        ours_said, theirs_said = _said(ours.get(number)), _said(theirs.get(number))
        for name in dict.fromkeys([*ours_said, *theirs_said]):
            yield Field(f"{number} {name}", ours_said.get(name), theirs_said.get(name))


def _said(invoice: Invoice | None) -> dict[str, str]:
    if invoice is None:
        return {}
    amounts = {"amount": invoice.amount_minor, "balance": invoice.balance_minor, "penalty": invoice.penalty_minor}
    return {
        "due date": invoice.due_date,
        **{name: format_money(minor) for name, minor in amounts.items()},
        "disputed": "yes" if invoice.disputed else "no",
    }
