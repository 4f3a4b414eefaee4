"""What is needed now and then: how this device stands, the printer, the language, the lock, and logging out."""

from functools import partial

from mpos.keypad.frame import SMALLEST, shortened
from mpos.keypad.language import _, speak
from mpos.keypad.page import Desk, Move, Page, back, home, push
from mpos.services.config_file import change_settings
from mpos.services.logins import log_out
from mpos.services.unsent import count_unsent
from mpos.settings import LANGUAGE_NAMES

from .choosing import Choice, ChoicePage
from .device_status import status_page
from .lock import LockPage
from .printer import PrinterPage


class MorePage(ChoicePage):
    """The rest of the menu."""

    def __init__(self, desk: Desk) -> None:
        choices = [
            Choice(_("How things stand"), lambda: push(status_page(desk))),
            Choice(_("Printer"), lambda: push(PrinterPage(desk))),
            Choice(_("Language / Wika"), lambda: push(_language_page(desk))),
            Choice(_("Lock now"), lambda: home(LockPage(desk))),
            Choice(_("Log out"), lambda: push(_log_out_page(desk))),
        ]
        super().__init__(desk, _("MORE"), choices)


def _language_page(desk: Desk) -> Page:
    def take(language: str) -> Move:
        change_settings(desk.terminal.home, {"language": language})
        speak(language)
        return home()

    choices = [Choice(name, partial(take, language)) for language, name in LANGUAGE_NAMES.items()]
    return ChoicePage(desk, _("LANGUAGE"), choices)


def _log_out_page(desk: Desk) -> Page:
    def leave() -> Move:
        log_out(desk.terminal)
        return home(flush=True)

    name = shortened(desk.terminal.collector.name, SMALLEST.columns)
    unsent = count_unsent(desk.terminal.connection)
    above = [name]
    if unsent:
        above.append(_("{count} entries are not uploaded yet. They stay here, and are safe.").format(count=unsent))
    return ChoicePage(desk, _("LOG OUT?"), [Choice(_("Stay"), back), Choice(_("Log out"), leave)], above=above)
