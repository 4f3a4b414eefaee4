"""What an older office kept as journal entries only stands as rows after an upgrade, as if it had come today."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bridge.store.engine import reading, writing
from bridge.store.rederiving import derive_late_rows
from mpos.contract import kinds
from mpos.contract.held_check import HeldCheck, ReturnedCheck, held_check_body, returned_check_body
from mpos.contract.payment import Tender
from mpos.contract.remittance import Remittance, remittance_body
from tests.bridge.pscloud_office import Office, open_office

AT = "2026-10-15T17:00:00.000+08:00"
TABLES = ("remittance", "held_check", "receipt_slip")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        yield office


def rows(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is derived late."""
    columns = {"payment": "payment_id, on_soa, search, method", "tender": "payment_id, line, for_confirmation"}
    queries = {name: f"SELECT * FROM {name} ORDER BY 1, 2, 3" for name in TABLES}
    queries |= {name: f"SELECT {told} FROM {name} ORDER BY 1, 2" for name, told in columns.items()}
    with reading(office.bridge.engine) as conn:
        return {name: [tuple(row) for row in conn.execute(text(query))] for name, query in queries.items()}


def test_rows_of_an_upgraded_office_are_those_of_one_that_was_always_new(office: Office) -> None:
    tender = Tender("ewallet", 1_000, "QR-7", for_confirmation=True)
    office.collect("SOA-1000", 1_000, "A1", tenders=(tender,), manual_or_no="OR 7")
    for number in ("A-K1", "A-K2"):
        whose = (number, "SOA-1000", "1000", "Ana Peña", "C391")
        office.record(kinds.CHECK_HELD, held_check_body(HeldCheck(*whose, "PHP", 500, "BPI", "1", "2026-10-20", AT)))
    office.collect("SOA-1000", 500, "A1", held_check_no="A-K1", tenders=(Tender("check", 500, "1"),))
    office.record(kinds.CHECK_RETURNED, returned_check_body(ReturnedCheck("A-K2", "paid in cash", AT)))
    office.record(kinds.CASH_REMITTED, remittance_body(Remittance("A-R1", 100, (), None, None, AT)))
    office.record(kinds.SLIP_PRINTED, {"slip": "receipt", "receipt_no": "A00000001", "outcome": "printed"})
    office.record(kinds.RECEIPT_REPRINTED, {"receipt_no": "A00000001", "payment_id": "x", "reprint": 1, "copy": False})
    new = rows(office)
    assert [len(new[name]) for name in TABLES] == [1, 2, 2]
    for name in TABLES:
        office.change(f"DELETE FROM {name}")
    office.change("UPDATE payment SET on_soa = NULL, search = '', method = NULL")
    office.change("UPDATE tender SET for_confirmation = false")
    with writing(office.bridge.engine) as conn:
        derive_late_rows(conn)
    assert rows(office) == new


def test_an_entry_that_can_not_be_read_is_set_aside_by_the_upgrade(office: Office) -> None:
    office.record(kinds.CASH_REMITTED, remittance_body(Remittance("A-R1", 100, (), None, None, AT)))
    office.change("DELETE FROM remittance")
    office.change("UPDATE journal SET body = '{}'")
    with writing(office.bridge.engine) as conn:
        derive_late_rows(conn)
    assert office.value("SELECT code FROM set_aside") == "bad_content"
