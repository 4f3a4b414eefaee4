"""MPOS: `mpos-bridge serve`, and `mpos download-soa` and `mpos upload` on a terminal enrolled there."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bridge.app import init_home
from bridge.app import opened as bridge_opened
from bridge.hashing import hash_secret
from bridge.settings import DATABASE_NAME
from bridge.store.collectors import add_collector, assign
from bridge.store.engine import writing
from bridge.store.statements import take_in
from mpos.app import opened
from mpos.contract import kinds
from mpos.domain.tendering import Handed
from mpos.services.collecting import PaymentRequest, collect
from mpos.services.registry import open_registry
from mpos.store import journal, settings
from mpos.store.soas import LIST_FILE
from scripts.demo_day.office import Office
from scripts.demo_day.opening import LOGIN, NAME, PASSWORD, PIN, enrolment_code
from scripts.peer_runs.contender import Held
from scripts.peer_runs.counting import Counted, counting
from scripts.peer_runs.workload import CODE, Size, soa_no_at, soas_of

SOAS_AT_ONCE = 5_000
CASH_IN_HAND_MINOR = 500_000_000
"""More than anybody owes, so that there is change."""
OUT_OF_REACH = "http://127.0.0.1:9/api/v1"
"""PSCloud is no part of this; and a cashier is waited for, so that nothing is posted while others are measured."""


class Ours:
    """One office; each round has a terminal of its own."""

    name = "MPOS"

    def __init__(self, office: Office, size: Size, url: str, counted: Counted) -> None:
        self.counted = counted
        self._office = office
        self._size = size
        self._url = url
        self._number = 0

    def begin(self, number: int) -> None:
        """Enrols a terminal and logs the collector in."""
        self._number = number
        self._office.environ["MPOS_HOME"] = str(self._office.directory / f"terminal-{number}")
        code = enrolment_code(self._office.run("mpos-bridge", "terminals", "enroll"))
        self._office.run("mpos", "enroll", "--bridge", self._url, "--code", code)
        self._office.run("mpos", "login", LOGIN, "--pin", "-", typed=PIN)

    def pull(self) -> None:
        """Brings the collector's list."""
        self._office.run("mpos", "download-soa")

    def held(self) -> Held:
        """What is in the list."""
        with closing(sqlite3.connect(self._home / LIST_FILE)) as soas:
            counts = [soas.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("soa", "invoice")]  # noqa: S608
        return Held(*counts)

    def collect(self) -> list[dict[str, Any]]:
        """Takes the payments of the round, each on another SOA and durable by itself; what is recorded of them."""
        first = self._number * self._size.payments
        with opened({"MPOS_HOME": str(self._home)}) as terminal:
            open_registry(terminal, 0, None)
            for place in range(first, first + self._size.payments):
                asked = PaymentRequest(Handed(CASH_IN_HAND_MINOR, ()), print=False)
                collect(terminal, soa_no_at(place), asked)
            entries = journal.all_entries(terminal.connection, terminal.identity.terminal_id)
            return [dict(entry.body) for entry in entries if entry.kind == kinds.PAYMENT_RECORDED]

    def keep(self, payments: Sequence[dict[str, Any]]) -> None:
        """They are in the journal."""

    def push(self) -> None:
        """Sends the journal."""
        sent = json.loads(self._office.run("mpos", "upload", "--json"))
        assert sent["pending"] == 0, f"{sent['pending']} entries were not taken"

    def push_again(self) -> None:
        """Sends the journal from its beginning."""
        self.push()

    def forget(self) -> None:
        """Has the terminal lose what the office acknowledged."""
        with opened({"MPOS_HOME": str(self._home)}) as terminal:
            settings.write_setting(terminal.connection, settings.ACKNOWLEDGED, None)

    def at_server(self) -> int:
        """The payments of the office."""
        with closing(sqlite3.connect(self._office.directory / "bridge" / DATABASE_NAME)) as store:
            return int(store.execute("SELECT count(*) FROM payment").fetchone()[0])

    @property
    def _home(self) -> Path:
        return Path(self._office.environ["MPOS_HOME"])


@contextmanager
def ours(folder: Path, size: Size) -> Iterator[Ours]:
    """The office with all SOAs, served."""
    folder.mkdir()
    with Office(folder) as office:
        office.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        (folder / "pscloud.key").write_text("a-key\n")
        office.environ |= {"MPOS_BRIDGE_PSCLOUD_URL": OUT_OF_REACH, "MPOS_BRIDGE_APPROVAL": "cashier"}
        _fill(office, size)
        with counting(office.start_bridge()) as (url, counted):
            yield Ours(office, size, url, counted)


def _fill(office: Office, size: Size) -> None:
    init_home(office.environ, "office", PASSWORD)
    soas = list(soas_of(size))
    with bridge_opened(office.environ) as bridge:
        for first in range(0, len(soas), SOAS_AT_ONCE):
            with writing(bridge.engine) as conn:
                some = soas[first : first + SOAS_AT_ONCE]
                take_in(conn, [(soa, "active") for soa in some], bridge.clock.now())
        with writing(bridge.engine) as conn:
            add_collector(conn, LOGIN, NAME, hash_secret(PIN), supervisor=False)
            assign(conn, LOGIN, [CODE])
