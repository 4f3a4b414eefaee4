"""The keypad as a whole: a stack of pages under a status line. Keys go in, frames come out; it knows no terminal."""

from collections.abc import Callable

from mpos.contract.problems import Problem
from mpos.store import settings as facts
from mpos.store.database import sqlite_translated

from .advice import ProblemPage
from .background import Background
from .frame import SMALLEST, Frame, Size, compose, paragraph, room_below
from .keys import Key
from .language import _
from .page import BACK, HOME, PUSH, REPLACE, Desk, Move, Page, home
from .pages.lock import LockPage
from .pages.login import LoginPage
from .pages.menu import MenuPage
from .status_line import StatusLine

SECONDS_A_MINUTE = 60


class Keypad:
    """One collector's session at the keys. `seconds` is a clock for waiting, not for the time of day."""

    def __init__(self, desk: Desk, seconds: Callable[[], float]) -> None:
        self._desk = desk
        self._seconds = seconds
        self._idle_lock_s = desk.settings.idle_lock_minutes * SECONDS_A_MINUTE
        self._last_key_at = seconds()
        self._background = Background(desk, desk.settings.background_upload, seconds)
        self._status = StatusLine(desk)
        self._whose: str | None = None
        self._pages: list[Page] = [self._first_page()]
        self.wants_quiet = False
        """Keys that were pressed before now are to be forgotten; whoever reads them says when that is done."""

    @property
    def page(self) -> Page:
        """The page on top."""
        return self._pages[-1]

    def press(self, key: Key) -> None:
        """Takes one key. Whatever goes wrong is shown, and nothing that was recorded is lost."""
        self._last_key_at = self._seconds()
        self._turn(lambda: self._follow_the_session() or self.page.press(key))

    def tick(self) -> None:
        """Looks after what happens without keys: errands that are done, the next upload, the lock."""
        self._background.tick()
        self._turn(self.page.tick)
        if not isinstance(self.page, ProblemPage):
            self._turn(self._follow_the_session)
        idle = self._seconds() - self._last_key_at
        if self._idle_lock_s and idle >= self._idle_lock_s:
            self.lock()
        self._status.refresh()

    def lock(self) -> None:
        """Asks for the PIN before anything else, where somebody is logged in. The page below stays as it is."""
        if self._may_lock():
            self._pages.append(LockPage(self._desk))

    def frame(self, size: Size) -> Frame:
        """The screen as it is now."""
        if not is_large_enough(size):
            return too_small(size)
        status = self._status.lines(size)
        view = self.page.view(Size(size.columns, room_below(len(status) + 1, size)))
        return compose(status, view, size)

    def _turn(self, step: Callable[[], Move | None]) -> None:
        try:
            with sqlite_translated():
                move = step()
        except Problem as problem:
            move = Move(PUSH, ProblemPage(self._desk, problem))
        if move is not None:
            self._go(move)
            # A key that led on may have recorded something with a slip.
            self._background.print_new()
            self._status.refresh()

    def _go(self, move: Move) -> None:
        self.wants_quiet = self.wants_quiet or move.flush
        if move.kind == HOME:
            self._pages = [self._first_page()]
        elif move.kind == REPLACE or (move.kind == BACK and len(self._pages) > 1):
            self._pages.pop()
        if move.page is not None:
            self._pages.append(move.page)
        elif not self._pages:
            self._pages = [self._first_page()]
        if move.kind in (BACK, HOME):
            self._resume()

    def _resume(self) -> None:
        """Lets the page on top look anew. One that can't be shown any more gives way to the problem."""
        try:
            with sqlite_translated():
                self.page.resumed()
        except Problem as problem:
            if len(self._pages) > 1:
                self._pages.pop()
            self._pages.append(ProblemPage(self._desk, problem))

    def _first_page(self) -> Page:
        self._whose = self._session()
        return MenuPage(self._desk) if self._whose else LoginPage(self._desk)

    def _follow_the_session(self) -> Move | None:
        """What is open belongs to who opened it: an upload or another program may have logged out, or in."""
        return None if self._session() == self._whose else home()

    def _session(self) -> str | None:
        login: str | None = facts.read_setting(self._desk.terminal.connection, facts.SESSION)
        return login

    def _may_lock(self) -> bool:
        return self._session() is not None and not any(isinstance(page, LockPage) for page in self._pages)


def is_large_enough(size: Size) -> bool:
    """Whether pages can be shown there. Where they can't, no key must do what nobody sees."""
    return size.columns >= SMALLEST.columns and size.rows >= SMALLEST.rows


def too_small(size: Size) -> Frame:
    """What is shown where no page fits."""
    said = paragraph(_("The screen is too small."), size.columns)
    return Frame(tuple(said[: size.rows]), cut=True)
