"""The tables of what PSCloud says: SOAs, how each download went, and records that could not be taken."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from .columns import metadata, minor, text

download = Table(
    "download",
    metadata,
    Column("download_id", Integer, primary_key=True, autoincrement=True),
    text("scope"),
    text("status"),
    text("started_at"),
    text("finished_at", null=True),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("succeeded", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    text("as_of", null=True),
    text("reason", null=True),
    text("asked_by", default="schedule"),
    Column("cancel_asked", Boolean, nullable=False, server_default="0"),
)
"""One row a sync: scope is 'whole' or 'changes', status pending, processing, completed, failed or cancelled.
`asked_by` is an office user, or 'schedule'."""

download_failure = Table(
    "download_failure",
    metadata,
    Column("failure_id", Integer, primary_key=True, autoincrement=True),
    Column("download_id", Integer, ForeignKey("download.download_id"), nullable=False),
    text("soa_no", null=True),
    text("collector_code", null=True),
    text("code"),
    text("detail"),
    Column("record", JSON, nullable=False),
    Column("healed_by", Integer, nullable=True),
)
"""A record that PSCloud sent and the bridge could not take, with the reason; healed_by is the download that could."""

soa = Table(
    "soa",
    metadata,
    Column("soa_no", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    text("status"),
    text("customer_no"),
    text("name"),
    text("address"),
    text("search"),
    text("collector_code"),
    text("branch"),
    text("statement_date"),
    text("due_date"),
    text("currency"),
    text("updated_at"),
    minor("amount_due_minor"),
    minor("penalty_minor"),
    Column("revision", BigInteger, nullable=False),
    Column("recheck", Boolean, nullable=False, server_default="0"),
)
"""PSCloud's newest version that we know. `revision` rises whenever what a terminal should know of it changes.
`recheck`: a newer version was passed over because a payment on it is in doubt; it is to be looked up again."""

invoice = Table(
    "invoice",
    metadata,
    Column("soa_no", Text, ForeignKey("soa.soa_no"), primary_key=True),
    Column("line", Integer, primary_key=True),
    text("invoice_no"),
    text("invoice_date"),
    text("due_date"),
    minor("amount_minor"),
    minor("balance_minor"),
    minor("penalty_minor"),
    text("description"),
    text("vat_type"),
    Column("disputed", Boolean, nullable=False),
)

soa_version = Table(
    "soa_version",
    metadata,
    Column("soa_no", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    text("status"),
    text("collector_code"),
    text("due_date"),
    minor("amount_due_minor"),
    minor("penalty_minor"),
    Column("invoices", Integer, nullable=False),
    text("came_at"),
)
"""Each version of a SOA that came, with what people ask about; the newest one is in `soa`, too."""

departure = Table(
    "departure",
    metadata,
    Column("soa_no", Text, primary_key=True),
    Column("collector_code", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)
"""A SOA that left a code's list at this revision: settled, cancelled, moved, or no longer known to PSCloud."""

comparison = Table(
    "comparison",
    metadata,
    Column("comparison_id", Integer, primary_key=True, autoincrement=True),
    text("made_at"),
    Column("ok", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
    minor("amount_due_minor"),
    Column("upstream_count", Integer, nullable=False),
    minor("upstream_amount_due_minor"),
    Column("differences", JSON, nullable=False),
)
"""Our SOAs held against PSCloud's control totals; differences: the first of those that are missing, extra or other."""

reconciliation = Table(
    "reconciliation",
    metadata,
    Column("reconciliation_id", Integer, primary_key=True, autoincrement=True),
    text("made_at"),
    text("business_date"),
    Column("ok", Boolean, nullable=False),
    Column("ours", Integer, nullable=False),
    minor("ours_minor"),
    Column("theirs", Integer, nullable=False),
    minor("theirs_minor"),
)
"""Our payments of a business day held against those that PSCloud has posted, both ways."""

reconciliation_difference = Table(
    "reconciliation_difference",
    metadata,
    Column("reconciliation_id", Integer, ForeignKey("reconciliation.reconciliation_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    text("payment_id"),
    text("receipt_no"),
    text("kind"),
    text("detail"),
    Column("ours_minor", BigInteger, nullable=True),
    Column("theirs_minor", BigInteger, nullable=True),
)

Index("soa_feed", soa.c.collector_code, soa.c.revision)
Index("soa_by_due_date", soa.c.collector_code, soa.c.due_date)
Index("soa_ageing", soa.c.status, soa.c.due_date, soa.c.branch, soa.c.amount_due_minor)
Index("soa_recheck", soa.c.recheck)
Index("departure_feed", departure.c.collector_code, departure.c.revision)
Index("failure_by_download", download_failure.c.download_id)
Index("failure_open", download_failure.c.healed_by, download_failure.c.soa_no)
