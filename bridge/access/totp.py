"""Second factors: six digits of a telephone (RFC 6238), each taken once.

The secret has to be read back, so it is encrypted with a key made of the bridge's own, which no backup of the database
alone has.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from bridge.app import Bridge

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

ISSUER = "MPOS"
STEP_S = 30
STEPS_AROUND = 1
"""A telephone's clock may be half a minute off, either way."""
_PURPOSE = b"mpos-office-totp-1"


def new_secret() -> str:
    """A secret, as telephones take it."""
    import pyotp

    return pyotp.random_base32()


def enrolment_uri(secret: str, name: str) -> str:
    """What the QR code says that a telephone is shown."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that this code is of, near now; None when it is of none."""
    import pyotp

    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_S
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if pyotp.utils.strings_equal(code, totp.generate_otp(step)):
            return step
    return None


def sealed(bridge: Bridge, secret: str) -> str:
    """The secret as it is kept."""
    return _box(bridge).encrypt(secret.encode()).decode()


def opened(bridge: Bridge, kept: str) -> str:
    """The secret again; cryptography's InvalidToken when the home has another key than it was kept with."""
    return _box(bridge).decrypt(kept.encode()).decode()


def _box(bridge: Bridge) -> "Fernet":
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet

    own = bridge.signer
    return Fernet(urlsafe_b64encode(own.agree(own.public_key, _PURPOSE)))
