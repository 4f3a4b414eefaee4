"""A payment being taken: what is gathered page by page until it is confirmed. Nothing of it is recorded before that."""

from typing import NamedTuple

from mpos.contract.due import Due
from mpos.contract.payment import CASH, Tender
from mpos.domain.allocation import Wish
from mpos.domain.tendering import Handed
from mpos.services.collecting import PaymentRequest


class Taking(NamedTuple):
    """Amounts in minor units. `cash_minor` is what was handed over; None when no cash was."""

    due: Due
    amount_minor: int
    advance: bool = False
    cash_minor: int | None = None
    others: tuple[Tender, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def left_minor(self) -> int:
        """What is not paid yet by any tender."""
        return max(0, self.amount_minor - (self.cash_minor or 0) - sum(tender.amount_minor for tender in self.others))

    @property
    def change_minor(self) -> int:
        """What goes back to the customer."""
        paid_otherwise = sum(tender.amount_minor for tender in self.others)
        return max(0, (self.cash_minor or 0) - (self.amount_minor - paid_otherwise))

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
