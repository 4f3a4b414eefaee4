"""Slips as customers bring them to the office: a terminal's receipts, and the proofs that they carry."""

from mpos.contract.check_code import Issued, check_secret, write_code
from mpos.contract.journal import Entry
from mpos.contract.payment import Payment
from mpos.contract.slip_seal import SealedSlip, write_qr
from tests.bridge.office_core import Core, Hand


def check_code(hand: Hand, payment: Payment, entry: Entry | None = None) -> str:
    """The check code on the slip of a payment that this terminal has taken last, or in that entry."""
    secret = check_secret(hand.signer, hand.core.bridge.signer.public_key, hand.terminal_id)
    return write_code(secret, _issued(hand, payment, entry))


def qr_text(hand: Hand, payment: Payment, entry: Entry | None = None) -> str:
    """The QR code on it."""
    recorded = entry or hand.entries[-1]
    return write_qr(SealedSlip(_issued(hand, payment, entry), payment.customer_no, recorded.hash), hand.signer)


def forged(code: str) -> str:
    """The same code with another last letter."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def two_hands(core: Core) -> tuple[Hand, Hand]:
    """Two terminals whose series begin alike: A and AB."""
    one, other = Hand(core, b"1" * 32), Hand(core, b"2" * 32)
    one.enrol(core.code("A"))
    other.enrol(core.code("AB"))
    for hand in (one, other):
        hand.get_token()
    return one, other


def _issued(hand: Hand, payment: Payment, entry: Entry | None) -> Issued:
    recorded = entry or hand.entries[-1]
    return Issued(hand.terminal_id, payment.receipt_no, recorded.business_date or "", payment.amount_minor)
