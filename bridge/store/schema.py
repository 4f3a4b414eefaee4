"""The tables of the office.

Three layers, from truth to convenience: what terminals recorded (journal and seals, append-only), what PSCloud says
(SOAs, replaceable; in pscloud_tables.py), and what is derived from both (payments, days, readings). Money in minor
units; instants are RFC 3339 texts in UTC, so that texts sort as time does; dates are texts.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from .columns import metadata as metadata
from .columns import minor, text
from .decision_tables import confirmation as confirmation
from .decision_tables import resolution as resolution
from .exchange_tables import drop_batch as drop_batch
from .exchange_tables import drop_line as drop_line
from .exchange_tables import soa_notice as soa_notice
from .office_tables import alert as alert
from .office_tables import alert_notice as alert_notice
from .office_tables import api_key as api_key
from .office_tables import office_deed as office_deed
from .office_tables import office_session as office_session
from .office_tables import office_user as office_user
from .pscloud_tables import comparison as comparison
from .pscloud_tables import departure as departure
from .pscloud_tables import download as download
from .pscloud_tables import download_failure as download_failure
from .pscloud_tables import invoice as invoice
from .pscloud_tables import reconciliation as reconciliation
from .pscloud_tables import reconciliation_difference as reconciliation_difference
from .pscloud_tables import soa as soa
from .pscloud_tables import soa_version as soa_version
from .till_tables import held_check as held_check
from .till_tables import receipt_slip as receipt_slip
from .till_tables import remittance as remittance

# What the office is.

setting = Table(
    "setting",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)
"""bridge_id, revision (the last one given out), and the like: one row each."""

# People, codes and devices.

collector_code = Table(
    "collector_code",
    metadata,
    Column("collector_code", Text, primary_key=True),
    text("name"),
    text("area", default=""),
    text("branch", default=""),
    Column("active", Boolean, nullable=False),
    text("source"),
)
"""source: 'pscloud' when it came with a download, 'office' when it was added here."""

collector = Table(
    "collector",
    metadata,
    Column("login", Text, primary_key=True),
    text("name"),
    text("pin_hash"),
    Column("supervisor", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("pin_failures", Integer, nullable=False, server_default="0"),
    text("locked_until", null=True),
)

collector_assignment = Table(
    "collector_assignment",
    metadata,
    Column("login", Text, ForeignKey("collector.login"), primary_key=True),
    Column("collector_code", Text, primary_key=True),
)

terminal_code = Table(
    "terminal_code",
    metadata,
    Column("terminal_id", Text, ForeignKey("terminal.terminal_id"), primary_key=True),
    Column("collector_code", Text, primary_key=True),
)
"""Codes that a terminal is kept to. One without any is served all codes of the collectors who work with it."""

enrolment = Table(
    "enrolment",
    metadata,
    Column("code_hash", Text, primary_key=True),
    text("series_prefix"),
    text("created_at"),
    text("expires_at"),
    text("terminal_id", null=True),
)
"""A one-time code, hashed; terminal_id is filled in by the terminal that used it."""

terminal = Table(
    "terminal",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("series_prefix", Text, nullable=False, unique=True),
    text("public_key"),
    text("enrolled_at"),
    text("revoked_at", null=True),
    text("revoked_reason", null=True),
    text("last_contact_at", null=True),
    Column("skew_ms", BigInteger, nullable=True),
    Column("contact", JSON, nullable=True),
)

terminal_collector = Table(
    "terminal_collector",
    metadata,
    Column("terminal_id", Text, ForeignKey("terminal.terminal_id"), primary_key=True),
    Column("login", Text, ForeignKey("collector.login"), primary_key=True),
    text("first_login_at"),
)
"""Who has shown a right PIN from which terminal: a terminal is served only the codes of these people."""

challenge = Table(
    "challenge",
    metadata,
    Column("challenge", Text, primary_key=True),
    text("terminal_id"),
    text("expires_at"),
)

token = Table(
    "token",
    metadata,
    Column("token_hash", Text, primary_key=True),
    text("terminal_id"),
    text("expires_at"),
)

clock_skew = Table(
    "clock_skew",
    metadata,
    Column("skew_id", Integer, primary_key=True, autoincrement=True),
    text("whose"),
    text("day"),
    Column("last_ms", BigInteger, nullable=False),
    text("last_at"),
    Column("largest_ms", BigInteger, nullable=False),
    text("largest_at"),
)
"""How far our clock was ahead of a terminal's, or of PSCloud's: one row a day and clock, in the order of contact."""

failed_try = Table(
    "failed_try",
    metadata,
    Column("try_id", Integer, primary_key=True, autoincrement=True),
    text("what"),
    text("tried_at"),
)
"""Wrong enrolment codes and the like, so that guessing can be slowed down."""

# What terminals recorded.

journal = Table(
    "journal",
    metadata,
    Column("terminal_id", Text, ForeignKey("terminal.terminal_id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("kind"),
    text("recorded_at"),
    text("business_date", null=True),
    text("collector", null=True),
    Column("body", JSON, nullable=False),
    text("prev_hash"),
    text("hash"),
    text("received_at"),
)

journal_conflict = Table(
    "journal_conflict",
    metadata,
    Column("conflict_id", Integer, primary_key=True, autoincrement=True),
    text("terminal_id"),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    text("hash"),
    Column("entry", JSON, nullable=False),
    text("received_at"),
)
"""An entry whose place is taken by another with other content: both are kept, and a person looks."""

seal = Table(
    "seal",
    metadata,
    Column("terminal_id", Text, ForeignKey("terminal.terminal_id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("hash"),
    text("signature"),
    text("received_at"),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("code"),
    text("detail"),
    text("set_aside_at"),
)

# What is derived from both.

payment = Table(
    "payment",
    metadata,
    Column("payment_id", Text, primary_key=True),
    text("terminal_id"),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    text("receipt_no"),
    text("source"),
    text("soa_no", null=True),
    text("customer_no"),
    text("customer_name"),
    text("collector"),
    text("collector_code"),
    text("business_date"),
    text("paid_at"),
    text("currency"),
    minor("amount_minor"),
    minor("advance_minor"),
    minor("vat_minor"),
    text("manual_or_no", null=True),
    text("status"),
    text("approved_by", null=True),
    text("approved_at", null=True),
    text("payment_no", null=True),
    Column("soa_version", BigInteger, nullable=True),
    Column("posted_as_credit", Boolean, nullable=False, server_default="0"),
    Column("is_voided", Boolean, nullable=False, server_default="0"),
    text("code", null=True),
    text("detail", null=True),
    Column("fate_revision", BigInteger, nullable=False),
    Column("arrival", BigInteger, nullable=False, server_default="0"),
    text("on_soa", null=True),
    Column("refunded", Boolean, nullable=False, server_default="0"),
    text("search", default=""),
    text("method", null=True),
)
"""status: pending (waits for approval), approved, processing, completed or failed. The journal entry has the rest.
`arrival` is the revision at which it came in: the order of the journal, whatever clocks said. `on_soa` is the SOA that
it counts on: its own, until a person attaches it to another or refunds it. `search`: its words, as search_words makes
them. `method` is that of all its tenders, null when they are of several."""

tender = Table(
    "tender",
    metadata,
    Column("payment_id", Text, ForeignKey("payment.payment_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    text("method"),
    minor("amount_minor"),
    text("reference", null=True),
    Column("for_confirmation", Boolean, nullable=False, server_default="0"),
)
"""for_confirmation: nobody at the terminal could see that the money arrived (QR Ph)."""

allocation = Table(
    "allocation",
    metadata,
    Column("payment_id", Text, ForeignKey("payment.payment_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    text("invoice_no"),
    minor("balance_minor"),
    minor("penalty_minor"),
    Column("resolution_id", Integer, nullable=True),
    Column("counts", Boolean, nullable=False, server_default="1"),
)
"""How a payment is spread: as recorded (resolution_id is null), or as a person attached it. The newest counts."""

void = Table(
    "void",
    metadata,
    Column("payment_id", Text, ForeignKey("payment.payment_id"), primary_key=True),
    Column("void_id", Text, nullable=False, unique=True),
    text("void_no"),
    text("reason"),
    text("voided_at"),
    text("voided_by"),
    Column("soa_version", BigInteger, nullable=True),
)

posting = Table(
    "posting",
    metadata,
    Column("idempotency_key", Text, primary_key=True),
    Column("payment_id", Text, ForeignKey("payment.payment_id"), nullable=False),
    text("action"),
    text("state"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    text("next_attempt_at"),
    Column("as_credit", Boolean, nullable=False, server_default="0"),
    Column("attached", JSON, nullable=True),
)
"""The queue to PSCloud. action: 'post' or 'void'; state: waiting, claimed, done or refused. The key is the payment's id
or the void's. A void waits until its payment's posting is done. attached: the SOA, allocations and advance that a
person gave a refused payment instead of its own."""

posting_attempt = Table(
    "posting_attempt",
    metadata,
    Column("attempt_id", Integer, primary_key=True, autoincrement=True),
    text("idempotency_key"),
    text("tried_at"),
    text("outcome"),
    Column("http_status", Integer, nullable=True),
    text("code", null=True),
    text("detail", null=True),
)

reading = Table(
    "reading",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("kind"),
    text("business_date"),
    Column("z_counter", Integer, nullable=False),
    Column("body", JSON, nullable=False),
)

business_day = Table(
    "business_day",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("business_date", Text, primary_key=True),
    text("collector"),
    text("opened_at"),
    text("counted_at", null=True),
    text("closed_at", null=True),
    Column("over_short_minor", BigInteger, nullable=True),
)

signature = Table(
    "signature",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("payment_id", Text, ForeignKey("payment.payment_id"), nullable=False),
    text("sha256"),
    text("taken_at"),
)
"""That a customer signed for a payment. Of several signatures the newest counts; none is removed."""

attachment = Table(
    "attachment",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("named", BigInteger, nullable=False),
    text("received_at", null=True),
    Column("content", LargeBinary, nullable=True),
)
"""What a terminal's journal names and does not hold: wanted from when it was named until it was received. `named` is
the revision at which it was first named. The content lies here, and not in files, so that a backup of this database
has all of it, and what the office has is never half true."""

Index("signature_by_payment", signature.c.payment_id)
Index("attachment_wanted", attachment.c.terminal_id, attachment.c.received_at)
Index("skew_by_clock", clock_skew.c.whose, clock_skew.c.skew_id)
Index("day_open", business_day.c.closed_at, business_day.c.business_date)
Index("void_by_time", void.c.voided_at)
Index("payment_by_place", payment.c.terminal_id, payment.c.epoch, payment.c.seq)
Index("payment_by_soa", payment.c.soa_no)
Index("payment_on_soa", payment.c.on_soa)
Index("payment_in_order", payment.c.business_date, payment.c.paid_at, payment.c.payment_id)
Index("payment_by_collector", payment.c.collector, payment.c.business_date)
Index("payment_by_code", payment.c.collector_code, payment.c.business_date)
Index("payment_by_arrival", payment.c.arrival)
Index("posting_by_payment", posting.c.payment_id)
Index("payment_by_receipt", payment.c.receipt_no)
Index("payment_by_status", payment.c.status, payment.c.business_date, payment.c.paid_at, payment.c.payment_id)
Index("payment_fates", payment.c.terminal_id, payment.c.fate_revision)
Index("posting_due", posting.c.state, posting.c.next_attempt_at)
# These two hold all that sums are made of, in the order in which they are grouped: no payment need be read for them.
_OF_DATE = "business_date status is_voided refunded method collector_code collector terminal_id amount_minor vat_minor"
_OF_DAY = "business_date collector method is_voided collector_code amount_minor"
Index("payment_by_date", *(payment.c[name] for name in _OF_DATE.split()))
Index("payment_by_day_of", *(payment.c[name] for name in _OF_DAY.split()))
Index("tender_for_confirmation", tender.c.for_confirmation)
Index("attempt_by_key", posting_attempt.c.idempotency_key)
