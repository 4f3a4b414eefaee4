"""Somebody's eyes: a real browser that goes to pages, takes their pictures and says what is wrong with them.

Wrong is what axe finds serious, a page that is wider than the screen, a request to anywhere else, an error in the
browser's console, and any status that is none of success.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

WIDE, PHONE = (1280, 800), (390, 844)
Way = tuple[tuple[int, int], str]
"""The size of a screen, and whether its owner likes it light or dark."""
WAYS: tuple[Way, ...] = ((WIDE, "light"), (PHONE, "light"), (WIDE, "dark"))
GRAVE = frozenset({"serious", "critical"})
PATIENCE_MS = 15_000
COLOURS = 64
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium as root in a container, and without calls to anybody."""


class Finding(NamedTuple):
    """What is wrong with a page."""

    page: str
    what: str


class Seen(NamedTuple):
    """A page that was looked at, with its pictures' names by size."""

    name: str
    path: str
    pictures: tuple[str, ...]


class Eyes:
    """One signed-in person's browser, at two sizes."""

    def __init__(self, browser: Browser, url: str, folder: Path, ways: Sequence[Way]) -> None:
        self._browser = browser
        self._url = url
        self._folder = folder
        self._ways = ways
        self._axe = Axe()
        self._here = ""
        self.findings: list[Finding] = []
        self.seen: list[Seen] = []
        self.context = self._context(WIDE, "light")
        self.page = self.context.new_page()

    def go(self, path: str) -> Page:
        """The page at this path, on the wide screen, to do something on it."""
        self._here = path
        self.page.goto(f"{self._url}{path}")
        return self.page

    def look(self, name: str, path: str | None = None) -> None:
        """Takes pictures of a page (of the one that is open when no path is given) and looks for what is wrong."""
        where = path or self._place(self.page)
        self._here = name
        pictures = tuple(self._picture(name, where, *how) for how in self._ways)
        self.seen.append(Seen(name, where, pictures))

    def look_here(self, name: str) -> None:
        """The same for a page that can't be opened anew: what a form came to."""
        self._here = name
        self._check(self.page, name)
        pictures = [self._keep(self.page, f"{name}-{WIDE[0]}")]
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self._check(self.page, name)
        pictures.append(self._keep(self.page, f"{name}-{PHONE[0]}"))
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        self.seen.append(Seen(name, self._place(self.page), tuple(pictures)))

    def _picture(self, name: str, path: str, size: tuple[int, int], scheme: str) -> str:
        context = self._context(size, scheme)
        try:
            context.add_cookies(self.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
            page = context.new_page()
            page.goto(f"{self._url}{path}")
            self._check(page, f"{name} {size[0]} {scheme}")
            ending = f"{size[0]}" if scheme == "light" else f"{size[0]}-dark"
            return self._keep(page, f"{name}-{ending}")
        finally:
            context.close()

    def _check(self, page: Page, name: str) -> None:
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            self.findings.append(Finding(name, f"it is {overflow} pixels wider than the screen"))
        for violation in self._axe.run(page).response["violations"]:
            if violation["impact"] in GRAVE:
                places = "; ".join(str(node["html"])[:120] for node in violation["nodes"][:3])
                self.findings.append(Finding(name, f"{violation['id']}: {violation['help']}: {places}"))

    def _keep(self, page: Page, name: str) -> str:
        picture = self._folder / f"{name}.png"
        page.screenshot(path=picture, full_page=True)
        # Few colours: a fifth of the size, and nobody sees it.
        with Image.open(picture) as taken:
            taken.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
                picture, optimize=True
            )
        return picture.name

    def _context(self, size: tuple[int, int], scheme: str) -> BrowserContext:
        screen = {"width": size[0], "height": size[1]}
        light_or_dark = "dark" if scheme == "dark" else "light"
        context = self._browser.new_context(viewport=screen, color_scheme=light_or_dark)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._hear_request)
        context.on("response", self._hear_response)
        context.on("console", lambda message: self._hear(message.type, message.text))
        context.on("weberror", lambda error: self._hear("error", str(error.error)))
        return context

    def _hear_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self._url).netloc:
            self.findings.append(Finding(self._here, f"it asks elsewhere: {request.url}"))

    def _hear_response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and path != "/favicon.ico":
            self.findings.append(Finding(self._here, f"{path} is answered with {response.status}"))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "favicon" not in text and "Failed to load resource" not in text:
            self.findings.append(Finding(self._here, f"the browser says: {text}"))

    def _place(self, page: Page) -> str:
        parts = urlsplit(page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


def find_browser() -> str | None:
    """The Chromium of this machine, or None."""
    return shutil.which(os.environ.get("BROWSER", "chromium"))


@contextmanager
def eyes(url: str, folder: Path, ways: Sequence[Way]) -> Iterator[Eyes]:
    """A browser for somebody who is not signed in yet; its pictures go to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        try:
            yield Eyes(browser, url, folder, ways)
        finally:
            browser.close()
