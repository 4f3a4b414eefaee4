"""Whether the bridge is up, and what time it thinks it is."""

from fastapi import APIRouter

from mpos.contract.wire import HEALTH

from .requests import AskedBridge

router = APIRouter()


@router.get(HEALTH)
def health(bridge: AskedBridge) -> dict[str, str]:
    """Answers anybody, so that a terminal can tell a wrong address from a wrong key."""
    return {"status": "ok", "time": bridge.now_text(), "bridge_id": bridge.bridge_id}
