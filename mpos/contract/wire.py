"""The terminals' API at the bridge: paths, limits and the shapes that travel. The same shapes travel by file.

Conversations (all JSON; the SOA list is a sealed file):
- enrolment: a one-time code and the terminal's public key against its identity. The same code and key again get the
  same answer, so a lost answer costs nothing.
- token: a challenge signed by the terminal's key against a bearer token. No secret is stored but the key.
- greeting: a nonce against the bridge's seal over it and the time. Nothing that matters is sent before it.
- login: a collector's PIN, checked by the bridge, against what the terminal needs to check it without network.
- SOA list: whole as a sealed file first, then changes after a revision. With them come what the office has decided and
  who the collector is, unless the terminal names just that as what it has (`decided`).
- journal: entries after the last acknowledged one, with the seal of the last; the answer says how far the bridge has
  got, what became of payments, and which pictures it lacks that entries name.
- attachment: one such picture (a customer's signature), as it is, under its SHA-256.
"""

from mpos.light.hashes import sha256
from mpos.light.typing import Any, NamedTuple

from .canonical import write_canonical
from .fields import Fields
from .journal import Entry, Head, read_entry, read_head
from .office import Office, office_wire
from .signature import HASH_DIGITS, read_hash

API = "/terminal/v1"
ENROLMENTS = f"{API}/enrolments"
CHALLENGES = f"{API}/challenges"
TOKENS = f"{API}/tokens"
LOGINS = f"{API}/logins"
SOA_LIST = f"{API}/soa-list"
SOA_LIST_CHANGES = f"{API}/soa-list/changes"
JOURNAL = f"{API}/journal"
ATTACHMENTS = f"{API}/attachments"
ATTACHMENT = f"{ATTACHMENTS}/{{sha256}}"
HEALTH = f"{API}/health"

CONTACT_HEADER = "Mpos-Contact"
"""Carries a Contact as JSON in ASCII with each authenticated request, whatever the conversation."""

USER_AGENT = "mpos"
"""How a terminal calls itself: an answer to it goes without the headers that only browsers heed."""
SLOWEST_BYTES_EACH_S = 500
"""Of a link that is of use; whatever waits for a body waits so long for it."""
MAX_BATCH_ENTRIES = 500
"""Entries in one upload: a normal day is one round trip, and a request stays below a second on a slow bridge."""
MAX_REQUEST_BYTES = 8_000_000
"""A request body, unpacked: 500 entries of the largest sensible size."""
MAX_PAGE_SOAS = 500
MAX_FATES = 1_000
MAX_WANTED = 100
"""Pictures that one answer asks for: a day's signatures, in 7 kB. Once they are in, the next answer asks for more."""
MAX_CODES = 200
"""Collector codes of one person: a supervisor may have all of a branch."""
NONCE_DIGITS = 64
"""Hex digits of what a terminal has the bridge seal in a greeting: never the same twice."""
DECIDED_DIGITS = 16
"""Hex digits that name what a terminal has been told of the office's decisions."""
ENROLMENT_CODE_DIGITS = 10
"""Typed on a keypad; with the bridge's limit on tries, guessing one in its day of life is hopeless."""

AT_OFFICE, IN_PSCLOUD, REFUSED = "at_office", "in_pscloud", "refused"


class Contact(NamedTuple):
    """What a terminal says of itself at each contact, so that the office sees what is still out there.

    `pending_payments` and `pending_amount` are among its pending entries. `battery_percent` is None where there is no
    battery, `printer` a word for how the printer was when it was last sent a slip: none, ok, paper_out, cover_open,
    failed or unknown. Each is None from a terminal that does not say.
    """

    sent_at: str
    version: str
    business_date: str | None
    day: str
    collector: str | None
    pending_entries: int
    oldest_pending_at: str | None
    last_receipt_no: str | None
    cash_in_hand: str
    unprinted_slips: int
    pending_payments: int | None = None
    pending_amount: str | None = None
    battery_percent: int | None = None
    printer: str | None = None


class Person(NamedTuple):
    """A collector (or supervisor) as a terminal knows one. The PIN hash is argon2's encoded form."""

    login: str
    name: str
    codes: tuple[str, ...]
    pin_hash: str
    supervisor: bool


class Fate(NamedTuple):
    """What became of a payment: at_office, in_pscloud or refused (it then waits on the office's list)."""

    payment_id: str
    state: str
    payment_no: str | None
    voided: bool
    detail: str | None


class SetAside(NamedTuple):
    """An entry that the bridge keeps but could not make sense of."""

    epoch: int
    seq: int
    code: str
    detail: str


class Upload(NamedTuple):
    """A run of entries, each following the one before, sealed at its last one. Empty when there is only news to ask."""

    entries: tuple[Entry, ...]
    seal: str
    fates_after: int


class Receipt(NamedTuple):
    """The bridge's answer to an upload: how far it has got, countersigned, and the news.

    `revoked` is whether the office has locked the terminal out; None from a bridge that does not say. `wanted` are the
    hashes of pictures that this terminal's journal names and the bridge lacks, those named last first.
    """

    acknowledged: Head
    countersignature: str
    set_aside: tuple[SetAside, ...]
    fates: tuple[Fate, ...]
    fates_cursor: int
    fates_more: bool
    time: str
    revoked: bool | None = None
    wanted: tuple[str, ...] = ()


def upload_wire(upload: Upload) -> dict[str, Any]:
    """An upload as it is sent."""
    return {
        "entries": [entry._asdict() for entry in upload.entries],
        "seal": upload.seal,
        "fates_after": upload.fates_after,
    }


def read_upload(content: object) -> Upload:
    """An upload as it arrives; BadContent."""
    fields = Fields(content, "upload")
    entries = tuple(read_entry(item) for item in fields.items("entries", MAX_BATCH_ENTRIES))
    return Upload(entries, fields.text("seal") if entries else "", fields.integer("fates_after"))


def receipt_wire(receipt: Receipt) -> dict[str, Any]:
    """An answer as it is sent."""
    return {
        **receipt._asdict(),
        "acknowledged": receipt.acknowledged._asdict(),
        "set_aside": [item._asdict() for item in receipt.set_aside],
        "fates": [fate._asdict() for fate in receipt.fates],
        "wanted": list(receipt.wanted),
    }


def read_receipt(content: object) -> Receipt:
    """An answer as it arrives; BadContent."""
    fields = Fields(content, "receipt")
    return Receipt(
        acknowledged=read_head(fields.object("acknowledged")),
        countersignature=fields.text("countersignature"),
        set_aside=tuple(_read_set_aside(item) for item in fields.items("set_aside", MAX_BATCH_ENTRIES)),
        fates=tuple(_read_fate(item) for item in fields.items("fates", MAX_FATES)),
        fates_cursor=fields.integer("fates_cursor"),
        fates_more=fields.flag("fates_more"),
        time=fields.instant("time"),
        revoked=fields.optional_flag("revoked"),
        wanted=tuple(map(read_hash, fields.texts("wanted", MAX_WANTED, length=HASH_DIGITS))),
    )


def contact_wire(contact: Contact) -> dict[str, Any]:
    """A contact as the header's JSON has it."""
    return contact._asdict()


def read_contact(content: object) -> Contact:
    """A contact as it arrives; BadContent."""
    fields = Fields(content, "contact")
    fields.money("cash_in_hand")
    return Contact(
        sent_at=fields.instant("sent_at"),
        version=fields.text("version", limit=40),
        business_date=fields.optional_date("business_date"),
        day=fields.text("day", limit=20),
        collector=fields.optional_text("collector", limit=60),
        pending_entries=fields.integer("pending_entries"),
        oldest_pending_at=fields.optional_instant("oldest_pending_at"),
        last_receipt_no=fields.optional_text("last_receipt_no", limit=40),
        cash_in_hand=fields.text("cash_in_hand", limit=20),
        unprinted_slips=fields.integer("unprinted_slips"),
        pending_payments=fields.optional_integer("pending_payments"),
        pending_amount=_optional_amount(fields, "pending_amount"),
        battery_percent=_optional_percent(fields, "battery_percent"),
        printer=fields.optional_text("printer", limit=20),
    )


def person_wire(person: Person) -> dict[str, Any]:
    """A person as the bridge sends one."""
    return {**person._asdict(), "codes": list(person.codes)}


def read_person(content: object) -> Person:
    """A person as a terminal takes one in; BadContent."""
    fields = Fields(content, "person")
    return Person(
        login=fields.text("login", limit=60),
        name=fields.text("name", limit=120),
        codes=fields.texts("codes", MAX_CODES, length=60),
        pin_hash=fields.text("pin_hash"),
        supervisor=fields.flag("supervisor"),
    )


def decided_id(office: Office, person: Person) -> str:
    """Names what the office has decided and who the collector is; the same for the same on both sides."""
    text = write_canonical([office_wire(office), person_wire(person)])
    return sha256(text.encode()).hexdigest()[:DECIDED_DIGITS]


def _optional_amount(fields: Fields, name: str) -> str | None:
    amount = fields.optional_text(name, limit=20)
    if amount is not None:
        fields.money(name)
    return amount


def _optional_percent(fields: Fields, name: str) -> int | None:
    return None if fields.optional_integer(name) is None else fields.integer(name, high=100)


def _read_fate(content: object) -> Fate:
    fields = Fields(content, "fate")
    return Fate(
        payment_id=fields.text("payment_id", limit=36),
        state=fields.choice("state", (AT_OFFICE, IN_PSCLOUD, REFUSED)),
        payment_no=fields.optional_text("payment_no", limit=60),
        voided=fields.flag("voided"),
        detail=fields.optional_text("detail"),
    )


def _read_set_aside(content: object) -> SetAside:
    fields = Fields(content, "set-aside entry")
    return SetAside(
        epoch=fields.integer("epoch", low=1),
        seq=fields.integer("seq", low=1),
        code=fields.text("code", limit=60),
        detail=fields.text("detail"),
    )
