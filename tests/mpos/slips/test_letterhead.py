from mpos.slips.issuer import Issuer
from mpos.slips.letterhead import SOFTWARE, closing, letterhead
from printers.document import Document
from tests.mpos.slips.records import BUSINESS, ISSUER, TERMINAL, rows


def head_of(issuer: Issuer) -> list[str]:
    return rows(Document(tuple(letterhead(issuer))))


def foot_of(issuer: Issuer) -> list[str]:
    return rows(Document(tuple(closing(issuer, "NOTICE"))))


def test_the_head_names_business_and_device_in_the_regulators_order() -> None:
    assert head_of(ISSUER) == [
        "MABUHAY WATER",
        "Operated by: Mabuhay Holdings, Inc.",
        "12 Rizal St., Calamba",
        "VAT REG TIN 123-456-789-00001",
        "Branch 00001",
        "MIN 26112200000000001",
        "S/N SN-4711",
        SOFTWARE,
        "Terminal T-0007",
        "-" * 48,
    ]


def test_the_words_before_the_numbers_are_the_offices() -> None:
    business = BUSINESS._replace(min_label="Machine no.", serial_label="Serial")
    assert {"Machine no. 26112200000000001", "Serial SN-4711"} <= set(head_of(ISSUER._replace(business=business)))


def test_what_is_blank_takes_no_line() -> None:
    business = BUSINESS._replace(
        operated_by="", address="", tin="", header=(), permit="", accreditation="", supplier=()
    )
    bare = Issuer(business, TERMINAL)
    assert head_of(bare) == ["MABUHAY WATER", SOFTWARE, "Terminal T-0007", "-" * 48]
    assert foot_of(bare) == ["-" * 48, "NOTICE"]


def test_the_foot_names_permit_accreditation_and_the_softwares_supplier() -> None:
    assert foot_of(ISSUER)[1:] == [
        "NOTICE",
        "NOT YET ACCREDITED / FOR EVALUATION",
        "ACCR. 049-000000001-000000",
        "Sample Software, Inc.",
    ]
