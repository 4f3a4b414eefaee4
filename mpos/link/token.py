"""The bearer token: got with a challenge signed by the device's key, kept in a file that only its owner reads."""

import os
from collections.abc import Callable
from pathlib import Path

import httpx

from mpos.contract.canonical import read_json
from mpos.contract.fields import Fields
from mpos.contract.seal import KEY_FILE_MODE, Signer, challenge_text
from mpos.contract.wire import CHALLENGES, TOKENS

Send = Callable[..., httpx.Response]


class TokenKeeper:
    """One terminal's token. It is asked for anew when there is none, or when the bridge no longer takes it."""

    def __init__(self, path: Path, terminal_id: str, signer: Signer) -> None:
        self._path = path
        self._terminal_id = terminal_id
        self._signer = signer

    def current(self, send: Send) -> str:
        """The token kept here, or a new one."""
        try:
            kept = self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            kept = ""
        # A power cut may have left anything in the file; what can't be a token is not worth sending.
        return kept if kept and kept.isascii() and kept.isprintable() else self.renewed(send)

    def renewed(self, send: Send) -> str:
        """A new token for the device's signature."""
        asked = _object(send("POST", CHALLENGES, json={"terminal_id": self._terminal_id}))
        challenge = asked.text("challenge")
        signature = self._signer.sign(challenge_text(self._terminal_id, challenge))
        request = {"terminal_id": self._terminal_id, "challenge": challenge, "signature": signature}
        token = _object(send("POST", TOKENS, json=request)).text("token")
        self._keep(token)
        return token

    def _keep(self, token: str) -> None:
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, KEY_FILE_MODE), "w") as file:
            file.write(token)


def _object(response: httpx.Response) -> Fields:
    return Fields(read_json(response.content), "the bridge's answer")
