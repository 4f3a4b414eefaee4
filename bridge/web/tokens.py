"""Tokens: a challenge signed with the terminal's key against a bearer token of a day."""

from typing import Any

from fastapi import APIRouter

from bridge.store.engine import writing
from bridge.store.terminals import find_terminal, new_challenge, new_token, use_challenge
from mpos.contract.clock import write_instant
from mpos.contract.fields import Fields
from mpos.contract.seal import challenge_text, holds
from mpos.contract.wire import CHALLENGES, TOKENS

from .problems import ChallengeRefused, TooManyTries
from .requests import AskedBridge, Body, takes

router = APIRouter()


@router.post(CHALLENGES, openapi_extra=takes(terminal_id="string"))
def challenge(bridge: AskedBridge, body: Body) -> dict[str, str]:
    """Something to sign, good for two minutes and once."""
    terminal_id = Fields(body, "challenge").text("terminal_id", limit=40)
    with writing(bridge.engine) as conn:
        if find_terminal(conn, terminal_id) is None:
            raise ChallengeRefused()
        made = new_challenge(conn, terminal_id, bridge.clock.now())
    if made is None:
        raise TooManyTries()
    return {"challenge": made}


@router.post(TOKENS, openapi_extra=takes(terminal_id="string", challenge="string", signature="string"))
def token(bridge: AskedBridge, body: Body) -> dict[str, Any]:
    """A token, also for a revoked terminal: what it recorded is still taken in, and it is told that it is revoked."""
    fields = Fields(body, "token request")
    terminal_id, given = fields.text("terminal_id", limit=40), fields.text("challenge")
    signature = fields.text("signature")
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        # The challenge is used up before the signature is looked at: a wrong answer is no second try.
        terminal = find_terminal(conn, terminal_id) if use_challenge(conn, terminal_id, given, now) else None
    if terminal is None or not holds(terminal.public_key, challenge_text(terminal_id, given), signature):
        raise ChallengeRefused()
    with writing(bridge.engine) as conn:
        made, expires_at = new_token(conn, terminal_id, now)
    shown = write_instant(expires_at.astimezone(bridge.settings.zone))
    return {"token": made, "expires_at": shown, "revoked": terminal.is_revoked}
