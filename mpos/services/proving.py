"""The proof that a receipt carries: a check code and a QR code."""

from mpos.contract.journal import Entry
from mpos.contract.payment import Payment
from mpos.slips.proof import Proof

from .terminal import Terminal


def proof_of(terminal: Terminal, payment: Payment, entry: Entry) -> Proof | None:
    """What proves this receipt; None where the device's key can't be used: the money goes first."""
    return None
