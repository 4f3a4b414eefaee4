"""How a payment is paid: the method, and what each method needs to be told. Cash is one key away."""

from collections.abc import Callable
from functools import partial

from mpos.contract.due import Due
from mpos.contract.money import print_money
from mpos.contract.payment import BANK_TRANSFER, CARD, CASH, CHECK, EWALLET, WITHHOLDING_TAX, Tender
from mpos.domain.allocation import Wish
from mpos.domain.refusals import TendersDoNotMatch
from mpos.keypad.frame import SMALLEST, Line, shortened
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, push
from mpos.services.qr_pay import QrToPay, qr_to_pay

from .asking import AmountPage, CodePage
from .check_details import ask_check
from .choosing import Choice, ChoicePage
from .confirm import ConfirmPaymentPage
from .qr_pay import QrPayPage
from .taking import Taking
from .words import method_name

MAX_REFERENCE = 30
"""Characters: one row of the smallest screen shows it whole."""
LAST4 = 4


class MethodPage(ChoicePage):
    """Cash is marked: Enter takes it. The others are a digit away."""

    def __init__(self, desk: Desk, taking: Taking) -> None:
        self._taking = taking
        self._codes: dict[int, QrToPay] = {}
        choices = [
            Choice(method_name(CASH), lambda: push(_cash(desk, taking))),
            Choice(method_name(CHECK), lambda: self._part(CHECK)),
            Choice(method_name(CARD), lambda: self._part(CARD)),
            Choice(method_name(EWALLET), lambda: self._part(EWALLET)),
            *self._with_due(lambda due: Choice(_("QR Ph"), lambda: self._how_much(partial(self._by_qr, due)))),
            Choice(method_name(BANK_TRANSFER), lambda: self._part(BANK_TRANSFER)),
            Choice(method_name(WITHHOLDING_TAX), lambda: self._part(WITHHOLDING_TAX)),
            *self._with_due(lambda due: Choice(_("Choose an invoice"), partial(self._choose_invoice, due))),
        ]
        super().__init__(desk, _("PAY {amount} BY").format(amount=print_money(taking.left_minor)), choices)

    def _with_due(self, choice: Callable[[Due], Choice]) -> list[Choice]:
        """What only makes sense where it is known what is due."""
        return [choice(self._taking.due)] if self._taking.due is not None else []

    def _part(self, method: str) -> Move:
        return self._how_much(lambda minor: push(_details(self.desk, self._taking, Tender(method, minor))))

    def _by_qr(self, due: Due, minor: int) -> Move:
        """A code that was shown once is the same when it is come back to: the customer may be paying it just now."""
        desk, taking = self.desk, self._taking
        if minor not in self._codes:
            self._codes[minor] = qr_to_pay(self.terminal, due.soa.soa_no, minor)
        return push(QrPayPage(desk, self._codes[minor], lambda tender: go_on(desk, taking.with_tender(tender))))

    def _how_much(self, then: Callable[[int], Move]) -> Move:
        """How much of what is left by one method; Enter alone takes all of it."""

        def with_amount(minor: int) -> Move | None:
            if minor > self._taking.left_minor:
                raise TendersDoNotMatch(given=print_money(minor), amount=print_money(self._taking.left_minor))
            return then(minor) if minor else None

        return push(
            AmountPage(
                self.desk,
                _("HOW MUCH OF IT"),
                with_amount,
                suggested_minor=self._taking.left_minor,
                suggestion=_("all of it"),
            )
        )

    def _choose_invoice(self, due: Due) -> Move:
        desk, taking = self.desk, self._taking

        def wish(invoice_no: str, most: int) -> Move:
            def with_amount(minor: int) -> Move | None:
                if not minor:
                    return None
                wished = taking._replace(amount_minor=minor, wishes=(Wish(invoice_no, minor),), advance=False)
                return push(MethodPage(desk, wished))

            title = shortened(_("PAY ON {invoice}").format(invoice=invoice_no), SMALLEST.columns)
            return push(AmountPage(desk, title, with_amount, suggested_minor=most, suggestion=_("all of it")))

        choices = [
            Choice(
                f"{print_money(line.amount_minor)} {line.invoice.invoice_no}",
                partial(wish, line.invoice.invoice_no, line.amount_minor),
            )
            for line in due.invoices
            if line.amount_minor
        ]
        return push(ChoicePage(desk, _("WHICH INVOICE"), choices))


def go_on(desk: Desk, taking: Taking) -> Move:
    """To the confirmation once all is paid; else to what pays the rest."""
    return push(MethodPage(desk, taking) if taking.left_minor else ConfirmPaymentPage(desk, taking))


def _cash(desk: Desk, taking: Taking) -> AmountPage:
    def handed(minor: int) -> Move | None:
        return go_on(desk, taking.with_tender(Tender(CASH, minor))) if minor else None

    return AmountPage(
        desk,
        _("CASH RECEIVED"),
        handed,
        above=[Line(f"{_('To pay')} {print_money(taking.left_minor)}")],
        suggested_minor=taking.left_minor,
        suggestion=_("exactly"),
    )


def _details(desk: Desk, taking: Taking, tender: Tender) -> Page:
    """What the office needs to know of a tender that is not cash."""

    def referenced(text: str) -> Move:
        return go_on(desk, taking.with_tender(tender._replace(reference=text)))

    if tender.method == CHECK:
        # What has its receipt on paper already can't be taken in keeping instead.
        due = None if taking.manual else taking.due
        return ask_check(desk, due, tender, lambda whole: go_on(desk, taking.with_tender(whole)))
    if tender.method == CARD:
        return _card(desk, taking, tender)
    is_certified = tender.method == WITHHOLDING_TAX
    question = _("Number of the certificate (2307)") if is_certified else _("Reference number")
    return CodePage(desk, _("REFERENCE"), question, referenced, limit=MAX_REFERENCE, letters=True)


def _card(desk: Desk, taking: Taking, tender: Tender) -> CodePage:
    def last4(approval: str) -> Move:
        def done(digits: str) -> Move | None:
            if len(digits) != LAST4:
                return None
            return go_on(desk, taking.with_tender(tender._replace(reference=approval, card_last4=digits)))

        return push(CodePage(desk, _("CARD"), _("Last four digits of the card"), done, limit=LAST4))

    return CodePage(desk, _("CARD"), _("Approval code"), last4, limit=MAX_REFERENCE, letters=True)
