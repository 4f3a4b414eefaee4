"""A payment being taken: what is gathered page by page until it is confirmed. Nothing of it is recorded before that."""

from mpos.contract.due import Due
from mpos.contract.payment import CASH, Payment, Tender
from mpos.domain.allocation import Wish
from mpos.domain.tendering import Handed
from mpos.light.typing import NamedTuple
from mpos.services.collecting import (
    Collected,
    ManualReceipt,
    PaymentRequest,
    collect,
    enter_manual,
    rehearse,
    rehearse_without_soa,
)
from mpos.services.terminal import Terminal


class Taking(NamedTuple):
    """Amounts in minor units. `cash_minor` is what was handed over; None when no cash was.

    `manual` is the paper receipt that the payment has already. Without a SOA, `due` is None, and there is one.
    """

    due: Due | None
    amount_minor: int
    manual: ManualReceipt | None = None
    advance: bool = False
    cash_minor: int | None = None
    others: tuple[Tender, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def left_minor(self) -> int:
        """What is not paid yet by any tender."""
        return max(0, self.amount_minor - (self.cash_minor or 0) - sum(tender.amount_minor for tender in self.others))

    def with_tender(self, tender: Tender) -> "Taking":
        """With one tender more; cash adds to cash."""
        if tender.method == CASH:
            return self._replace(cash_minor=(self.cash_minor or 0) + tender.amount_minor)
        return self._replace(others=(*self.others, tender))

    @property
    def request(self) -> PaymentRequest:
        """What the service is asked to record."""
        handed = Handed(self.cash_minor, self.others)
        return PaymentRequest(handed, self.amount_minor, self.wishes, self.advance)

    def rehearse(self, terminal: Terminal) -> Payment:
        """The payment as it would be recorded. Refuses as recording would."""
        if self.due is None:
            return rehearse_without_soa(terminal, self._paper_receipt, self.request)
        return rehearse(terminal, self.due.soa.soa_no, self.request)

    def record(self, terminal: Terminal) -> Collected:
        """Records it, durably."""
        if self.due is None or self.manual is not None:
            return enter_manual(terminal, self._paper_receipt, self.request)
        return collect(terminal, self.due.soa.soa_no, self.request)

    @property
    def _paper_receipt(self) -> ManualReceipt:
        if self.manual is None:
            raise ValueError("a payment without a SOA needs its paper receipt")
        return self.manual
