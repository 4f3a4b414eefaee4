"""PSCloud itself, connected by the file that describes it: the same as without."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.connector.opening import open_back_office
from bridge.reconcile.compare import compare
from bridge.reconcile.upstream import posted_upstream
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import KEY, Office, open_office

FILE = Path(__file__).parents[3] / "docs/connectors/pscloud.toml"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    home = tmp_path / "home"
    with open_office(home, MPOS_BRIDGE_CONNECTOR=str(FILE)) as office:
        (home / "pscloud.key").write_text(KEY)
        (home / "pscloud.key").chmod(0o600)
        yield office


def test_a_day_is_as_without_the_file(office: Office) -> None:
    assert office.sync().problem is None
    payment = office.collect("SOA-1000", 30_000, "A1")
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT)
    office.sync()
    office.clock.sleep(600)
    office.sync()
    assert (office.status(payment), office.due("SOA-1000")) == ("completed", 95_050)
    assert office.posted == [(payment.receipt_no, 30_000)]
    office.void(payment)
    office.sync()
    office.sync()
    assert office.due("SOA-1000") == 125_050
    with open_back_office(office.bridge, office.clock.sleep) as pscloud:
        assert compare(office.bridge, pscloud).ok
        assert posted_upstream(pscloud)[payment.payment_id].status == "voided"
