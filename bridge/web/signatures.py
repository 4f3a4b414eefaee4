"""Whether a notice comes from whoever knows the secret, and is new: replays are bounded by time.

"standard" is Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature: v1,BASE64 of HMAC-SHA256 over
id.timestamp.body); "body" is X-Signature-256: sha256=HEX over the body alone; "bearer" the secret itself.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

TOLERANCE = timedelta(minutes=5)
"""How old a notice may be, and how far two clocks may be apart; what Standard Webhooks recommends."""
MAX_DIGITS = 12


def is_genuine(style: str, secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether the headers prove it."""
    if style == "bearer":
        return hmac.compare_digest(headers.get("Authorization", "").encode(), f"Bearer {secret}".encode())
    if style == "body":
        own = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
        return hmac.compare_digest(headers.get("X-Signature-256", "").encode(), own.encode())
    sent_at = headers.get("webhook-timestamp", "")
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= MAX_DIGITS):
        return False
    if abs(now - datetime.fromtimestamp(min(int(sent_at), 10**11), UTC)) > TOLERANCE:
        return False
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    own = "v1," + b64encode(hmac.new(_key(secret), signed, sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(each.encode(), own.encode()) for each in given)


def _key(secret: str) -> bytes:
    """A secret with the prefix whsec_ is base64, as Standard Webhooks writes it."""
    try:
        return (
            b64decode(secret.removeprefix("whsec_"), validate=True) if secret.startswith("whsec_") else secret.encode()
        )
    except NotBase64:
        return secret.encode()
