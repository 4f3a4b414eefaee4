"""Handing over cash: how much or which notes and coins, to whom, a reference, and a last look."""

from collections.abc import Callable
from functools import partial

from mpos.contract.money import print_money
from mpos.contract.remittance import MAX_NAME, MAX_REFERENCE
from mpos.domain.counting import Pieces, total
from mpos.domain.words import in_words
from mpos.keypad.language import _, marked
from mpos.keypad.page import Desk, Move, home, push
from mpos.services.cash_box import cash_to_remit, is_to_be_counted_blind
from mpos.services.remitting import RemittanceRequest, remit
from mpos.services.terminal import Terminal

from .asking import AmountPage, CodePage, TextPage
from .choosing import Choice, ChoicePage
from .count import PiecesPage
from .summary import ConfirmationPage, Row, SummaryPage

RECEIVERS = (marked("Cashier"), marked("Branch"), marked("Bank"))
"""Shown in the collector's language; the journal and the slip have them in English, as all else."""


class RemitPage(ChoicePage):
    """By amount, or by counting what is handed over."""

    def __init__(self, desk: Desk, then: Callable[[], Move] = home) -> None:
        self._after = then
        choices = [
            Choice(_("Type the amount"), self._by_amount),
            Choice(_("Count notes and coins"), self._by_count),
        ]
        super().__init__(desk, _("REMIT CASH"), choices)

    def _by_amount(self) -> Move:
        def typed(minor: int) -> Move | None:
            return self._ask_receiver(RemittanceRequest(amount_minor=minor)) if minor else None

        suggested = _suggested_minor(self.terminal)
        return push(AmountPage(self.desk, _("REMIT"), typed, suggested_minor=suggested, suggestion=_("all of it")))

    def _by_count(self) -> Move:
        def counted(pieces: tuple[Pieces, ...]) -> Move | None:
            return self._ask_receiver(RemittanceRequest(pieces=pieces)) if total(pieces) else None

        return push(PiecesPage(self.desk, _("COUNT WHAT YOU REMIT"), counted))

    def _ask_receiver(self, request: RemittanceRequest) -> Move:
        def chosen(name: str) -> Move:
            return self._ask_reference(request._replace(handed_to=name))

        def other() -> Move:
            return push(TextPage(self.desk, _("HANDED TO"), _("Name"), chosen, limit=MAX_NAME))

        choices = [Choice(_(name), partial(chosen, name)) for name in RECEIVERS]
        return push(ChoicePage(self.desk, _("HANDED TO"), [*choices, Choice(_("Somebody else"), other)]))

    def _ask_reference(self, request: RemittanceRequest) -> Move:
        nothing = _("none")

        def typed(reference: str) -> Move:
            return self._look(request if reference == nothing else request._replace(reference=reference))

        question = _("Reference, such as the number of a deposit slip")
        page = CodePage(self.desk, _("REFERENCE"), question, typed, limit=MAX_REFERENCE, letters=True, default=nothing)
        return push(page)

    def _look(self, request: RemittanceRequest) -> Move:
        amount = request.amount_minor or total(request.pieces)
        rows = [Row(_("To"), _(request.handed_to or ""))]
        if request.reference:
            rows.append(Row(_("Reference"), request.reference))
        page = ConfirmationPage(
            self.desk,
            _("CONFIRM"),
            rows,
            headline=Row(_("REMIT"), print_money(amount)),
            below=[in_words(amount)],
            then=lambda: self._record(request),
        )
        return push(page, flush=True)

    def _record(self, request: RemittanceRequest) -> Move:
        remitted = remit(self.terminal, request)
        rows = [Row(_("Remittance"), remitted.remittance.remittance_no)]
        if remitted.left_minor is not None:
            rows.append(Row(_("Still in hand"), print_money(remitted.left_minor)))
        headline = Row(_("REMITTED"), print_money(remitted.remittance.amount_minor))
        return home(SummaryPage(self.desk, _("REMITTED"), rows, headline=headline, then=self._after), flush=True)


def _suggested_minor(terminal: Terminal) -> int | None:
    """Nothing before a blind count: it would tell what is in the box."""
    return None if is_to_be_counted_blind(terminal) else cash_to_remit(terminal) or None
