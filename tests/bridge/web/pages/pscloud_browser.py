"""A browser at the pages of an office whose PSCloud is in the same process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from bridge.turn import work_turn
from bridge.web import make_app
from scripts.pscloud_sandbox import ListedInvoice
from scripts.world.in_process import InProcess
from tests.bridge.office_core import Core, MovableClock
from tests.bridge.pscloud_office import INVOICES, Office, open_office
from tests.bridge.web.pages.browser import Browser

DEADLINE_S = 60


class Online(NamedTuple):
    """The office, and a browser that nobody has signed in with yet."""

    office: Office
    browser: Browser

    def until_done(self) -> None:
        """Waits for the download that was begun in the background."""
        with work_turn(self.office.bridge.settings.home, self.office.clock, DEADLINE_S, lambda _: None):
            pass


@contextmanager
def open_online(home: Path, invoices: tuple[ListedInvoice, ...] = INVOICES, **settings: str) -> Iterator[Online]:
    """An office with its pages, nothing downloaded yet."""
    with open_office(home, invoices, **settings) as office:
        network = InProcess(make_app(office.bridge))
        try:
            with httpx.Client(transport=network, base_url="http://bridge.test") as http:
                yield Online(office, Browser(Core(office.bridge, MovableClock(), http)))
        finally:
            network.shut_down()
