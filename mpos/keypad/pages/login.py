"""Logging in: the collectors that this device knows, by a digit each, then the PIN."""

from functools import partial

from mpos.contract.wire import Person
from mpos.keypad.errands import Errand
from mpos.keypad.frame import Size, View, paragraph
from mpos.keypad.keys import ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.services.logins import log_in
from mpos.store import people
from mpos.store.identity import read_identity

from .asking import CodePage, TextPage
from .choosing import Choice, ChoicePage
from .lock import PIN_DIGITS
from .working import WorkingPage

LOGGING_IN = "login"
MAX_LOGIN = 60


class LoginPage(Page):
    """Who works on this device. Before it is enrolled it only says so."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._inner: ChoicePage | None = None
        if read_identity(self.terminal.connection) is not None:
            known = people.all_people(self.terminal.connection)
            choices = [Choice(person.name, partial(_to_pin, desk, person.login)) for person in known]
            self._inner = ChoicePage(desk, _("LOG IN"), [*choices, Choice(_("Somebody else"), self._somebody_else)])

    def view(self, room: Size) -> View:
        """The people, or that the device is not enrolled."""
        if self._inner is not None:
            return self._inner.view(room)._replace(keys=_("Digit or Enter"))
        said = _("This device is not enrolled. An office technician runs: mpos enroll")
        return View(_("LOG IN"), tuple(paragraph(said, room.columns)), _("Enter: look again"))

    def press(self, key: Key) -> Move | None:
        """A digit chooses a person."""
        if self._inner is not None:
            move = self._inner.press(key)
            return move if move is None or move.page is not None else None
        return home() if key == ENTER else None

    def _somebody_else(self) -> Move:
        question = _("Your login")
        return push(
            TextPage(
                self.desk,
                _("LOG IN"),
                question,
                lambda login: _to_pin(self.desk, login.lower()),
                limit=MAX_LOGIN,
            )
        )


def _to_pin(desk: Desk, login: str) -> Move:
    """Asks for the PIN. A login that was left and still waits for the office is waited for, not overtaken."""

    def check(pin: str) -> Move:
        # Beside the keys, because for somebody new the office is asked, which may not answer for a while.
        return _wait(desk, desk.errands.start(LOGGING_IN, lambda terminal: log_in(terminal, login, pin)))

    if running := desk.errands.running(LOGGING_IN):
        return _wait(desk, running)
    return push(CodePage(desk, _("LOG IN"), f"{_('PIN of')} {login}", check, limit=PIN_DIGITS, hidden=True))


def _wait(desk: Desk, errand: Errand[Person]) -> Move:
    return push(WorkingPage(desk, _("LOG IN"), errand, lambda _person: home(flush=True)))
