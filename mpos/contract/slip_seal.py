"""The QR code of a receipt: its essentials and the head of the chain, signed with the terminal's key.

MPOS1|terminal|receipt no.|business date|centavos|customer no.|hash of the journal entry|signature
Who holds the terminal's public key can check it without asking anybody. Hash and signature are base64url, unpadded.
"""

from binascii import a2b_base64, b2a_base64

from mpos.light.typing import NamedTuple

from .canonical import BadContent
from .check_code import Issued
from .clock import read_date
from .money import MAX_MINOR
from .seal import Signer, holds

MARK = "MPOS1"
MAX_QR_BYTES = 400
"""What the narrowest paper takes in modules of four dots, which phones read."""
MAX_CUSTOMER_BYTES = 60
_DOMAIN = b"mpos-receipt-seal-1\n"
_URL_SAFE, _USUAL = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")
_HASH_BYTES, _SIGNATURE_BYTES = 32, 64


class SealedSlip(NamedTuple):
    """What the QR code says. `entry_hash` in hex; `customer_no` is None when the slip could not carry it."""

    issued: Issued
    customer_no: str | None
    entry_hash: str


class ReadSlip(NamedTuple):
    """A QR code's text taken apart. Nothing says that it is true before `is_sealed_by`."""

    slip: SealedSlip
    signed: str
    signature: str

    def is_sealed_by(self, public_key: str) -> bool:
        """Whether the terminal with this key has signed it."""
        return holds(public_key, _DOMAIN + self.signed.encode(), self.signature)


def write_qr(slip: SealedSlip, signer: Signer) -> str:
    """The text of the QR code, at most MAX_QR_BYTES long."""
    signed = "|".join(
        (
            MARK,
            slip.issued.terminal_id,
            slip.issued.receipt_no,
            slip.issued.business_date,
            str(slip.issued.amount_minor),
            _carried(slip.customer_no),
            _in_letters(slip.entry_hash),
        )
    )
    return f"{signed}|{_in_letters(signer.sign(_DOMAIN + signed.encode()))}"


def is_qr_text(text: str) -> bool:
    """Whether this is meant to be the text of a receipt's QR code, and not a typed check code."""
    return text.startswith(f"{MARK}|")


def read_qr(text: str) -> ReadSlip:
    """The text taken apart; BadContent when it was not written by `write_qr`."""
    parts = text.split("|")
    if not text.isprintable() or len(text.encode()) > MAX_QR_BYTES or len(parts) != 8 or parts[0] != MARK:
        raise BadContent("this is not the text of a receipt's QR code, or not all of it")
    _, terminal_id, receipt_no, business_date, centavos, customer_no, entry_hash, signature = parts
    if not (centavos.isascii() and centavos.isdigit()) or centavos != str(int(centavos)) or int(centavos) > MAX_MINOR:
        raise BadContent("the amount in the QR code can't be read")
    try:
        read_date(business_date)
    except ValueError as error:
        raise BadContent("the date in the QR code can't be read") from error
    issued = Issued(terminal_id, receipt_no, business_date, int(centavos))
    slip = SealedSlip(issued, customer_no or None, _in_hex(entry_hash, _HASH_BYTES))
    return ReadSlip(slip, text.rpartition("|")[0], _in_hex(signature, _SIGNATURE_BYTES))


def _carried(customer_no: str | None) -> str:
    """The number, or nothing for one that the text has no room for or could be mistaken in."""
    if customer_no is None or "|" in customer_no or not customer_no.isprintable():
        return ""
    return customer_no if len(customer_no.encode()) <= MAX_CUSTOMER_BYTES else ""


def _in_letters(digits: str) -> str:
    return b2a_base64(bytes.fromhex(digits), newline=False).decode().rstrip("=").translate(_URL_SAFE)


def _in_hex(letters: str, octets: int) -> str:
    """The same in hex; BadContent for another length, and for a second spelling of the same bytes."""
    try:
        found = a2b_base64(letters.translate(_USUAL) + "=" * (-len(letters) % 4)).hex()
    except ValueError as error:
        raise BadContent("the QR code is damaged") from error
    if len(found) != 2 * octets or _in_letters(found) != letters:
        raise BadContent("the QR code is damaged")
    return found
