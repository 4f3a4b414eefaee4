"""Readers of what people type or scan: check codes, the QR codes of receipts, a merchant's payload."""

from collections.abc import Callable

from mpos.contract.canonical import BadContent
from mpos.contract.check_code import LETTERS, Issued, read_code, write_code
from mpos.contract.qr_ph import BadQrPh, read_payload, write_payload
from mpos.contract.seal import Signer
from mpos.contract.slip_seal import SealedSlip, read_qr, write_qr
from scripts.fuzzing import examples
from scripts.fuzzing.reader import TAKEN, NotTheSame, Reader
from scripts.fuzzing.spoiling import bent

_ISSUED = Issued("T001", "A00000002", "2026-11-22", 298_514)
CODE = write_code(b"s" * 32, _ISSUED)
SLIP = write_qr(SealedSlip(_ISSUED, "8527-BUQIK", "ab" * 32), Signer(examples.KEY))
PAYLOAD = (
    "00020101021128560011ph.ppmi.p2m0111TESTPHM1XXX03150000000000000010503000520460125303608"
    "5802PH5915SAMPLE MERCHANT6011QUEZON CITY6304DB34"
)


def _judge_code(text: str) -> str:
    typed = read_code(text)
    if not set(typed.proof) <= set(LETTERS) or read_code(f"{typed.number}-{typed.amount_minor}-{typed.proof}") != typed:
        raise NotTheSame(text)
    return TAKEN


def _judge_slip(text: str) -> str:
    """Whatever the key did not sign is no slip, however well it reads."""
    if read_qr(text).is_sealed_by(Signer(examples.KEY).public_key) != (text == SLIP):
        raise NotTheSame(text)
    return TAKEN


def _judge_payload(text: str) -> str:
    if write_payload(read_payload(text)) != text:
        raise NotTheSame(text)
    return TAKEN


def _typed(name: str, valid: str, judge: Callable[[str], str]) -> Reader:
    """A reader of text, fed with what a command line or a web server makes of any bytes."""

    def read(content: bytes) -> str:
        try:
            return judge(content.decode(errors="surrogateescape"))
        except (BadContent, BadQrPh) as refused:
            return type(refused).__name__

    return Reader(name, bent(valid.encode()), read)


TYPED: tuple[Reader, ...] = (
    _typed("check code", CODE, _judge_code),
    _typed("receipt's QR code", SLIP, _judge_slip),
    _typed("QR Ph payload", PAYLOAD, _judge_payload),
)
