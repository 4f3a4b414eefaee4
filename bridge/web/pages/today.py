"""Today: the office's day in one look. It brings itself up to date."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.reconcile.today import Today, look
from bridge.store.day_sums import Sum
from mpos.contract.money import print_money

from .desk import Seeing
from .drawing import Bar

TERMINALS_AT_FIRST = 25
"""Those that somebody should look at come first; the rest is asked for."""
LOW_BATTERY = 15
"""Percent; below it a handheld may not come through the day's Z-reading."""
router = APIRouter(include_in_schema=False)


@router.get("/today")
def today_page(desk: Seeing, terminals: str = "") -> HTMLResponse:
    """Download, payments, terminals, and what waits for a person; with terminals=all every one of them."""
    today = look(desk.bridge, desk.actor)
    every = today.out_there.terminals
    shown = every if terminals == "all" else every[:TERMINALS_AT_FIRST]
    return desk.page(
        "today.html",
        today=today,
        terminals=shown,
        hidden=len(every) - len(shown),
        charts=_charts(today),
        low_battery=LOW_BATTERY,
    )


def _charts(today: Today) -> dict[str, list[Bar]]:
    places = today.places
    return {
        "days": [_bar(_weekday(day), each) for day, each in today.days],
        "collectors": [_bar(name, each) for name, each in today.collectors],
        "places": [
            _bar(label, each, kind)
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


def _weekday(day: str) -> str:
    return f"{date.fromisoformat(day):%a %d %b}"


def _bar(label: str, each: Sum, kind: str = "") -> Bar:
    return Bar(label, each.amount_minor, f"{print_money(each.amount_minor)} ({each.payments:,})", kind)
