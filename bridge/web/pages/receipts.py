"""Whether a receipt is genuine: a page for whoever has the slip in hand and reaches the office's bridge.

It asks nobody to log in, so it says no more than the slip itself does, and names nobody.
"""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bridge.app import Bridge
from bridge.reconcile.genuine import Finding, verify
from bridge.reconcile.slip_wording import Meaning, meaning_of
from bridge.web.requests import AskedBridge
from mpos.contract.canonical import BadContent
from mpos.contract.money import print_money
from mpos.contract.problems import Problem
from mpos.contract.slip_seal import MAX_QR_BYTES

from .pace import Pace
from .rendering import page

VERIFY = "/receipts/verify"
GENUINE, DOUBTFUL, UNANSWERED = "genuine", "doubtful", "unanswered"
TOO_MANY = Meaning("Too many codes are being checked just now.", "Wait a few seconds and try again.")
UNREADABLE = Meaning(
    "This is no check code, or not all of it.",
    "Type it as the slip has it: the receipt's number, the amount in centavos, and eight letters.",
)
OUT_OF_ORDER = Meaning("The office can't answer just now.", "Try again in a minute.")
router = APIRouter(include_in_schema=False)


class Told(NamedTuple):
    """An answer: how it looks, what it says, and what is to be compared with the slip."""

    verdict: str
    meaning: Meaning
    facts: tuple[tuple[str, str | None], ...] = ()


@router.get(VERIFY)
def verify_page(request: Request, bridge: AskedBridge, code: str = "") -> HTMLResponse:
    """A form for a check code or a QR code's text, and the answer to the one that was given."""
    if not code.strip():
        return _page("")
    pace: Pace = request.app.state.receipt_checks
    wait_s = pace.take(bridge.clock.now())
    if wait_s:
        return _page(code, Told(UNANSWERED, TOO_MANY), 429, {"Retry-After": str(wait_s)})
    return _answer(bridge, code)


def _answer(bridge: Bridge, code: str) -> HTMLResponse:
    try:
        finding = verify(bridge, code[: MAX_QR_BYTES + 1])
    except BadContent:
        return _page(code, Told(UNANSWERED, UNREADABLE), 400)
    except Problem as problem:
        return _page(code, Told(UNANSWERED, OUT_OF_ORDER), problem.http_status)
    verdict = GENUINE if finding.is_genuine and not finding.is_voided else DOUBTFUL
    return _page(code, Told(verdict, meaning_of(finding), _facts(finding)))


def _facts(finding: Finding) -> tuple[tuple[str, str | None], ...]:
    """Nothing where the proof does not hold: what was typed is no fact."""
    if finding.terminal is None:
        return ()
    return (
        ("Receipt", finding.receipt_no),
        ("Amount", print_money(finding.amount_minor)),
        ("Business date", finding.business_date),
        ("Terminal", finding.terminal.terminal_id),
    )


def _page(
    code: str, told: Told | None = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    shown = code[:MAX_QR_BYTES]
    return page("receipt.html", status, headers, action=VERIFY, code=shown, limit=MAX_QR_BYTES, told=told)
