"""The bearer token: got with a challenge signed by the device's key, kept in a file that only its owner reads.

A token that ran out, that is damaged or that can't even be kept costs a round trip more and nothing else.
"""

import os
from collections.abc import Callable
from contextlib import suppress

import httpx

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import Fields
from mpos.contract.problems import Refused
from mpos.contract.seal import KEY_FILE_MODE, Signer, challenge_text
from mpos.contract.wire import CHALLENGES, TOKENS
from mpos.light.paths import Path

MAX_TOKEN = 500
"""Characters; a longer file is something else."""

Send = Callable[..., httpx.Response]
Standing = Callable[[bool | None], None]
"""Told with each new token whether the office has revoked this device; None when it does not say."""


class ChallengeRefused(Refused):
    """It does not accept this device's key, or the challenge was used before."""


class TokenKeeper:
    """One terminal's token. It is asked for anew when there is none, or when the bridge no longer takes it."""

    def __init__(self, path: Path, terminal_id: str, signer: Signer, told: Standing) -> None:
        self._path = path
        self._terminal_id = terminal_id
        self._signer = signer
        self._told = told

    def current(self, send: Send) -> str:
        """The token kept here, or a new one. ChallengeRefused."""
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                kept = file.read(MAX_TOKEN + 1)
        except OSError:
            kept = ""
        # A power cut may have left anything in the file; what can't be a token is not worth sending.
        return kept if _may_be_token(kept) else self.renewed(send)

    def renewed(self, send: Send) -> str:
        """A new token for the device's signature. ChallengeRefused."""
        try:
            return self._ask(send)
        except ChallengeRefused:
            # The answer to it may have been lost on the way; a challenge serves once, so another is due.
            return self._ask(send)

    def _ask(self, send: Send) -> str:
        asked = _object(send("POST", CHALLENGES, json={"terminal_id": self._terminal_id}))
        challenge = asked.text("challenge")
        signature = self._signer.sign(challenge_text(self._terminal_id, challenge))
        request = {"terminal_id": self._terminal_id, "challenge": challenge, "signature": signature}
        answer = _object(send("POST", TOKENS, json=request))
        token, revoked = answer.text("token"), answer.optional_flag("revoked")
        if not _may_be_token(token):
            raise BadContent("the bridge's answer: token has signs that no token has")
        self._keep(token)
        self._told(revoked)
        return token

    def _keep(self, token: str) -> None:
        """Best effort: a token that can't be kept serves this once, and the next command asks for one of its own."""
        draft = self._path.with_name(f"{self._path.name}.new")
        with suppress(OSError):
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_FILE_MODE), "w") as file:
                file.write(token)
            draft.replace(self._path)


def _may_be_token(text: str) -> bool:
    return 0 < len(text) <= MAX_TOKEN and text.isascii() and text.isprintable()


def _object(response: httpx.Response) -> Fields:
    return Fields(read_json(response.content), "the bridge's answer")
