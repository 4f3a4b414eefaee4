"""Our payments against those that PSCloud says it has."""

from collections.abc import Iterable, Iterator

from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.problems import PscloudFailing
from bridge.pscloud.shapes import Malformed, Posted, read_posted
from bridge.store.evidence import Standing
from bridge.store.postings import CLAIMED, COMPLETED, DONE
from mpos.contract.money import format_money


def posted_upstream(pscloud: BackOffice) -> dict[str, Posted]:
    """All payments in PSCloud's books, by id."""
    try:
        found = [read_posted(record) for page in pscloud.payments() for record in page.items]
    except Malformed as error:
        raise PscloudFailing(detail=f"its list of payments can't be read: {error.detail}") from error
    return {posted.payment_id: posted for posted in found}


def check_upstream(payments: Iterable[Standing], upstream: dict[str, Posted]) -> Iterator[str]:
    """One sentence for each payment that stands otherwise at PSCloud than here."""
    for payment in payments:
        if reason := _differs(payment, upstream.get(payment.payment_id)):
            yield f"receipt {payment.receipt_no}: {reason}"


def _differs(payment: Standing, posted: Posted | None) -> str | None:
    if posted is None:
        is_there = payment.status == COMPLETED and payment.post_state == DONE
        return "it is posted here, and PSCloud does not have it" if is_there else None
    if payment.post_state not in (DONE, CLAIMED):
        return f"PSCloud has it, though it is {payment.status} here"
    if posted.amount_minor != payment.amount_minor or posted.receipt_no != payment.receipt_no:
        return f"PSCloud has it as {posted.receipt_no} over {format_money(posted.amount_minor)}"
    if posted.status == "voided" and not payment.is_voided:
        return "PSCloud has voided it, and nobody here has"
    if posted.status == "posted" and payment.void_state == DONE:
        return "it is voided here, and PSCloud still counts it"
    return None
