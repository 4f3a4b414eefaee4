"""The office's pages: rendered here, for any browser that reaches the bridge. One file a page."""

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from bridge.app import Bridge
from bridge.soas.comparing import Comparing
from bridge.store.office_sessions import LONGEST

from . import (
    account,
    alerts,
    codes,
    collectors,
    comparison,
    deeds,
    downloads,
    keys,
    orphans,
    payment,
    payments,
    plans,
    receipts,
    reconcile,
    signing_in,
    soa,
    soas,
    start,
    terminals,
    tills,
    today,
    users,
)
from .pace import Pace
from .rendering import assets
from .signed_in import answer_with_pages

__all__ = ["add_pages"]

COOKIE = "mpos_office"
_PURPOSE = b"mpos-office-cookie-1"
PAGES = (
    assets,
    receipts.router,
    signing_in.router,
    start.router,
    today.router,
    alerts.router,
    account.router,
    users.router,
    keys.router,
    deeds.router,
    downloads.router,
    soas.router,
    comparison.router,
    soa.router,
    codes.router,
    orphans.router,
    plans.router,
    collectors.router,
    terminals.router,
    payments.router,
    payment.router,
    tills.router,
    reconcile.router,
)


def add_pages(app: FastAPI, bridge: Bridge) -> None:
    """Lets the application serve the pages. They are no part of the terminals' API, nor of its description."""
    app.state.receipt_checks = Pace()
    app.state.comparing = Comparing()
    for router in PAGES:
        app.include_router(router)
    answer_with_pages(app)
    app.add_middleware(
        SessionMiddleware,
        secret_key=bridge.signer.agree(bridge.signer.public_key, _PURPOSE).hex(),
        session_cookie=COOKIE,
        max_age=int(LONGEST.total_seconds()),
        same_site="lax",
        https_only=bridge.settings.public_url.startswith("https://"),
    )
