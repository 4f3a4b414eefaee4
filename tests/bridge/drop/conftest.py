"""An office whose back office has no API: files only."""

import csv
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.app import Bridge, opened
from scripts.world.in_process import InProcess
from tests.bridge.connector.books import Books
from tests.bridge.connector.conftest import OtherOffice, _new_home
from tests.bridge.pscloud_office import NINE
from tests.clocks import MovableClock

HEADING = "soa_no,customer_no,name,collector_code,due_date,invoice_no,balance\n"
LIST = (
    HEADING
    + "S1,1000,Juan dela Peña,R1,2026-10-31,D1,1000.00\n"
    + "S1,1000,Juan dela Peña,R1,2026-10-31,D2,250.50\n"
    + "S2,2000,Ana Ñuñez,R1,2026-10-31,D3,80.08\n"
)


class DropOffice(OtherOffice):
    """`folder` is the drop folder."""

    folder: Path

    def put(self, name: str, content: str | bytes) -> Path:
        """Puts a file into in/, settled long ago."""
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (1_700_000_000, 1_700_000_000))
        return path

    def names(self, room: str) -> list[str]:
        return sorted(path.name for path in (self.folder / room).iterdir() if not path.name.startswith("."))

    @property
    def out(self) -> list[dict[str, str]]:
        """All rows of all batches, in order."""
        rows: list[dict[str, str]] = []
        for name in self.names("out"):
            if name.endswith(".csv"):
                rows += csv.DictReader(io.StringIO((self.folder / "out" / name).read_text("utf-8-sig")))
        return rows


@contextmanager
def open_drop_office(home: Path, connector: str = "", **settings: str) -> Iterator[DropOffice]:
    clock = MovableClock(NINE)
    shutil.copytree(_new_home().name, home)
    environ = {"MPOS_BRIDGE_HOME": str(home), "MPOS_BRIDGE_DROP_FOLDER": "exchange"} | settings
    if connector:
        (home / "columns.toml").write_text(connector)
        environ["MPOS_BRIDGE_CONNECTOR"] = "columns.toml"

    async def nobody(*_: object) -> None:
        raise AssertionError("nobody is to be asked")

    network = InProcess(nobody)
    try:
        with opened(environ, clock, network) as bridge:
            yield _office(bridge, clock, network)
    finally:
        network.shut_down()


def _office(bridge: Bridge, clock: MovableClock, network: InProcess) -> DropOffice:
    office = DropOffice(bridge, Books(clock.now), clock, network)
    office.folder = bridge.settings.home / "exchange"
    return office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DropOffice]:
    with open_drop_office(tmp_path / "home") as office:
        yield office
