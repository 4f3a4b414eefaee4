from mpos.slips.qr_to_pay import qr_to_pay_slip
from printers.document import Qr
from tests.mpos.slips.records import ISSUER, rows

SLIP = qr_to_pay_slip(
    ISSUER, "00020101021228", "A-Q-0001", 123_456, "SOA-0379-NEVHP", "JUAN CRUZ", "2026-11-22T10:00:00.000+08:00"
)


def test_it_carries_the_payload_untouched_with_its_amount_and_reference() -> None:
    assert [block.content for block in SLIP.blocks if isinstance(block, Qr)] == ["00020101021228"]
    assert {
        "QR CODE TO PAY",
        "AMOUNT TO PAY 1,234.56",
        "Reference A-Q-0001",
        "JUAN CRUZ",
        "SOA no. SOA-0379-NEVHP",
        "THIS IS NOT A RECEIPT.",
    } <= set(rows(SLIP))
