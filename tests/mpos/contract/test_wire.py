import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.journal import Head
from mpos.contract.money import format_money
from mpos.contract.wire import (
    AT_OFFICE,
    IN_PSCLOUD,
    MAX_BATCH_ENTRIES,
    MAX_CODES,
    MAX_FATES,
    REFUSED,
    Contact,
    Fate,
    Person,
    Receipt,
    SetAside,
    Upload,
    contact_wire,
    person_wire,
    read_contact,
    read_person,
    read_receipt,
    read_upload,
    receipt_wire,
    upload_wire,
)
from tests.mpos.contract.records import SLOW_TO_MAKE, amounts, dates, instants, journal_of, numbers, texts, uuids

counts = st.integers(0, 10_000)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
contacts = st.builds(
    Contact,
    sent_at=instants,
    version=numbers,
    business_date=st.none() | dates,
    day=st.sampled_from(["open", "counted", "closed"]),
    collector=st.none() | texts,
    pending_entries=counts,
    oldest_pending_at=st.none() | instants,
    last_receipt_no=st.none() | numbers,
    cash_in_hand=amounts.map(format_money),
    unprinted_slips=counts,
    pending_payments=st.none() | counts,
    pending_amount=st.none() | amounts.map(format_money),
    battery_percent=st.none() | st.integers(0, 100),
    printer=st.none() | st.sampled_from(["none", "ok", "paper_out"]),
)
persons = st.builds(Person, texts, texts, st.lists(numbers, max_size=3).map(tuple), texts, st.booleans())
fates = st.builds(
    Fate,
    payment_id=uuids,
    state=st.sampled_from([AT_OFFICE, IN_PSCLOUD, REFUSED]),
    payment_no=st.none() | numbers,
    voided=st.booleans(),
    detail=st.none() | texts,
)
receipts = st.builds(
    Receipt,
    acknowledged=st.builds(Head, st.integers(1, 9), counts, hashes),
    countersignature=hashes,
    set_aside=st.lists(st.builds(SetAside, st.integers(1, 9), st.integers(1, 99), numbers, texts), max_size=2).map(
        tuple
    ),
    fates=st.lists(fates, max_size=2).map(tuple),
    fates_cursor=counts,
    fates_more=st.booleans(),
    time=instants,
    revoked=st.none() | st.booleans(),
    wanted=st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=3).map(tuple),
)

CONTACT = Contact("2026-01-05T09:30:00Z", "0.1.0", None, "closed", None, 0, None, None, "0.00", 0)
PERSON = Person("ana", "Ana Reyes", ("N1", "N2"), "$argon2id$", supervisor=False)
RECEIPT = Receipt(Head(1, 4, "a" * 64), "ab", (), (), 0, fates_more=False, time="2026-01-05T09:30:00Z")


def sent(content: dict[str, Any]) -> Any:
    """What the other side reads."""
    return read_json(write_canonical(content))


@given(contacts)
@SLOW_TO_MAKE
def test_a_contact_comes_back_from_its_header_as_it_went(contact: Contact) -> None:
    header = json.dumps(contact_wire(contact))
    assert header.isascii()
    assert read_contact(read_json(header)) == contact


@given(persons)
@SLOW_TO_MAKE
def test_a_person_comes_back_as_it_went(person: Person) -> None:
    assert read_person(sent(person_wire(person))) == person


@given(receipts)
@SLOW_TO_MAKE
def test_an_answer_comes_back_as_it_went(receipt: Receipt) -> None:
    assert read_receipt(sent(receipt_wire(receipt))) == receipt


def test_an_older_bridge_does_not_say_whether_a_terminal_is_revoked() -> None:
    older = receipt_wire(RECEIPT)
    del older["revoked"]
    assert read_receipt(older).revoked is None
    with pytest.raises(BadContent, match="receipt: revoked"):
        read_receipt({**older, "revoked": "no"})


@given(st.integers(1, 3), hashes, counts)
@SLOW_TO_MAKE
def test_an_upload_comes_back_as_it_went(length: int, seal: str, fates_after: int) -> None:
    upload = Upload(tuple(journal_of([{"n": number} for number in range(length)])), seal, fates_after)
    assert read_upload(sent(upload_wire(upload))) == upload


def test_an_upload_that_only_asks_for_news_needs_no_seal() -> None:
    assert read_upload({"fates_after": 7}) == Upload((), "", 7)


def test_an_upload_of_entries_without_a_seal_is_refused() -> None:
    upload = upload_wire(Upload(tuple(journal_of([{}])), "", 0))
    with pytest.raises(BadContent, match="upload: seal"):
        read_upload(upload)


def test_an_upload_has_an_end() -> None:
    with pytest.raises(BadContent, match=f"entries is not a list of at most {MAX_BATCH_ENTRIES}"):
        read_upload({"entries": [{}] * (MAX_BATCH_ENTRIES + 1), "fates_after": 0})


def test_a_terminal_of_an_older_version_need_not_say_what_its_pending_entries_come_to() -> None:
    said = contact_wire(CONTACT)
    del said["pending_payments"], said["pending_amount"]
    assert read_contact(said) == CONTACT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sent_at", "today"),
        ("version", None),
        ("business_date", "20260105"),
        ("business_date", 20260105.5),
        ("day", ""),
        ("collector", 7),
        ("pending_entries", -1),
        ("oldest_pending_at", "yesterday"),
        ("oldest_pending_at", "2026-01-05T09:30:00"),
        ("cash_in_hand", "-1.00"),
        ("cash_in_hand", 100),
        ("unprinted_slips", None),
        ("pending_payments", -1),
        ("pending_amount", 100),
        ("pending_amount", "-1.00"),
    ],
)
def test_a_bad_field_of_a_contact_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"contact: {name}"):
        read_contact({**contact_wire(CONTACT), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("login", ""),
        ("name", None),
        ("codes", "N1"),
        ("codes", [1]),
        ("codes", [None]),
        ("codes", [{"a": 1}]),
        ("codes", ["N"] * (MAX_CODES + 1)),
        ("pin_hash", None),
        ("supervisor", "no"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_bad_field_of_a_person_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"person: {name}"):
        read_person({**person_wire(PERSON), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("acknowledged", None),
        ("countersignature", ""),
        ("set_aside", {}),
        ("fates", [{}] * (MAX_FATES + 1)),
        ("fates_cursor", None),
        ("fates_more", 0),
        ("time", "09:30"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_bad_field_of_an_answer_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"receipt: {name}"):
        read_receipt({**receipt_wire(RECEIPT), name: value})


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("fates", {"payment_id": "1", "state": "lost"}),
        ("fates", {"state": AT_OFFICE}),
        ("set_aside", {"epoch": 0, "seq": 1, "code": "c", "detail": "d"}),
        ("set_aside", {"epoch": 1, "seq": 1, "code": "", "detail": "d"}),
    ],
)
def test_bad_news_is_refused(name: str, item: dict[str, Any]) -> None:
    with pytest.raises(BadContent, match=r"fate: |set-aside entry: "):
        read_receipt({**receipt_wire(RECEIPT), name: [item]})


@pytest.mark.parametrize("reader", [read_contact, read_person, read_receipt, read_upload])
@pytest.mark.parametrize("content", [None, [], "text", {}])
def test_what_is_no_message_is_refused(reader: Any, content: object) -> None:
    with pytest.raises(BadContent):
        reader(content)
