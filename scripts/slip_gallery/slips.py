"""What hangs in the gallery: one sample of each slip, and of the receipt in each of its forms."""

from collections.abc import Callable
from typing import NamedTuple

from mpos.domain.reading import X, Z, reading_body
from mpos.slips.again import marked_as_reprint
from mpos.slips.check_acknowledgement import check_acknowledgement_slip
from mpos.slips.qr_to_pay import qr_to_pay_slip
from mpos.slips.reading import reading_slip
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.slips.remittance import remittance_slip
from mpos.slips.report import report_slip
from mpos.slips.trial import trial_slip
from mpos.slips.void import void_slip
from printers.document import Document
from scripts.slip_gallery import day, records
from scripts.slip_gallery.signature import SIGNATURE

PAPERS = {32: "POS-5890", 42: "TM-P80", 48: "TM-T20II"}
"""Columns, with the profile of a printer for such paper: the first gets its QR codes as images, and has no cutter."""


class Sample(NamedTuple):
    """One slip of the gallery; `slip` makes it for paper of so many columns, which only the test slip asks for."""

    name: str
    title: str
    slip: Callable[[int], Document]


_ORIGINAL = Mark(ORIGINAL, journal_seq=7)
_REPRINT = Mark(REPRINT, journal_seq=12, number=2, printed_at="2026-11-22T15:40:12.000+08:00")


def _receipt(mark: Mark = _ORIGINAL, void_no: str | None = None) -> Document:
    return receipt_slip(
        records.SMALL,
        records.ISSUER,
        records.COLLECTOR,
        records.AS_OF,
        mark,
        business_date=records.BUSINESS_DATE,
        void_no=void_no,
        proof=records.proof(records.SMALL),
    )


def _long_receipt() -> Document:
    return receipt_slip(
        records.LONG,
        records.ISSUER,
        records.COLLECTOR,
        records.AS_OF,
        Mark(ORIGINAL, journal_seq=9),
        business_date=records.BUSINESS_DATE,
        proof=records.proof(records.LONG),
    )


def _void() -> Document:
    return void_slip(records.VOID, records.SMALL, records.ISSUER, records.VOID_ENTRY, records.COLLECTOR)


def _report() -> Document:
    return report_slip(
        records.ISSUER,
        records.COLLECTOR,
        records.BUSINESS_DATE,
        records.CLOSED_AT,
        day.REPORT_LINES,
        day.TOTALS,
        day.HELD_LINES,
    )


def _reading(kind: str) -> Document:
    return reading_slip(reading_body(day.reading(kind)), records.ISSUER, records.COLLECTOR)


def _reading_again() -> Document:
    return marked_as_reprint(_reading(Z), records.ISSUER, "2026-11-23T08:05:00.000+08:00")


def _remittance() -> Document:
    return remittance_slip(records.REMITTANCE, records.ISSUER, records.BUSINESS_DATE, records.COLLECTOR, journal_seq=31)


def _acknowledgement() -> Document:
    return check_acknowledgement_slip(
        records.HELD_CHECK, records.ISSUER, records.BUSINESS_DATE, records.COLLECTOR, journal_seq=18
    )


def _qr_to_pay() -> Document:
    return qr_to_pay_slip(
        records.ISSUER,
        records.qr_payload(),
        records.QR_REFERENCE,
        records.SMALL.amount_minor,
        records.SMALL.soa_no or "",
        records.SMALL.customer_name,
        records.SMALL.paid_at,
    )


def _trial(columns: int) -> Document:
    return trial_slip("2026-11-22 07:05", "serial:/dev/ttyS1?baudrate=9600", PAPERS[columns], columns)


SLIPS = (
    Sample("receipt", "Collection receipt", lambda _: _receipt()),
    Sample(
        "receipt-long",
        "Collection receipt: from the manual booklet, with every kind of tender",
        lambda _: _long_receipt(),
    ),
    Sample("collectors-copy", "Collector's copy", lambda _: collectors_copy(_receipt(), records.ISSUER)),
    Sample(
        "collectors-copy-signed",
        "Collector's copy with the customer's signature",
        lambda _: collectors_copy(_receipt(), records.ISSUER, SIGNATURE),
    ),
    Sample("reprint", "Reprint", lambda _: _receipt(_REPRINT)),
    Sample("reprint-voided", "Reprint of a voided receipt", lambda _: _receipt(_REPRINT, records.VOID.void_no)),
    Sample("void", "Void slip", lambda _: _void()),
    Sample("x-reading", "X-reading", lambda _: _reading(X)),
    Sample("z-reading", "Z-reading", lambda _: _reading(Z)),
    Sample("z-reading-again", "Z-reading once more", lambda _: _reading_again()),
    Sample("collection-report", "Collection report", lambda _: _report()),
    Sample("remittance", "Remittance slip", lambda _: _remittance()),
    Sample("check-acknowledgement", "Acknowledgement of a post-dated check", lambda _: _acknowledgement()),
    Sample("qr-to-pay", "QR code to pay", lambda _: _qr_to_pay()),
    Sample("test", "Printer test", _trial),
)
