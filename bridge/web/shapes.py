"""What travels between terminals and the bridge, as JSON Schemas: the published form of what mpos.contract reads.

The words are those of mpos.contract.fields, and so are the limits. The readers there stay the judges; tests hold the
two together from both ends: what these shapes allow is read, and what is really sent and answered fits them.
"""

from typing import Any

from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.fields import MAX_TEXT
from mpos.contract.office import (
    ALLOCATION_ORDERS,
    MAX_FOOTER_LINE,
    MAX_FOOTER_LINES,
    MAX_FORGET_DAYS,
    MAX_LABEL,
    MAX_LABELS,
    Business,
)
from mpos.contract.soa import MAX_EFFECTS, MAX_INVOICES, VAT_TYPES
from mpos.contract.wire import (
    AT_OFFICE,
    IN_PSCLOUD,
    MAX_BATCH_ENTRIES,
    MAX_CODES,
    MAX_FATES,
    MAX_PAGE_SOAS,
    MAX_WANTED,
    REFUSED,
)

Shape = dict[str, Any]

# Years are 1900 to 2999: every date that a handheld's clock can be wrong by.
_CENTURY = "(?:19|2[0-9])"
_LONG_MONTHS = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT_MONTHS = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEARS = f"{_CENTURY}(?:0[48]|[2468][048]|[13579][26])|2[048]00"
_DATE = f"(?:{_CENTURY}[0-9]{{2}}-(?:{_LONG_MONTHS}|{_SHORT_MONTHS})|(?:{_LEAP_YEARS})-02-29)"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_AMOUNT = r"[0-9]{1,13}\.[0-9]{2}"


def text(limit: int = MAX_TEXT) -> Shape:
    """A text that is not empty."""
    return {"type": "string", "minLength": 1, "maxLength": limit}


def optional_text(limit: int = MAX_TEXT) -> Shape:
    """A text, which may be empty or null instead."""
    return {"type": ["string", "null"], "maxLength": limit}


def integer(low: int = 0, high: int = MAX_INTEGER) -> Shape:
    """A whole number within bounds."""
    return {"type": "integer", "minimum": low, "maximum": high}


def spelled(pattern: str) -> Shape:
    """A text of exactly this form."""
    return {"type": "string", "pattern": f"^{pattern}$"}


def or_null(shape: Shape) -> Shape:
    """The same, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def choice(*words: str) -> Shape:
    """One of these words."""
    return {"enum": list(words)}


def listed(item: Shape, limit: int) -> Shape:
    """A list of at most `limit` of these."""
    return {"type": "array", "items": item, "maxItems": limit}


def named(name: str) -> Shape:
    """The shape with this name among SHAPES."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(optional: tuple[str, ...] = (), **fields: Shape) -> Shape:
    """An object with these fields; others may come with it, as newer versions send more, but no fractions."""
    required = sorted(set(fields) - set(optional))
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": named("Value")}


MONEY = spelled(_AMOUNT)
SIGNED_MONEY = spelled(f"-?{_AMOUNT}")
DATE = spelled(_DATE)
INSTANT = spelled(f"{_DATE}T{_TIME}")
UUID = spelled(_UUID)
HEX_256 = spelled("[0-9a-f]{64}")
FLAG: Shape = {"type": "boolean"}
# The canonical form knows no fractions, wherever they stand (mpos.contract.canonical).
ANY_VALUE: Shape = {
    "anyOf": [
        {"type": ["null", "boolean", "string"]},
        integer(-MAX_INTEGER),
        {"type": "array", "items": named("Value")},
        {"type": "object", "additionalProperties": named("Value")},
    ]
}
OPTIONAL_INTEGER = or_null(integer())
_SAID_SINCE = ("pending_payments", "pending_amount", "battery_percent", "printer")
"""What terminals of earlier versions do not say."""
_SLIP_LINES = ("header", "supplier", "footer")

SHAPES: dict[str, Shape] = {
    "Value": ANY_VALUE,
    "EnrolmentRequest": record(("device",), code=text(40), public_key=HEX_256, device=optional_text()),
    "Identity": record(terminal_id=text(40), series_prefix=text(8), bridge_id=UUID, bridge_key=HEX_256, time=INSTANT),
    "ChallengeRequest": record(terminal_id=text(40)),
    "Challenge": record(challenge=text()),
    "TokenRequest": record(terminal_id=text(40), challenge=text(), signature=text()),
    "Token": record(token=text(), expires_at=INSTANT, revoked=FLAG),
    "LoginRequest": record(login=text(60), pin=text(40)),
    "Login": record(person=named("Person"), time=INSTANT),
    "Person": record(
        login=text(60), name=text(120), codes=listed(text(60), MAX_CODES), pin_hash=text(), supervisor=FLAG
    ),
    "Contact": record(
        (*("business_date", "collector", "oldest_pending_at", "last_receipt_no"), *_SAID_SINCE),
        sent_at=INSTANT,
        version=text(40),
        business_date=or_null(DATE),
        day=text(20),
        collector=optional_text(60),
        pending_entries=integer(),
        oldest_pending_at=or_null(INSTANT),
        last_receipt_no=optional_text(40),
        cash_in_hand=MONEY,
        unprinted_slips=integer(),
        pending_payments=OPTIONAL_INTEGER,
        pending_amount=or_null(MONEY),
        battery_percent=or_null(integer(0, 100)),
        printer=optional_text(20),
    ),
    "Head": record(epoch=integer(1), seq=integer(), hash=HEX_256),
    "Entry": record(
        ("business_date", "collector"),
        terminal_id=text(40),
        epoch=integer(1),
        seq=integer(1),
        kind=text(40),
        recorded_at=INSTANT,
        business_date=or_null(DATE),
        collector=optional_text(60),
        body={
            "type": "object",
            "additionalProperties": named("Value"),
            "description": "Its fields depend on the kind.",
        },
        prev_hash=HEX_256,
        hash=HEX_256,
    ),
    "Upload": {
        **record(("entries",), entries=listed(named("Entry"), MAX_BATCH_ENTRIES), fates_after=integer()),
        "description": "A run of entries, each following the one before. `seal` is the terminal's over the last one.",
        "if": {"properties": {"entries": {"minItems": 1}}, "required": ["entries"]},
        "then": {"properties": {"seal": text()}, "required": ["seal"]},
    },
    "Attached": record(sha256=HEX_256, time=INSTANT),
    "Receipt": record(
        ("revoked", "wanted"),
        acknowledged=named("Head"),
        countersignature=text(),
        set_aside=listed(named("SetAside"), MAX_BATCH_ENTRIES),
        fates=listed(named("Fate"), MAX_FATES),
        fates_cursor=integer(),
        fates_more=FLAG,
        time=INSTANT,
        revoked=or_null(FLAG),
        wanted=listed(HEX_256, MAX_WANTED),
    ),
    "SetAside": record(epoch=integer(1), seq=integer(1), code=text(60), detail=text()),
    "Fate": record(
        payment_id=UUID,
        state=choice(AT_OFFICE, IN_PSCLOUD, REFUSED),
        payment_no=optional_text(60),
        voided=FLAG,
        detail=optional_text(),
    ),
    "Changes": record(
        ("office", "person"),
        list_id=text(64),
        revision=integer(),
        more=FLAG,
        as_of=or_null(INSTANT),
        items=listed(record(soa=named("Soa"), effects=listed(named("Effect"), MAX_EFFECTS)), MAX_PAGE_SOAS),
        dropped={"type": "array", "items": text(60)},
        taken={
            "type": "array",
            "items": {"type": "array", "prefixItems": [text(40), integer(1), integer()], "minItems": 3, "maxItems": 3},
        },
        failed=integer(),
        office=named("Office"),
        person=named("Person"),
        time=INSTANT,
    ),
    "Soa": record(
        soa_no=text(60),
        version=integer(),
        customer_no=text(60),
        name=text(200),
        address=optional_text(),
        collector_code=text(60),
        branch=optional_text(60),
        statement_date=DATE,
        due_date=DATE,
        currency=text(3),
        updated_at=INSTANT,
        invoices=listed(named("Invoice"), MAX_INVOICES),
    ),
    "Invoice": record(
        invoice_no=text(60),
        invoice_date=DATE,
        due_date=DATE,
        amount=MONEY,
        balance=MONEY,
        penalty=MONEY,
        description=optional_text(),
        vat_type=choice(*VAT_TYPES),
        disputed=FLAG,
    ),
    "Effect": record(
        payment_id=UUID,
        invoice_no=text(60),
        balance=SIGNED_MONEY,
        penalty=SIGNED_MONEY,
        reflected_from=OPTIONAL_INTEGER,
    ),
    "Office": record(business=named("Business"), policy=named("Policy")),
    "Business": record(
        (),
        **{name: optional_text() for name in Business._fields if name not in (*_SLIP_LINES, "labels")},
        **dict.fromkeys(_SLIP_LINES, listed({"type": "string", "maxLength": MAX_FOOTER_LINE}, MAX_FOOTER_LINES)),
        labels={"type": "object", "additionalProperties": text(MAX_LABEL), "maxProperties": MAX_LABELS},
    ),
    "Policy": record(
        allocation_order=choice(*ALLOCATION_ORDERS),
        max_payment=MONEY,
        max_change_fund=MONEY,
        vat_basis_points=integer(high=10_000),
        upload_before_z=FLAG,
        void_needs_supervisor=FLAG,
        copy_always=FLAG,
        forget_soas_after_days=integer(high=MAX_FORGET_DAYS),
        blind_count=FLAG,
    ),
    "Health": record(("seal",), status=choice("ok"), time=INSTANT, bridge_id=UUID, seal=spelled("[0-9a-f]{128}")),
}
"""Every body of the API, by name."""
