"""What proves on paper that a receipt is genuine."""

from mpos.light.typing import NamedTuple


class Proof(NamedTuple):
    """The check code that people type, and the text of the QR code with the signed essentials."""

    check_code: str
    qr_text: str
