"""The receipts of the newest business day: one is chosen by its running number and printed again, voided or shown."""

from mpos.contract.money import print_money
from mpos.contract.receipt_numbers import NUMBER_DIGITS
from mpos.domain.refusals import NoReceiptYet, UnknownReceipt
from mpos.keypad.background import print_soon
from mpos.keypad.entry import MAX_TYPED_DIGITS, DigitEntry
from mpos.keypad.frame import SMALLEST, Line, Size, View, paragraph, row, shortened
from mpos.keypad.keys import DOWN, ENTER, UP, Key, Scan
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.services.reprinting import print_again, shown_again
from mpos.store import days, payments, prints
from mpos.store.payments import Recorded

from .choosing import Choice, ChoicePage
from .printed import PrintedPage
from .showing import SlipPage
from .signing import ask_signature, can_sign
from .slip_states import sign_of, told_of_receipt, waits
from .void import VoidReasonPage

PRINT_ALL = "0"
"""No running number begins with it."""


class ReceiptsPage(Page):
    """Newest first. A running number and Enter opens any receipt of this device; Enter alone the marked one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._entry = DigitEntry(MAX_TYPED_DIGITS)
        self._marked = 0
        self._receipts = self._look()

    def view(self, room: Size) -> View:
        """What is typed, what waits for the printer, and as many receipts as fit around the marked one."""
        columns = room.columns
        lines = [Line(f"{_('Receipt no.')}: {self._entry.text}_")]
        waiting = self._waiting()
        if waiting:
            lines.append(Line(shortened(_("0 Print what waits: {count}").format(count=waiting), columns)))
        if not self._receipts:
            lines += paragraph(_("No receipts on this day yet."), columns)
        rows = room.rows - len(lines)
        first = max(0, self._marked - rows + 1)
        shown = self._receipts[first : first + rows]
        lines += [self._row(first + place, receipt, columns) for place, receipt in enumerate(shown)]
        return View(_("RECEIPTS"), tuple(lines), _("No., Enter: open  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Digits are a running number; Enter opens."""
        if isinstance(key, Scan):
            return self._open(payments.find(self.terminal.connection, key.code), key.code)
        if key == PRINT_ALL and not self._entry.text:
            print_soon(self.desk)
            return None
        if key in (UP, DOWN) and self._receipts:
            self._marked = (self._marked + (1 if key == DOWN else -1)) % len(self._receipts)
            return None
        if key != ENTER:
            return None if self._entry.press(key) else super().press(key)
        if self._entry.overflowed:
            self._entry.clear()
            return None
        if self._entry.text:
            number = self._entry.text
            return self._open(payments.numbered(self.terminal.connection, int(number)), number)
        if not self._receipts:
            raise NoReceiptYet
        return push(ReceiptPage(self.desk, self._receipts[self._marked].receipt_no))

    def resumed(self) -> None:
        """One of them may be voided by now."""
        self._receipts = self._look()

    def _open(self, receipt: Recorded | None, typed: str) -> Move:
        if receipt is None:
            raise UnknownReceipt(receipt_no=typed)
        self._entry.clear()
        return push(ReceiptPage(self.desk, receipt.receipt_no))

    def _look(self) -> list[Recorded]:
        day = days.last_day(self.terminal.connection)
        return payments.on_date(self.terminal.connection, day.business_date)[::-1] if day else []

    def _waiting(self) -> int:
        return prints.count_waiting(self.terminal.connection) if self.terminal.paper.connected else 0

    def _row(self, place: int, receipt: Recorded, columns: int) -> Line:
        number = int(receipt.receipt_no[-NUMBER_DIGITS:])
        sign = "V" if receipt.void_no else sign_of(self.desk, receipt.receipt_no)
        amount = f"{print_money(receipt.amount_minor)} {sign or ' '}"
        return row(f"{number} {receipt.customer_name}", amount, columns, marked=place == self._marked)


class ReceiptPage(ChoicePage):
    """One receipt, and what can be done with it."""

    def __init__(self, desk: Desk, receipt_no: str) -> None:
        self._receipt_no = receipt_no
        receipt = self._receipt = _read(desk, receipt_no)
        amount = print_money(receipt.amount_minor)
        above = [
            shortened(receipt.customer_name, SMALLEST.columns),
            _("{amount}, voided").format(amount=amount) if receipt.void_no else amount,
        ]
        choices = [
            Choice(_("Print it again"), lambda: _ask_reprint(desk, receipt, copy=False)),
            Choice(_("Collector's copy"), lambda: _ask_reprint(desk, receipt, copy=True)),
            Choice(_("Void it"), lambda: push(VoidReasonPage(desk, receipt))),
            Choice(_("Show it"), self._show),
        ]
        if can_sign():
            choices.append(Choice(_("Customer signs"), lambda: ask_signature(desk, receipt_no)))
        super().__init__(desk, _("RECEIPT {number}").format(number=receipt_no), choices, above=above)

    def _show(self) -> Move:
        return push(SlipPage(self.desk, self._receipt_no, shown_again(self.terminal, self._receipt_no)))


class _ReprintPage(ChoicePage):
    """What is printed here is recorded, too."""

    confirms = True


def _ask_reprint(desk: Desk, receipt: Recorded, *, copy: bool) -> Move:
    """Says before which mark it gets. What still waits for paper for the first time gets none."""
    if not desk.terminal.paper.connected:
        title = _("NO PRINTER IS SET UP")
        return push(SlipPage(desk, title, shown_again(desk.terminal, receipt.receipt_no, copy=copy)))
    if not copy and waits(desk, receipt.receipt_no):
        return _print(desk, receipt, copy=False)
    number = payments.reprints_of(desk.terminal.connection, receipt.seq) + 1
    said = _("It will be marked REPRINT {number}, with date and time.").format(number=number)
    title = _("COPY OF {number}") if copy else _("REPRINT OF {number}")
    choices = [Choice(_("Print it"), lambda: _print(desk, receipt, copy=copy))]
    return push(_ReprintPage(desk, title.format(number=receipt.receipt_no), choices, above=[said]))


def _print(desk: Desk, receipt: Recorded, *, copy: bool) -> Move:
    again = print_again(desk.terminal, receipt.receipt_no, copy)
    # An original that has waited is no news to those who print what is new.
    print_soon(desk)
    said = _("Reprints so far: {count}").format(count=again.reprints)
    title = _("RECEIPT {number}").format(number=receipt.receipt_no)
    return home(
        PrintedPage(desk, title, [said], lambda here: told_of_receipt(here, receipt.receipt_no)),
        flush=True,
    )


def _read(desk: Desk, receipt_no: str) -> Recorded:
    receipt = payments.find(desk.terminal.connection, receipt_no)
    if receipt is None:
        raise UnknownReceipt(receipt_no=receipt_no)
    return receipt
