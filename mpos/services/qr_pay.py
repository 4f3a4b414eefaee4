"""A QR Ph code for the customer's phone: from the office's static code, with what is paid and a reference of ours.

Showing it records nothing. Out of reach of a network nobody here sees the money arrive, so what is then collected under
the reference is marked for confirmation, and the office finds it in its account by the same reference.
"""

import secrets

from mpos.contract.check_code import LETTERS
from mpos.contract.clock import write_instant
from mpos.contract.payment import EWALLET, Tender
from mpos.contract.qr_ph import BadQrPh, dynamic_payload
from mpos.domain.refusals import NoQrPh, QrPhUnusable
from mpos.domain.tendering import Handed
from mpos.light.typing import NamedTuple
from mpos.slips.qr_to_pay import qr_to_pay_slip
from printers.document import Document

from .collecting import PaymentRequest, check_may_take, rehearse
from .terminal import Terminal

_REFERENCE_LETTERS = 8


class QrToPay(NamedTuple):
    """What the customer's app reads (`payload`), and the same as a slip. Amount in minor units."""

    payload: str
    reference: str
    amount_minor: int
    soa_no: str
    customer_name: str
    document: Document


def qr_to_pay(terminal: Terminal, soa_no: str, amount_minor: int | None = None) -> QrToPay:
    """A code for this amount, or for all that is due. Refuses whatever `collect` would refuse after the customer paid.

    NoQrPh when the office takes no QR Ph, QrPhUnusable when no code can be made of what it has set.
    """
    check_may_take(terminal, terminal.collector)
    issuer = terminal.issuer
    if not issuer.business.qr_ph:
        raise NoQrPh
    tender = Tender(EWALLET, 0, reference=_new_reference(terminal.identity.series), for_confirmation=True)
    payment = rehearse(terminal, soa_no, PaymentRequest(Handed(None, (), tender), amount_minor))
    reference, amount = tender.reference or "", payment.amount_minor
    try:
        payload = dynamic_payload(issuer.business.qr_ph, amount, reference)
    except BadQrPh as error:
        raise QrPhUnusable(detail=error) from error
    soa, name, now = payment.soa_no or soa_no, payment.customer_name, write_instant(terminal.clock.now())
    slip = qr_to_pay_slip(issuer, payload, reference, amount, soa, name, now)
    return QrToPay(payload, reference, amount, soa, name, slip)


def _new_reference(series: str) -> str:
    """The series, which no other device has, and 40 bits that this one has not used before: "A-7K2M9XWQ"."""
    return f"{series}-{''.join(secrets.choice(LETTERS) for _ in range(_REFERENCE_LETTERS))}"
