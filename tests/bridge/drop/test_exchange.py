"""A day by files: lists in, payments out, each once, acknowledged by a file."""

import io
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bridge.drop.folder import FolderTrouble
from bridge.store.decisions import retry
from bridge.store.engine import writing
from tests.bridge.drop.conftest import HEADING, LIST, DropOffice, open_drop_office


def test_a_list_becomes_a_download(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    result = office.sync()
    assert result.download is not None
    assert (result.download.status, result.download.total, result.download.failed) == ("completed", 2, 0)
    assert (office.due("S1"), office.due("S2")) == (125_050, 8_008)
    assert office.names("in") == []
    done = office.names("done")
    assert len(done) == 2
    assert "2 in, 0 failed" in (office.folder / "done" / done[1]).read_text()


def test_a_bad_record_is_set_aside_alone_and_reported(office: DropOffice) -> None:
    office.put("soas.csv", LIST + "S3,3000,Lito,R2,31/10/2026,D4,60.00\n")
    result = office.sync()
    assert result.download is not None
    assert (result.download.succeeded, result.download.failed) == (2, 1)
    report = next(path for path in (office.folder / "done").iterdir() if path.name.endswith("report.txt"))
    assert "S3: due_date is not a date as %Y-%m-%d" in report.read_text()


def test_what_a_whole_list_does_not_have_is_gone(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    office.put("soas.csv", "".join(LIST.splitlines(keepends=True)[:3]))
    office.sync()
    assert office.value("SELECT status FROM soa WHERE soa_no = 'S2'") == "gone"


def test_a_list_of_changes_leaves_the_others(tmp_path: Path) -> None:
    with open_drop_office(tmp_path / "home", '[files]\nlists = "changes"\n') as office:
        office.put("1.csv", LIST)
        office.sync()
        office.put("2.csv", HEADING + "S2,2000,Ana Ñuñez,R1,2026-10-31,D3,90.00\n")
        office.sync()
        assert (office.due("S1"), office.due("S2")) == (125_050, 9_000)


def test_a_payment_goes_out_once_and_waits_for_its_acknowledgement(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    payment = office.collect("S1", 125_050, "D1", "D2")
    for _ in range(3):
        office.sync()
    assert [(row["receipt_no"], row["amount"], row["invoices"]) for row in office.out] == [
        (payment.receipt_no, "1250.50", "D1=1000.00; D2=250.50")
    ]
    assert office.status(payment) == "processing"
    office.put("ack-000001.csv", f"receipt_no,payment_no\n{payment.receipt_no},OR-77\n")
    result = office.sync()
    assert result.post is not None
    assert (result.post.completed, office.status(payment)) == (1, "completed")
    assert office.value("SELECT payment_no FROM payment") == "OR-77"
    office.sync()
    assert len(office.out) == 1


def test_due_never_bounces_whatever_list_comes_first(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    office.collect("S1", 100_000, "D1")
    office.sync()
    assert office.due("S1") == 25_050
    office.put("before.csv", LIST.replace("R1,2026-10-31,D2,250.50", "R1,2026-10-31,D2,251.50"))
    office.sync()
    assert office.due("S1") == 25_050
    office.put("ack-1.csv", "")
    office.put("soas.csv", LIST.replace("D1,1000.00", "D1,0.00").replace("D2,250.50", "D2,251.50"))
    office.sync()
    assert office.due("S1") == 25_150


def test_a_batch_is_acknowledged_whole_and_once(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    first, second = office.collect("S1", 1_000, "D1"), office.collect("S1", 2_000, "D1")
    office.sync()
    assert [row["line"] for row in office.out] == ["1", "2"]
    for _ in range(2):
        office.put("ack-000001.csv", "")
        office.sync()
    assert (office.status(first), office.status(second)) == ("completed", "completed")


def test_a_refused_line_waits_for_a_person_and_goes_out_again(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    payment = office.collect("S2", 8_008, "D3")
    office.sync()
    office.put("ack-000001.csv", f"receipt_no;refused\n{payment.receipt_no};unknown customer\n")
    office.sync()
    assert (office.status(payment), office.value("SELECT detail FROM payment")) == ("failed", "unknown customer")
    with writing(office.bridge.engine) as conn:
        assert retry(conn, payment.payment_id, office.clock.now())
    office.sync()
    assert [row["batch_no"] for row in office.out] == ["1", "2"]


def test_a_void_follows_its_payment(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    payment = office.collect("S2", 8_008, "D3")
    office.sync()
    office.void(payment)
    office.sync()
    assert [(row["action"], row["reason"]) for row in office.out] == [("payment", ""), ("void", "wrong amount")]
    office.put("ack-1.csv", "")
    office.put("ack-2.csv", "")
    office.sync()
    assert office.value("SELECT count(*) FROM posting WHERE state <> 'done'") == 0
    assert office.due("S2") == 8_008


def test_written_may_be_enough(tmp_path: Path) -> None:
    with open_drop_office(tmp_path / "home", MPOS_BRIDGE_DROP_ACKNOWLEDGE="written") as office:
        office.put("soas.csv", LIST)
        office.sync()
        payment = office.collect("S2", 8_008, "D3")
        office.sync()
        assert (office.status(payment), office.due("S2")) == ("completed", 0)


def test_a_batch_that_was_not_whole_is_written_again_under_its_name(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    office.collect("S2", 8_008, "D3")
    office.sync()
    before = (office.folder / "out" / "payments-000001.csv").read_bytes()
    (office.folder / "out" / "payments-000001.csv").unlink()
    office.change("UPDATE drop_batch SET written_at = NULL")
    office.sync()
    assert office.names("out") == ["payments-000001.csv", "payments-000001.xlsx"]
    assert (office.folder / "out" / "payments-000001.csv").read_bytes() == before


def test_the_workbook_has_the_same_rows_with_amounts_as_numbers(office: DropOffice) -> None:
    office.put("soas.csv", LIST)
    office.sync()
    payment = office.collect("S2", 8_008, "D3")
    office.sync()
    book = load_workbook(io.BytesIO((office.folder / "out" / "payments-000001.xlsx").read_bytes()))
    heading, row = list(book.worksheets[0].iter_rows(values_only=True))
    found = dict(zip(heading, row, strict=True))
    assert (found["receipt_no"], str(found["amount"])) == (payment.receipt_no, "80.08")


def test_a_file_that_still_grows_is_left_alone(office: DropOffice) -> None:
    path = office.put("soas.csv", LIST)
    os.utime(path)
    assert office.sync().download is None
    office.put("soas.csv.part", LIST)
    assert office.sync().download is None
    assert office.names("in") == ["soas.csv", "soas.csv.part"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("soas.csv", b""),
        ("soas.pdf", b"%PDF"),
        ("soas.xlsx", b"PK\x03\x04 no workbook"),
        ("soas.csv", b"a,b\n1,2,3\n"),
        ("soas.csv", b'a,b\n"1,2\n'),
        ("soas.csv", b"a,a\n1,2\n"),
        ("soas.csv", b"a\x00,b\n1,2\n"),
    ],
)
def test_what_is_no_table_is_put_aside_with_its_reason(office: DropOffice, name: str, content: bytes) -> None:
    office.put("1.csv", LIST)
    office.sync()
    office.put(name, content)
    result = office.sync()
    assert result.download is not None
    assert result.download.status == "failed"
    assert len(office.names("failed")) == 2
    assert (office.due("S1"), office.names("in")) == (125_050, [])


def test_an_acknowledgement_of_nothing_is_put_aside(office: DropOffice) -> None:
    office.put("ack-000009.csv", "")
    office.sync()
    assert len(office.names("failed")) == 2


def test_a_folder_that_cannot_be_used_is_a_problem_that_says_so(tmp_path: Path) -> None:
    unusable = open_drop_office(tmp_path / "home", MPOS_BRIDGE_DROP_FOLDER="config.toml")
    with unusable as office, pytest.raises(FolderTrouble):
        office.sync()


def test_columns_of_any_name_in_any_encoding(tmp_path: Path) -> None:
    columns = """
    [formats]
    decimal_point = ","
    thousands = "."
    date = "%d.%m.%Y"
    [soa]
    soa_no = '"Account No"'
    customer_no = '"Account No"'
    name = 'Customer'
    collector_code = 'Area'
    due_date = '"Due on"'
    [invoice]
    invoice_no = 'Invoice'
    balance = 'minus(Amount, Paid)'
    due_date = '"Due on"'
    """
    content = "Account No;Customer;Area;Due on;Invoice;Amount;Paid\nS9;Niña;R1;31.10.2026;D1;1.250,50;250\n"
    with open_drop_office(tmp_path / "home", columns) as office:
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            office.put(f"{encoding}.csv", content.encode(encoding))
            office.sync()
            assert (office.due("S9"), office.value("SELECT name FROM soa")) == (100_050, "Niña")
        assert office.value("SELECT count(*) FROM soa_version") == 1
