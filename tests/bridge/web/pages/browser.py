"""A browser without a screen for the office's pages: signs in, reads pages, fills in the forms that are on them."""

from html.parser import HTMLParser
from typing import NamedTuple

import httpx

from bridge.access.roles import ADMINISTRATOR
from bridge.store.engine import writing
from bridge.store.office_users import add_user
from tests.bridge.office_core import Core

PASSWORD = "a password of a person"


class Filled(NamedTuple):
    """A form as it stands on a page: where it goes, how, and what its fields hold."""

    action: str
    method: str
    values: dict[str, str]


class Page(NamedTuple):
    """What a browser got."""

    status: int
    text: str
    path: str

    @property
    def forms(self) -> list[Filled]:
        """All forms on it."""
        reader = _Forms()
        reader.feed(self.text)
        return reader.found

    def form(self, action: str) -> Filled:
        """The form that goes there."""
        return next(form for form in self.forms if form.action == action)

    @property
    def words(self) -> str:
        """The text that people read, on one line."""
        reader = _Words()
        reader.feed(self.text)
        return " ".join(" ".join(reader.found).split())


class Browser:
    """Somebody's browser at the office's pages."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._http = core.http
        self._http.cookies.clear()

    def sign_in(self, name: str = "admin", password: str = "a-password-for-tests", code: str = "") -> Page:
        """Signs in and lands on the start page, or on the form again."""
        return self.submit(self.get("/sign-in"), "/sign-in", name=name, password=password, code=code)

    def become(self, role: str = ADMINISTRATOR, branches: tuple[str, ...] | None = None, name: str = "") -> Page:
        """Makes a user with this role and signs in as them."""
        with writing(self._core.bridge.engine) as conn:
            add_user(conn, name or role, PASSWORD, role, self._core.clock.now(), branches)
        # admin is the one that the office was made with.
        return self.sign_in(name or role, PASSWORD)

    def get(self, path: str, **headers: str) -> Page:
        """The page at this path, wherever it sends one."""
        return self._page(self._http.get(path, headers={"Accept": "text/html", **headers}, follow_redirects=True))

    def submit(self, page: Page, action: str, **typed: str | list[str]) -> Page:
        """Fills in a form of the page and sends it."""
        form = page.form(action)
        return self.send(action, **{**form.values, **typed})

    def send(self, path: str, **fields: str | list[str]) -> Page:
        """Posts fields as a form does, with whatever token is among them."""
        answer = self._http.post(path, data=fields, headers={"Accept": "text/html"}, follow_redirects=True)
        return self._page(answer)

    def _page(self, answer: httpx.Response) -> Page:
        return Page(answer.status_code, answer.text, answer.url.raw_path.decode())


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Filled] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Filled(told.get("action", ""), told.get("method", "get"), {}))
        elif tag == "input" and "name" in told and self.found and _counts(told):
            self.found[-1].values[told["name"]] = told.get("value", "")
        elif tag == "select":
            self._select = told.get("name", "")
        elif tag == "option" and "selected" in told and self.found:
            self.found[-1].values[self._select] = told.get("value", "")


def _counts(told: dict[str, str]) -> bool:
    return told.get("type") not in ("checkbox", "radio", "submit") or "checked" in told


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
