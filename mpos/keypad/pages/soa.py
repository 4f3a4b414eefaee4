"""One customer's SOA: what is due, invoice by invoice, and the amount to pay. Enter alone pays all of it."""

from collections.abc import Callable

from mpos.contract.due import Due
from mpos.contract.money import print_money
from mpos.keypad.entry import AmountEntry
from mpos.keypad.frame import Line, Size, View, pair, paragraph, shortened
from mpos.keypad.keys import DOWN, ENTER, UP, Key
from mpos.keypad.language import _
from mpos.keypad.large import ROWS, large
from mpos.keypad.page import Desk, Move, Page, back, push
from mpos.services.collecting import check_may_take
from mpos.services.known_soas import known_soas

from .choosing import Choice, ChoicePage
from .paying import MethodPage
from .taking import Taking


class SoaPage(Page):
    """Shows what is due, and takes the amount. `pay` leads on to how it is paid."""

    def __init__(self, desk: Desk, soa_no: str, pay: Callable[[Due, Taking], Move] | None = None) -> None:
        super().__init__(desk)
        self._soa_no = soa_no
        self._pay_by = pay or (lambda _due, taking: push(MethodPage(desk, taking)))
        self._due = self._look()
        self._entry = AmountEntry()
        self._first = 0

    def view(self, room: Size) -> View:
        """The invoices while nothing is typed, else the amount in large digits."""
        soa, columns = self._due.soa, room.columns
        title = shortened(soa.name, columns)
        head = [pair(soa.soa_no, _("due {date}").format(date=soa.due_date), columns)]
        head.append(pair(_("DUE"), print_money(self._due.amount_minor), columns))
        if self._entry.scanned:
            return View(title, (*head, *paragraph(_("That was a barcode, not an amount."), columns)), _("Clear: back"))
        if self._entry.is_empty:
            invoices = self._invoices(columns)
            shown = self._fitting(invoices, room.rows - len(head), columns)
            return View(title, (*head, *shown), _("Enter: pay all  0-9: amount"))
        typed = [Line(), Line(_("Pay")), *large(self._entry.shown, columns), Line(_("0 first: whole pesos"))]
        return View(title, (*head, *typed[: max(ROWS, room.rows - len(head))]), _("Enter: go on  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Enter alone pays what is due; digits are an amount."""
        if key == ENTER and self._entry.scanned:
            self._entry.clear()
            return None
        if key == ENTER and self._entry.is_empty and self._due.amount_minor:
            return self._pay(self._due.amount_minor)
        if key == ENTER and self._entry.minor:
            return self._pay(self._entry.minor)
        if key in (UP, DOWN):
            most = max(0, len(self._due.invoices) - 1)
            self._first = min(most, max(0, self._first + (1 if key == DOWN else -1)))
            return None
        return None if self._entry.press(key) else super().press(key)

    def resumed(self) -> None:
        """What is due may have changed."""
        self._due = self._look()

    def _pay(self, amount_minor: int) -> Move:
        """Refused here already where nothing may be taken: nobody gathers cash and references in vain."""
        check_may_take(self.terminal, self.terminal.collector)
        taking = Taking(self._due, amount_minor)
        if amount_minor <= self._due.amount_minor:
            return self._pay_by(self._due, taking)
        over = print_money(amount_minor - self._due.amount_minor)
        choices = [
            Choice(_("Type another amount"), back),
            Choice(_("Keep the rest as advance"), lambda: self._pay_by(self._due, taking._replace(advance=True))),
        ]
        return push(ChoicePage(self.desk, _("{amount} MORE THAN DUE").format(amount=over), choices))

    def _look(self) -> Due:
        soas = known_soas(self.terminal, self.terminal.collector)
        return soas.due_of(self._soa_no)

    def _fitting(self, invoices: list[Line], rows: int, columns: int) -> list[Line]:
        """What fits; the last row tells of what does not, which is seen where an invoice is chosen."""
        shown = invoices[self._first : self._first + rows]
        if self._first + rows >= len(invoices):
            return shown
        more = shortened(_("... more: see Choose an invoice"), columns)
        return [*shown[:-1], Line(more)]

    def _invoices(self, columns: int) -> list[Line]:
        rows = []
        for line in self._due.invoices:
            sign = "*" if line.invoice.disputed else ""
            rows.append(
                pair(
                    f"{line.invoice.due_date[2:]} {line.invoice.invoice_no}{sign}",
                    print_money(line.amount_minor),
                    columns,
                )
            )
            if line.penalty_minor:
                rows.append(pair(f"  {_('of which penalty')}", print_money(line.penalty_minor), columns))
        return rows
