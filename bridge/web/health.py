"""Whether the bridge is up, who it is, and what time it thinks it is."""

from typing import Annotated

from fastapi import APIRouter, Query

from mpos.contract.seal import greeting_text
from mpos.contract.wire import HEALTH, NONCE_DIGITS

from .describing import answers
from .problems import BadRequest
from .requests import AskedBridge

router = APIRouter()
Nonce = Annotated[str | None, Query(pattern=f"^[0-9a-f]{{{NONCE_DIGITS}}}$")]


@router.get(HEALTH, responses=answers("Health", (BadRequest,)))
def health(bridge: AskedBridge, nonce: Nonce = None) -> dict[str, str]:
    """Answers anybody, so that a terminal can tell a wrong address from a wrong key.

    Given a nonce, the bridge seals it with the time: a terminal sends nothing that matters before it has seen that.
    """
    time = bridge.now_text()
    seal = {"seal": bridge.signer.sign(greeting_text(nonce, time))} if nonce else {}
    return {"status": "ok", "time": time, "bridge_id": bridge.bridge_id, **seal}
