"""The proof that a receipt carries: a check code to be typed, and a QR code with the signed essentials.

Nothing is kept for it: the secret of the check codes follows from this device's key and the bridge's.
"""

from mpos.contract.journal import Entry
from mpos.contract.payment import Payment
from mpos.contract.problems import StoreDamaged
from mpos.slips.proof import Proof
from mpos.store.database import KEY_FILE

from .terminal import Terminal


def proof_of(terminal: Terminal, payment: Payment, entry: Entry) -> Proof | None:
    """What proves this receipt, however often it is asked for; `entry` is the one that recorded the payment.

    None where the device's key can't be used: the money goes first, and a receipt without a proof is one all the same.
    """
    if not (terminal.home / KEY_FILE).exists():
        # Asking for the signer would make another key, which the office does not know.
        return None
    try:
        return _prove(terminal, payment, entry)
    except (StoreDamaged, ValueError, ImportError):
        return None


def _prove(terminal: Terminal, payment: Payment, entry: Entry) -> Proof:
    from mpos.contract.check_code import Issued, check_secret, write_code
    from mpos.contract.slip_seal import SealedSlip, write_qr

    issued = Issued(entry.terminal_id, payment.receipt_no, entry.business_date or "", payment.amount_minor)
    secret = check_secret(terminal.signer, terminal.identity.bridge_key, entry.terminal_id)
    slip = SealedSlip(issued, payment.customer_no, entry.hash)
    return Proof(write_code(secret, issued), write_qr(slip, terminal.signer))
