"""The readers that take what others have written, each with something valid to begin from."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from bridge.problems import TooLarge
from bridge.pscloud.answers import FINAL, classify
from bridge.pscloud.shapes import Malformed, read_collector_code, read_control_totals, read_posted, read_statement
from bridge.unpacking import unpack
from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.held_check import (
    held_check_body,
    read_held_check,
    read_returned_check,
    returned_check_body,
)
from mpos.contract.journal import read_entry, read_head, write_entry
from mpos.contract.office import office_wire, read_office
from mpos.contract.payment import payment_body, read_payment, read_void, void_body
from mpos.contract.remittance import read_remittance, remittance_body
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import JOURNAL, describe_sealed, read_sealed, write_sealed
from mpos.contract.signature import read_signature, signature_body
from mpos.contract.soa import effect_wire, read_effect, read_soa, soa_wire
from mpos.contract.wire import (
    contact_wire,
    person_wire,
    read_contact,
    read_person,
    read_receipt,
    read_upload,
    receipt_wire,
    upload_wire,
)
from mpos.services.soa_changes import read_changes
from scripts.fuzzing import examples
from scripts.fuzzing.devices import DEVICES
from scripts.fuzzing.reader import TAKEN, NotTheSame, Reader
from scripts.fuzzing.spoiling import bent, json_text, packed
from scripts.fuzzing.typed import TYPED

UNPACKED_LIMIT = 1_000_000


def _reads(name: str, valid: Any, read: Callable[[Any], Any], write: Callable[[Any], Any]) -> Reader:
    """A reader of JSON: what it takes, it takes again just so from what it writes."""

    def judge(text: bytes) -> str:
        try:
            taken = read(read_json(text))
        except BadContent as refused:
            return type(refused).__name__
        if read(read_json(write_canonical(write(taken)))) != taken:
            raise NotTheSame(text)
        return TAKEN

    return Reader(name, json_text(valid), judge)


def _judge_sealed(blob: bytes) -> str:
    key = Signer(examples.KEY).public_key
    try:
        describe_sealed(blob, JOURNAL)
        sealed = read_sealed(blob, JOURNAL, key)
    except BadContent as refused:
        return type(refused).__name__
    description = {name: value for name, value in sealed.description.items() if name not in ("size", "sha256")}
    if write_sealed(JOURNAL, description, sealed.payload, Signer(examples.KEY)) != blob:
        raise NotTheSame(blob)
    return TAKEN


def _judge_packed(blob: bytes) -> str:
    try:
        content = unpack(blob, UNPACKED_LIMIT)
    except (BadContent, TooLarge) as refused:
        return type(refused).__name__
    return TAKEN if len(content) <= UNPACKED_LIMIT else "beyond the limit"


def _judge_changes(text: bytes) -> str:
    try:
        read_changes(read_json(text))
    except BadContent as refused:
        return type(refused).__name__
    return TAKEN


def _record(name: str, valid: Any, read: Callable[[Any], Any]) -> Reader:
    """A reader of PSCloud's records: JSON as their library reads it, so with fractions and half characters."""

    def judge(text: bytes) -> str:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            return "no JSON"
        try:
            read(content)
        except Malformed as refused:
            return str(refused.code)
        return TAKEN

    return Reader(name, json_text(valid), judge)


def _judge_verdict(text: bytes) -> str:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return "/".join(sorted({classify(status, content, None, FINAL).outcome.value for status in (200, 400, 429, 503)}))


READERS: tuple[Reader, ...] = (
    _reads("canonical JSON", examples.UPLOAD, lambda value: value, lambda value: value),
    _reads("journal entry", examples.ENTRY, read_entry, lambda entry: json.loads(write_entry(entry))),
    _reads("journal head", examples.HEAD, read_head, lambda head: head._asdict()),
    _reads("upload", examples.UPLOAD, read_upload, upload_wire),
    _reads("receipt", examples.RECEIPT, read_receipt, receipt_wire),
    _reads("contact", examples.CONTACT, read_contact, contact_wire),
    _reads("person", examples.PERSON, read_person, person_wire),
    _reads("payment", examples.PAYMENT, read_payment, payment_body),
    _reads("void", examples.VOID, read_void, void_body),
    _reads("remittance", examples.REMITTANCE, read_remittance, remittance_body),
    _reads("held check", examples.HELD_CHECK, read_held_check, held_check_body),
    _reads("returned check", examples.RETURNED_CHECK, read_returned_check, returned_check_body),
    _reads("signature", examples.SIGNATURE, read_signature, signature_body),
    _reads("SOA", examples.SOA, read_soa, soa_wire),
    _reads("effect", examples.EFFECT, read_effect, effect_wire),
    _reads("office", examples.OFFICE, read_office, office_wire),
    Reader("page of changes", json_text(examples.CHANGES), _judge_changes),
    Reader("sealed file", bent(examples.SEALED), _judge_sealed),
    Reader("packed body", packed(st.just(b"x" * 1_000) | st.just(b" " * (UNPACKED_LIMIT + 1))), _judge_packed),
    _record("PSCloud: SOA", examples.STATEMENT, read_statement),
    _record("PSCloud: collector", examples.COLLECTOR_CODE, read_collector_code),
    _record("PSCloud: payment", examples.POSTED, read_posted),
    _record("PSCloud: totals", examples.TOTALS, read_control_totals),
    Reader("PSCloud: verdict", json_text(examples.POSTED), _judge_verdict),
    *DEVICES,
    *TYPED,
)
