"""Something valid of each kind: what spoiling begins from."""

import gzip
from typing import Any

from mpos.contract.held_check import HeldCheck, ReturnedCheck, held_check_body, returned_check_body
from mpos.contract.journal import EMPTY, Entry, chain, write_entry
from mpos.contract.office import Business, Office, office_wire
from mpos.contract.payment import Allocation, Payment, Tender, Void, payment_body, void_body
from mpos.contract.remittance import HandedPieces, Remittance, remittance_body
from mpos.contract.seal import Signer, journal_seal_text
from mpos.contract.sealed_file import JOURNAL, write_sealed
from mpos.contract.signature import Signature, signature_body
from mpos.contract.soa import Effect, Invoice, Soa, effect_wire, soa_wire
from mpos.contract.wire import (
    IN_PSCLOUD,
    Contact,
    Fate,
    Person,
    Receipt,
    SetAside,
    Upload,
    contact_wire,
    person_wire,
    receipt_wire,
    upload_wire,
)

KEY = b"f" * 32
AT = "2026-10-15T09:00:00.000+08:00"
DAY = "2026-10-15"
ID = "0b8f1c52-7a5e-4c1d-9a3e-2f6d8c4b7a10"
Document = dict[str, Any]

_PAYMENT = Payment(
    payment_id=ID,
    receipt_no="A00000001",
    source="collected",
    soa_no="SOA-1",
    soa_version=3,
    customer_no="1000",
    customer_name="Ana Peña",
    collector_code="MNL-01",
    paid_at=AT,
    currency="PHP",
    amount_minor=15_000,
    advance_minor=2_500,
    cash_received_minor=5_000,
    change_minor=0,
    vat_minor=1_607,
    balance_after_minor=0,
    tenders=(Tender("cash", 5_000), Tender("check", 10_000, "0012345", "RURAL BANK", DAY)),
    allocations=(Allocation("INV-1", 12_000, 500),),
    manual_or_no=None,
    remarks="half of it",
)
PAYMENT: Document = payment_body(_PAYMENT)
REMITTANCE: Document = remittance_body(Remittance("A-R00000001", 10_000, (HandedPieces(5_000, 2),), "Ana", "DEP-1", AT))
HELD_CHECK: Document = held_check_body(
    HeldCheck("A-P00000001", "SOA-1", "1", "Juan", "C1", "PHP", 10_000, "BDO", "1", DAY, AT)
)
RETURNED_CHECK: Document = returned_check_body(ReturnedCheck("A-P00000001", "paid cash", AT))
VOID: Document = void_body(Void(ID, "A-V00000001", ID, "A00000001", "wrong customer", AT, supervisor="eva"))
_ENTRY = chain(Entry("T001", 1, 1, "payment_recorded", AT, DAY, "juan", PAYMENT, EMPTY.hash, ""))
ENTRY: Document = _ENTRY._asdict()
HEAD: Document = _ENTRY.head._asdict()
_SEAL = Signer(KEY).sign(journal_seal_text("T001", _ENTRY.head))
UPLOAD: Document = upload_wire(Upload((_ENTRY,), _SEAL, 0))
RECEIPT: Document = receipt_wire(
    Receipt(
        acknowledged=_ENTRY.head,
        countersignature=_SEAL,
        set_aside=(SetAside(1, 1, "bad_content", "it makes no sense"),),
        fates=(Fate(ID, IN_PSCLOUD, "P-1", voided=False, detail=None),),
        fates_cursor=7,
        fates_more=False,
        time=AT,
        wanted=("5" * 64,),
    )
)
SIGNATURE: Document = signature_body(Signature("A00000001", ID, "5" * 64, 1_200, 384, 90))
CONTACT: Document = contact_wire(Contact(AT, "0.1.0", DAY, "open", "juan", 3, AT, "A00000001", "150.00", 0))
_PERSON = Person("juan", "Juan dela Cruz", ("MNL-01", "MNL-02"), "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA", False)
PERSON: Document = person_wire(_PERSON)
_INVOICE = Invoice("INV-1", "2026-09-01", "2026-10-01", 100_000, 90_000, 500, "September")
_SOA = Soa(
    *("SOA-1", 3, "1000", "Ana Peña", "1 Rizal St", "MNL-01", "Main", "2026-10-01", "2026-10-20", "PHP", AT),
    invoices=(_INVOICE, _INVOICE._replace(invoice_no="INV-2")),
)
SOA: Document = soa_wire(_SOA)
EFFECT: Document = effect_wire(Effect(ID, "INV-1", 12_000, 500, 4))
OFFICE: Document = office_wire(Office(Business(name="San Roque Cooperative", footer=("Thank you.",))))
CHANGES: Document = {
    "list_id": "0123456789abcdef",
    "revision": 12,
    "more": False,
    "as_of": AT,
    "items": [{"soa": SOA, "effects": [EFFECT]}],
    "dropped": ["SOA-9"],
    "taken": [["T001", 1, 1]],
    "failed": 0,
    "office": OFFICE,
    "person": PERSON,
    "time": AT,
}
SEALED = write_sealed(
    JOURNAL,
    {"terminal_id": "T001", "series_prefix": "A", "head": HEAD, "seal": _SEAL, "entries": 1},
    gzip.compress(f"{write_entry(_ENTRY)}\n".encode(), mtime=0),
    Signer(KEY),
)
STATEMENT: Document = {
    "soa_no": "SOA-1",
    "version": 3,
    "status": "active",
    "customer": {"customer_no": "1000", "name": "Ana Peña", "address": "1 Rizal St", "city": "Santiago"},
    "collector_code": "MNL-01",
    "branch": "Main",
    "statement_date": "2026-10-01",
    "due_date": "2026-10-20",
    "currency": "PHP",
    "amount_due": "905.00",
    "invoices": [
        {
            "invoice_no": "INV-1",
            "invoice_date": "2026-09-01",
            "due_date": "2026-10-01",
            "amount": "1000.00",
            "balance": "900.00",
            "penalty": "5.00",
            "disputed": False,
        }
    ],
    "updated_at": AT,
}
COLLECTOR_CODE: Document = {
    "collector_code": "MNL-01",
    "name": "Manila",
    "area": "NCR",
    "branch": "Main",
    "active": True,
}
POSTED: Document = {
    "payment_id": ID,
    "payment_no": "P-1",
    "receipt_no": "A00000001",
    "status": "posted",
    "amount": "150.00",
    "soa_no": "SOA-1",
    "soa_version": 4,
}
TOTALS: Document = {
    "count": 1,
    "amount_due": "905.00",
    "by_collector": [{"collector_code": "MNL-01", "count": 1, "amount_due": "905.00"}],
}
