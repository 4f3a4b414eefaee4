"""Today: the office's day in one look. It brings itself up to date."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.reconcile.today import Today, look
from mpos.contract.money import print_money

from .desk import Seeing
from .drawing import Bar

TERMINALS_AT_FIRST = 25
"""Those that somebody should look at come first; the rest is asked for."""
LIVE_S = 15
router = APIRouter(include_in_schema=False)


@router.get("/today")
def today_page(desk: Seeing, terminals: str = "") -> HTMLResponse:
    """Download, payments, terminals, and what waits for a person; with terminals=all every one of them."""
    today = look(desk.bridge, desk.actor)
    every = today.out_there.terminals
    shown = every if terminals == "all" else every[:TERMINALS_AT_FIRST]
    return desk.page("today.html", today=today, terminals=shown, hidden=len(every) - len(shown), charts=_charts(today))


def _charts(today: Today) -> dict[str, list[Bar]]:
    places = today.places
    return {
        "days": [Bar(day[5:], each.amount_minor, _said(each.payments, each.amount_minor)) for day, each in today.days],
        "collectors": [
            Bar(name, each.amount_minor, _said(each.payments, each.amount_minor)) for name, each in today.collectors
        ],
        "places": [
            Bar(label, each.amount_minor, _said(each.payments, each.amount_minor), kind)
            for label, each, kind in (
                ("For approval", places.for_approval, "open"),
                ("To be posted", places.to_post, "open"),
                ("In PSCloud", places.in_pscloud, "good"),
                ("Refused", places.refused, "bad"),
                ("Voided", places.voided, "quiet"),
            )
        ],
        "ages": [
            Bar(age.label, age.amount_due_minor, f"{print_money(age.amount_due_minor)} ({age.soas:,} SOAs)", kind)
            for age, kind in zip(today.ages, ("good", "open", "open", "bad", "bad"), strict=True)
        ],
    }


def _said(payments: int, amount_minor: int) -> str:
    return f"{print_money(amount_minor)} ({payments:,})"
