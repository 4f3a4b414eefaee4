"""Health for service managers, load balancers and monitoring: whether the process lives and can do its work.

Anybody may ask, so an answer names what is wrong and tells nothing of where or with whom.
"""

import shutil
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bridge.app import Bridge
from bridge.rounds import LastRound, Rounds
from bridge.store.engine import reading
from bridge.store.migrations import PRESENT, version_of
from mpos.contract.problems import Problem

from .requests import AskedBridge

LIVE, READY = "/health/live", "/health/ready"
LEAST_FREE_BYTES = 50_000_000
"""A morning's uploads, and the journal that SQLite writes beside its database."""
NOT_READY = 503
router = APIRouter(include_in_schema=False)


@router.get(LIVE)
async def live() -> dict[str, str]:
    """The process answers. Nothing else is looked at: what is wrong elsewhere, a restart would not mend."""
    return {"status": "ok"}


@router.get(READY)
def ready(request: Request, bridge: AskedBridge) -> JSONResponse:
    """Whether requests can be served and rounds go on; 503 when not.

    PSCloud is told as a detail and fails nothing: terminals are served, and payments kept, while it is away.
    """
    rounds: Rounds = request.app.state.rounds
    last = rounds.last
    checks = {
        "database": _database(bridge),
        "disk": shutil.disk_usage(bridge.settings.home).free >= LEAST_FREE_BYTES,
        "rounds": not last.is_stuck(bridge.clock.now()),
    }
    is_ready = all(checks.values())
    content = {"status": "ok" if is_ready else "not ready", "checks": checks, **_detail(last)}
    return JSONResponse(content, 200 if is_ready else NOT_READY)


def _database(bridge: Bridge) -> bool:
    """Reachable, and of the version that this program speaks."""
    try:
        with reading(bridge.engine) as conn:
            return version_of(conn) == PRESENT
    except Problem:
        return False


def _detail(last: LastRound) -> dict[str, Any]:
    known = {None: "not known", True: "reachable", False: "unreachable"}
    return {"pscloud": known[last.reached]}
