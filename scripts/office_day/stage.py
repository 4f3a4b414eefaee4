"""An office in the middle of its day: weeks behind it, collectors in the field, and things that wait for a person.

Its clock stands at that day, whichever day the invoices are of.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from threading import Thread

import uvicorn

from bridge.access.actor import holder_of_the_home
from bridge.after_round import follow_up
from bridge.deeds.on_payments import approve_all
from mpos.contract.money import format_money
from mpos.contract.payment import BANK_TRANSFER, CHECK, EWALLET, Tender
from mpos.domain.tendering import Handed
from mpos.services.collecting import PaymentRequest, collect
from mpos.services.known_soas import known_soas
from scripts.pscloud_sandbox import Defect, Fault, FaultKind, ListedInvoice
from scripts.world.field import Field, Handheld
from scripts.world.replay import Span, collect_day, plan_of

DAYS_BEFORE = 20
VISITS, VOIDED = 8, 5
CASH_IN_HAND_MINOR = 100_000_000
"""What customers hand over: more than anybody of the sample owes, so that there is change."""
PENALTY_BASIS_POINTS = 200
SETTINGS = {
    "MPOS_BRIDGE_CREDIT_WHEN_SOA_CLOSED": "false",
    "MPOS_BRIDGE_BUSINESS_NAME": "San Roque Cooperative",
    "MPOS_BRIDGE_APPROVAL": "amount",
}
"""Larger payments wait for a cashier, and what PSCloud refuses waits for a person: somebody has to look."""


@contextmanager
def office_at_noon(folder: Path, invoices: tuple[ListedInvoice, ...], day: date) -> Iterator[Field]:
    """The office at noon of that day, after the days before it were collected, posted and closed."""
    first = day - timedelta(days=DAYS_BEFORE)
    plan = plan_of(invoices, Span(first, day))
    large_minor = _large(invoices)
    settings = {**SETTINGS, "MPOS_BRIDGE_APPROVE_UP_TO": format_money(large_minor)}
    with Field(folder, invoices, first, settings, penalty_basis_points=PENALTY_BASIS_POINTS) as field:
        cashier = holder_of_the_home(None)
        codes = sorted({listed.collector_code for listed in invoices})
        hands = [field.handheld(f"collector-{code.lower()}", code) for code in codes]
        for at in range(DAYS_BEFORE):
            before = first + timedelta(days=at)
            collect_day(field, hands, before, plan.get(before, {}))
            approve_all(field.bridge, cashier)
        _morning(field, hands, day)
        _collect(field, hands, large_minor)
        yield field


@contextmanager
def served(field: Field) -> Iterator[str]:
    """The office's address, on this machine only."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(field.bridge_app, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _large(invoices: tuple[ListedInvoice, ...]) -> int:
    """Half as much again as the invoice in the middle: some payments are above it, and some below."""
    amounts = sorted(listed.invoice.amount_minor for listed in invoices)
    return amounts[len(amounts) // 2] * 3 // 2


def _morning(field: Field, hands: list[Handheld], day: date) -> None:
    """The list comes, all but two records of it; the registries open."""
    field.clock.set_to(day)
    field.pscloud.advance_to(day)
    for defect in (Defect.MISSING_DUE_DATE, Defect.INVOICES_DO_NOT_ADD_UP):
        field.pscloud.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=defect, path="/soas"))
    follow_up(field.bridge, field.sync())
    for hand in hands:
        hand.open_day(day, change_fund_minor=50_000)
        hand.download()


def _collect(field: Field, hands: list[Handheld], large_minor: int) -> None:
    """Some are met and pay in all ways; the last collector has not uploaded yet, and one SOA is settled elsewhere."""
    is_one_settled = False
    for number, hand in enumerate(hands):
        for visit, soa_no in enumerate(_customers(hand)[:VISITS]):
            field.clock.advance(timedelta(minutes=7))
            taken = collect(hand.terminal, soa_no, PaymentRequest(_ways(visit), print=False))
            if visit == VOIDED:
                hand.void(taken.payment.receipt_no)
            elif number == 0 and not is_one_settled and taken.payment.amount_minor <= large_minor:
                field.pscloud.cancel_soa(soa_no)
                is_one_settled = True
        if hand is not hands[-1]:
            hand.upload()
    field.clock.set_to(field.clock.now().date(), time(12, 5))
    field.sync(download=False)


def _customers(hand: Handheld) -> list[str]:
    soas = known_soas(hand.terminal, hand.terminal.collector)
    return [item.listed.soa_no for item in soas.items(None, None, None) if item.amount_due_minor > 0]


def _ways(visit: int) -> Handed:
    """How a customer pays: in cash for the most part."""
    tenders = {
        1: Tender(CHECK, 0, "0012345", "RURAL BANK", None),
        3: Tender(EWALLET, 0, "GC-4711", for_confirmation=True),
        4: Tender(BANK_TRANSFER, 0, "BT-0815"),
    }
    blank = tenders.get(visit)
    return Handed(None, (), blank) if blank else Handed(CASH_IN_HAND_MINOR, ())
