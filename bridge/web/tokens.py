"""Tokens: a challenge signed with the terminal's key against a bearer token of a day."""

from typing import Any

from fastapi import APIRouter

from bridge.store.engine import reading, writing
from bridge.store.terminals import find_terminal, new_token, spend_challenge
from mpos.contract.clock import write_instant
from mpos.contract.fields import Fields
from mpos.contract.seal import challenge_text, holds
from mpos.contract.wire import CHALLENGES, TOKENS

from .challenges import end_of_challenge, make_challenge
from .describing import ANYBODY, WITH_BODY, answers, takes
from .problems import ChallengeRefused
from .requests import AskedBridge, Body

router = APIRouter()
REFUSED = (*ANYBODY, *WITH_BODY, ChallengeRefused)


@router.post(CHALLENGES, openapi_extra=takes("ChallengeRequest"), responses=answers("Challenge", REFUSED))
def challenge(bridge: AskedBridge, body: Body) -> dict[str, str]:
    """Something to sign, good for two minutes and once."""
    terminal_id = Fields(body, "challenge").text("terminal_id", limit=40)
    with reading(bridge.engine) as conn:
        if find_terminal(conn, terminal_id) is None:
            raise ChallengeRefused()
    return {"challenge": make_challenge(bridge, terminal_id)}


@router.post(TOKENS, openapi_extra=takes("TokenRequest"), responses=answers("Token", REFUSED))
def token(bridge: AskedBridge, body: Body) -> dict[str, Any]:
    """A token, also for a revoked terminal: what it recorded is still taken in, and it is told that it is revoked."""
    fields = Fields(body, "token request")
    terminal_id, given = fields.text("terminal_id", limit=40), fields.text("challenge")
    signature = fields.text("signature")
    ends = end_of_challenge(bridge, terminal_id, given)
    now = bridge.clock.now()
    with reading(bridge.engine) as conn:
        terminal = find_terminal(conn, terminal_id)
    if (
        ends is None
        or terminal is None
        or not holds(terminal.public_key, challenge_text(terminal_id, given), signature)
    ):
        raise ChallengeRefused()
    with writing(bridge.engine) as conn:
        if not spend_challenge(conn, terminal_id, given, ends, now):
            raise ChallengeRefused()
        made, expires_at = new_token(conn, terminal_id, now)
    shown = write_instant(expires_at.astimezone(bridge.settings.zone))
    return {"token": made, "expires_at": shown, "revoked": terminal.is_revoked}
