"""Challenges, sealed by this bridge and kept nowhere before one is answered rightly.

Anybody may ask for them in any terminal's name; so asking must cost this office no room and that terminal nothing.
"""

import secrets
from datetime import UTC, datetime

from bridge.app import Bridge
from bridge.store.terminals import CHALLENGE_LIFE
from bridge.store.waits import SET_BACK_UNNOTICED
from mpos.contract.seal import holds

_NONCE_BYTES = 16


def make_challenge(bridge: Bridge, terminal_id: str) -> str:
    """Something for this terminal to sign, good for two minutes."""
    ends = int((bridge.clock.now() + CHALLENGE_LIFE).timestamp())
    made = f"{secrets.token_hex(_NONCE_BYTES)}.{ends}"
    return f"{made}.{bridge.signer.sign(_sealed_text(terminal_id, made))}"


def end_of_challenge(bridge: Bridge, terminal_id: str, given: str) -> datetime | None:
    """When this challenge ends; None when this bridge never gave it to this terminal, or when it has ended."""
    made, _, signature = given.rpartition(".")
    if not holds(bridge.signer.public_key, _sealed_text(terminal_id, made), signature):
        return None
    ends = datetime.fromtimestamp(int(made.rpartition(".")[2]), UTC)
    now = bridge.clock.now()
    return ends if now < ends <= now + CHALLENGE_LIFE + SET_BACK_UNNOTICED else None


def _sealed_text(terminal_id: str, made: str) -> bytes:
    return f"mpos-challenge-given-1\n{terminal_id}\n{made}".encode()
