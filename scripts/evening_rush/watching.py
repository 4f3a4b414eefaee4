"""Somebody at the office meanwhile, who looks at pages and whether the bridge is up, and notes how long it takes."""

import re
import time
from pathlib import Path
from threading import Event, Thread

import httpx

from mpos.contract.wire import HEALTH
from scripts.evening_rush.stage import ADMIN, PASSWORD

PAGES = ("/today", "/payments", "/downloads")
EVERY_S = 2.0
PATIENCE_S = 60


class Watcher(Thread):
    """Looks until it is told to stop. `seconds` by page, `failures`, and the bridge's largest memory in bytes."""

    def __init__(self, url: str, pid: int) -> None:
        super().__init__(name="watcher")
        self._url = url
        self._status = Path(f"/proc/{pid}/status")
        self._over = Event()
        self.seconds: dict[str, list[float]] = {path: [] for path in (*PAGES, HEALTH)}
        self.failures: list[str] = []
        self.largest_bytes = 0

    def run(self) -> None:
        """Signs in once, and goes round."""
        with httpx.Client(base_url=self._url, timeout=PATIENCE_S, headers={"Accept": "text/html"}) as http:
            _sign_in(http)
            while not self._over.wait(EVERY_S):
                for path in self.seconds:
                    self._look(http, path)
                self.largest_bytes = max(self.largest_bytes, self._memory())

    def stop(self) -> None:
        """Ends the looking."""
        self._over.set()
        self.join()

    def _look(self, http: httpx.Client, path: str) -> None:
        began = time.perf_counter()
        try:
            answer = http.get(path)
        except httpx.HTTPError as error:
            self.failures.append(f"{path}: {type(error).__name__}")
            return
        self.seconds[path].append(time.perf_counter() - began)
        if answer.status_code != 200:
            self.failures.append(f"{path}: {answer.status_code}")

    def _memory(self) -> int:
        found = re.search(r"VmHWM:\s+(\d+) kB", self._status.read_text())
        return int(found[1]) * 1024 if found else 0


def _sign_in(http: httpx.Client) -> None:
    form = http.get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form)
    assert token, "the form to sign in has no token"
    typed = {"csrf_token": token[1], "name": ADMIN, "password": PASSWORD, "code": "", "to": ""}
    assert http.post("/sign-in", data=typed).status_code == 303
