"""Alerts to a program elsewhere: one POST, signed, so that the receiver can tell who sent it and that it is whole.

The header Mpos-Signature is "t=SECONDS,v1=HEX": the HMAC-SHA256, under the shared secret, of SECONDS (since 1970), a
dot and the body as it was sent. A receiver that refuses old SECONDS can't be sent the same twice.
"""

import hmac
import json
import ssl
from hashlib import sha256

import httpx

from bridge.app import Bridge

from .message import Message
from .problems import NotTold
from .secret_file import read_secret

DEADLINE_S = 10
NAME = "webhook"
SIGNATURE = "Mpos-Signature"


class Webhook:
    """The channel to webhook_url."""

    name = NAME

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._settings = bridge.settings.alerts

    @property
    def address(self) -> str:
        """Where it goes, for people: without what may be a secret in the path."""
        return str(httpx.URL(self._settings.webhook_url).host)

    def send(self, message: Message) -> None:
        """Posts it; NotTold unless the receiver answers that it has taken it (2xx), BadSetting."""
        body = json.dumps(message.content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SIGNATURE: self._signed(body)}
        try:
            with httpx.Client(timeout=DEADLINE_S, verify=self._trusted(), trust_env=False) as client:
                answer = client.post(self._settings.webhook_url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NotTold(detail=f"{type(error).__name__}: {error}") from error
        if not answer.is_success:
            raise NotTold(detail=f"the receiver answered {answer.status_code}")

    def _signed(self, body: bytes) -> str:
        path = self._settings.webhook_secret_file
        secret = "" if path is None else read_secret(self._bridge.settings.home, "webhook_secret_file", path)
        return signature(secret, int(self._bridge.clock.now().timestamp()), body)

    def _trusted(self) -> ssl.SSLContext:
        own = self._settings.webhook_ca_file
        return ssl.create_default_context(cafile=None if own is None else str(self._bridge.settings.home / own))


def signature(secret: str, at_s: int, body: bytes) -> str:
    """The value of the header."""
    return f"t={at_s},v1={hmac.new(secret.encode(), f'{at_s}.'.encode() + body, sha256).hexdigest()}"
