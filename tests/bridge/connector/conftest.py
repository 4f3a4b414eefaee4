"""Offices whose back office is not PSCloud, but one that a file describes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import pytest
from starlette.types import ASGIApp

from bridge.app import Bridge, init_home, opened
from bridge.store.engine import reading
from bridge.store.soas import load
from mpos.contract.payment import Allocation
from scripts.world.in_process import InProcess
from tests.bridge.connector import banawe, tala
from tests.bridge.connector.books import AnswerLost, Books
from tests.bridge.pscloud_office import NINE, Office
from tests.clocks import MovableClock


class OtherOffice(Office):
    """As Office, with the books of an invented back office at the other side."""

    def __init__(self, bridge: Bridge, books: Books, clock: MovableClock, network: InProcess) -> None:
        super().__init__(bridge, cast(Any, None), clock, network)
        self.books = books
        self.tokens = tala.Tokens()

    def _allocate(self, soa_no: str | None, amount_minor: int, invoice_nos: tuple[str, ...]) -> Iterator[Allocation]:
        with reading(self.bridge.engine) as conn:
            held = load(conn, [soa_no]) if soa_no else {}
        for invoice in held[soa_no].invoices if soa_no else ():
            if invoice.invoice_no in invoice_nos and amount_minor > 0:
                part_minor = min(amount_minor, invoice.balance_minor)
                amount_minor -= part_minor
                yield Allocation(invoice.invoice_no, part_minor, 0)

    @property
    def booked(self) -> list[tuple[str, int]]:
        """Receipt and amount of what stands in the books."""
        return [(entry.receipt, entry.amount) for entry in self.books.entries if not entry.reversed]


@contextmanager
def open_other_office(
    home: Path, clock: MovableClock, books: Books, app: ASGIApp, connector: str
) -> Iterator[OtherOffice]:
    """A new home with this connector file."""
    environ = {"MPOS_BRIDGE_HOME": str(home), "MPOS_BRIDGE_CONNECTOR": "back-office.toml"}
    shutil.copytree(_new_home().name, home)
    (home / "back-office.toml").write_text(connector)
    for name, secret in (("banawe.key", banawe.KEY), ("tala.secret", tala.SECRET)):
        (home / name).write_text(secret + "\n")
        (home / name).chmod(0o600)
    network = InProcess(app, losses={AnswerLost: httpx.ReadError})
    try:
        with opened(environ, clock, network) as bridge:
            yield OtherOffice(bridge, books, clock, network)
    finally:
        network.shut_down()


@cache
def _new_home() -> "TemporaryDirectory[str]":
    """A bridge just made, to be copied: making one takes as long as a whole test."""
    directory = TemporaryDirectory()
    init_home({"MPOS_BRIDGE_HOME": directory.name}, "admin", "a-password-for-tests", MovableClock(NINE))
    return directory


def stocked(clock: MovableClock) -> Books:
    """Five accounts on two codes."""
    books = Books(clock.now)
    books.open("S1", "1000", "Juan dela Peña", "R1", ("D1", 100_000), ("D2", 25_050))
    books.open("S2", "2000", "Ana Ñuñez", "R1", ("D3", 8_008))
    books.open("S3", "3000", "Lito", "R2", ("D4", 6_000))
    books.open("S4", "4000", "Mara", "R2", ("D5", 10_010))
    books.open("S5", "5000", "Nena", "R2", ("D6", 110))
    return books


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NINE)


@pytest.fixture
def ledger(tmp_path: Path, clock: MovableClock) -> Iterator[OtherOffice]:
    """An office with Banawe Ledger."""
    books = stocked(clock)
    with open_other_office(tmp_path / "home", clock, books, banawe.make_app(books), banawe.CONNECTOR) as office:
        yield office


@pytest.fixture
def cloud(tmp_path: Path, clock: MovableClock) -> Iterator[OtherOffice]:
    """An office with Tala Cloud."""
    books = stocked(clock)
    api = tala.Tala(books)
    with open_other_office(tmp_path / "home", clock, books, api.app(), tala.CONNECTOR) as office:
        office.tokens = api.tokens
        yield office
