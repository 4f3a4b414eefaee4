"""How long the office takes to answer, with 500,000 SOAs, 2,000,000 invoices and 1,000 terminals in its store:
    python -m scripts.benchmarks.office_pages [--short] [--only WORD] [--write FILE]

Server time: from the request to the last byte of its answer, in process, by somebody who is signed in. Pages are found
by themselves: each GET of the application that a browser may open. Of commands it is their work in an open office that
is measured, without the start of a program (scripts/bench has that).
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from bridge.app import Bridge
from bridge.web import make_app
from scripts.benchmarks.big_office import ADMIN, BIG, PASSWORD, SHORT, TODAY, open_big_office
from scripts.benchmarks.big_office_days import terminal_at
from scripts.benchmarks.figures import Figure
from scripts.benchmarks.office_commands import commands
from scripts.benchmarks.table import as_markdown, as_text
from scripts.world.in_process import InProcess

GOAL_MS = 200
ROUNDS, SHORT_ROUNDS = 7, 2
TOLD = """# How long the office takes to answer

Server time of each page and of the work of each command, measured in process by somebody who is signed in: from the
request to the last byte of its answer. The goal is 200 ms for the median. What this repeats, on any machine (the first
time it makes the office, which takes some minutes and 1.7 GB):

    scripts/bench office
    python -m scripts.benchmarks.office_pages --write docs/office-speed.md"""
ASK_WITHIN_S = 120
NO_PAGES = frozenset(
    {"/style.css", "/live.js", "/soas.csv", "/soas.xlsx", "/payments/{payment_id}/signature.png", "/metrics"}
)
"""What all pages load, pictures and files (they take as long as what they hold), and what another key opens."""


class Subject(NamedTuple):
    """Something that is measured: what it is called, and what does it."""

    name: str
    do: Callable[[], None]


class Asked(NamedTuple):
    """The addresses to try for one page: parameters of its path, and queries."""

    parameters: dict[str, str]
    queries: Sequence[str] = ("",)


def main() -> int:
    """Measures, shows the table, and writes it when asked to. A goal that is missed does not change the exit code."""
    options = _options()
    where = _where(options.short)
    found = list(_figures(options.only, short=options.short))
    print(where, as_text(found), sep="\n\n")
    if options.write:
        options.write.write_text(f"{TOLD}\n\n{where}\n\n{as_markdown(found)}\n")
    return 0


def figures(_scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The rows of `scripts/bench office`. The office is kept in a cache; making it takes some minutes."""
    return _figures("", short=short)


def _figures(word: str, *, short: bool) -> Iterator[Figure]:
    size, rounds = (SHORT, SHORT_ROUNDS) if short else (BIG, ROUNDS)
    with open_big_office(size) as bridge:
        app = make_app(bridge)
        network = InProcess(app)
        try:
            with httpx.Client(transport=network, base_url="http://office.test", timeout=ASK_WITHIN_S) as http:
                _sign_in(http)
                for subject in (*_pages(app, http, bridge), *commands(bridge, size)):
                    if word in subject.name:
                        yield _figure(subject, rounds)
        finally:
            network.shut_down()


def _where(short: bool) -> str:
    size, rounds = (SHORT, SHORT_ROUNDS) if short else (BIG, ROUNDS)
    today = datetime.now().astimezone().date()
    machine = f"{platform.machine()}, {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
    paid = f"{size.terminals * size.days * size.payments_a_day:,} payments of {size.days} days"
    store = f"{size.soas:,} SOAs, {size.soas * size.invoices_each:,} invoices, {size.terminals:,} terminals, {paid}"
    return f"{today}, {machine}, Python {platform.python_version()}, SQLite.\n{store}; medians of {rounds} runs."


def _figure(subject: Subject, rounds: int) -> Figure:
    """The first time fills caches and is not counted."""
    took: list[float] = []
    worked: list[float] = []
    try:
        for _ in range(rounds + 1):
            began, began_work = perf_counter(), process_time()
            subject.do()
            took.append((perf_counter() - began) * 1_000)
            worked.append((process_time() - began_work) * 1_000)
    except AssertionError as error:
        return Figure(subject.name, f"{GOAL_MS} ms", f"failed: {error}", "no")
    typical = median(took[1:])
    told = f"{typical:.0f} ms (worst {max(took[1:]):.0f}, processor {median(worked[1:]):.0f})"
    print(f"{subject.name}: {told}", file=sys.stderr)
    return Figure(subject.name, f"{GOAL_MS} ms", told, "yes" if typical <= GOAL_MS else "no")


def _pages(app: FastAPI, http: httpx.Client, bridge: Bridge) -> Iterator[Subject]:
    known = _parameters(bridge)
    for route in _routes(app):
        if route.path in NO_PAGES:
            continue
        asked = ADDRESSES.get(route.path, Asked({}))
        path = _filled(route.path, known | asked.parameters)
        if path is None:
            yield Subject(route.path, _unknown(route.path))
            continue
        for query in asked.queries:
            address = f"{path}?{query.format(**known)}" if query else path
            yield Subject(f"GET {address}", _get(http, address))


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    """The pages for browsers; what terminals and other systems ask for is measured elsewhere."""
    for route in _all_routes(app.routes):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not route.include_in_schema:
            yield route


def _all_routes(routes: Sequence[object]) -> Iterator[object]:
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner is None:
            yield route
        else:
            yield from _all_routes(inner)


def _get(http: httpx.Client, address: str) -> Callable[[], None]:
    def get() -> None:
        answer = http.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200 or address == "/", (
            f"status {answer.status_code} {answer.headers.get('location', '')}"
        )

    return get


def _unknown(path: str) -> Callable[[], None]:
    def unknown() -> None:
        raise AssertionError(f"nobody has said what stands for the parameters of {path}: add them to office_pages.py")

    return unknown


def _filled(path: str, parameters: dict[str, str]) -> str | None:
    try:
        return path.replace(":path}", "}").format(**parameters)
    except KeyError:
        return None


def _parameters(bridge: Bridge) -> dict[str, str]:
    """What stands for parameters of paths, wherever they are: things that are really there."""
    from sqlalchemy import text

    from bridge.store.engine import reading

    with reading(bridge.engine) as conn:
        paid = conn.execute(text("SELECT payment_id, receipt_no, soa_no FROM payment LIMIT 1")).one()
        alert = conn.execute(text("SELECT max(alert_id) FROM alert")).scalar_one()
    return {
        "name": ADMIN,
        "soa_no": str(paid.soa_no),
        "payment_id": paid.payment_id,
        "id_or_receipt_no": paid.payment_id,
        "receipt_no": paid.receipt_no,
        "terminal_id": terminal_at(1),
        "collector_code": "C0001",
        "code": "C0001",
        "login": "collector0001",
        "download_id": "1",
        "number": "1",
        "alert_id": str(alert),
        "business_date": TODAY.isoformat(),
        "day": TODAY.isoformat(),
    }


def _sign_in(http: httpx.Client) -> None:
    from tests.bridge.web.pages.browser import Page

    page = Page(200, http.get("/sign-in").text, "/sign-in")
    form = page.form("/sign-in").values | {"name": ADMIN, "password": PASSWORD}
    answer = http.post("/sign-in", data=form)
    assert answer.status_code == 303, f"nobody could sign in: {answer.status_code}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="office_pages", description="Measures the office's pages and commands.")
    parser.add_argument("--short", action="store_true", help="a small office and few runs, for CI")
    parser.add_argument("--only", default="", metavar="WORD", help="what has this in its name")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown, too")
    return parser.parse_args()


ADDRESSES = {
    "/soas": Asked(
        {},
        (
            "", "sort=amount", "sort=name", "overdue=yes", "penalty=yes&sort=name", "disputed=yes&sort=amount",
            "changed_today=yes", "branch=Branch+03", "collector_code=C0003", "min_amount=30000", "search=pena+jose",
            "search=a", "search=soa", "search=inv00012", "search={soa_no}", "search=san&disputed=yes&penalty=yes",
            "search=santos&sort=name", "search=rizal+st+manila", "status=settled", "search=nobody",
        ),
    ),
    "/payments": Asked(
        {},
        (
            "", "from=", "person=yes", "status=pending", "from=&status=completed", "from=&method=check",
            "from=&voided=yes", "from=&collector=collector0003", "from=&code=C0003", "from=&terminal=T00003",
            "from=&branch=Branch+03", "search={receipt_no}", "search={soa_no}", "search=1500", "search=1,500.00",
            "search=pena+jose", "search=pena", "search=a", "search=soa", "search=nobody", "search=a&status=failed",
            "search=san&collector=collector0003", "search=san&method=check",
        ),
    ),
    "/remittances": Asked({}, ("", "collector=collector0003")),
}  # fmt: skip
"""By the route's path: what stands for its parameters where that is not known by their names, and queries to try."""

if __name__ == "__main__":
    sys.exit(main())
