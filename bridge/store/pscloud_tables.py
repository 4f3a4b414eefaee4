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
    text("sort_name", default=""),
    Column("search_id", BigInteger, nullable=False, server_default="0"),
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
    Column("disputed", Boolean, nullable=False, server_default="0"),
    text("came_at", default=""),
)
"""PSCloud's newest version that we know. `revision` rises whenever what a terminal should know of it changes.
`recheck`: a newer version was passed over because a payment on it is in doubt; it is to be looked up again.
`search`: the words that find it, which an index beside the table has under `search_id` (search_index.py). `sort_name`:
the name, folded. `disputed`: at least one invoice is. `came_at`: when its present state came here; empty when that was
before anybody noted it."""

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
    Column("version_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    text("soa_no"),
    Column("version", BigInteger, nullable=False),
    text("status"),
    text("collector_code"),
    text("due_date"),
    minor("amount_due_minor"),
    minor("penalty_minor"),
    Column("invoices", Integer, nullable=False),
    text("came_at"),
)
"""Each state of a SOA that came, in that order, with what people ask about; the newest one is in `soa`, too. A SOA that
was gone and came again has a version twice."""

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
    Column("differing", Integer, nullable=False, server_default="0"),
    Column("by_code", JSON, nullable=True),
    text("asked_by", default=""),
)
"""Our SOAs held against PSCloud's control totals. differences: the first of those that are missing, extra or other, of
`differing` in all; by_code: both sides' count and sum of each collector code that differs."""

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
    Column("payments", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    minor("waiting_minor"),
    Column("differences", Integer, nullable=False),
    text("asked_by", default="schedule"),
)
"""Our payments of a business day held against those that PSCloud has posted, both ways. `payments` is how many of that
day were here; `waiting` are those that are not at PSCloud yet and are to go there, or whose void is."""

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

_FILTERED = (soa.c.branch, soa.c.amount_due_minor, soa.c.penalty_minor, soa.c.disputed, soa.c.came_at)
Index("soa_feed", soa.c.collector_code, soa.c.revision)
Index("soa_by_search_id", soa.c.search_id, unique=True)
# What lists are filtered and summed by stands in the index, so that half a million rows need not be read for it.
Index("soa_by_due_date", soa.c.status, soa.c.due_date, soa.c.soa_no, *_FILTERED, soa.c.collector_code)
Index("soa_by_code", soa.c.collector_code, soa.c.status, soa.c.due_date, soa.c.soa_no, *_FILTERED)
Index("soa_by_amount", soa.c.status, soa.c.amount_due_minor, soa.c.soa_no)
Index("soa_by_name", soa.c.status, soa.c.sort_name, soa.c.soa_no)
Index("versions_of_soa", soa_version.c.soa_no, soa_version.c.version_id)
Index("soa_recheck", soa.c.recheck)
Index("departure_feed", departure.c.collector_code, departure.c.revision)
Index("failure_by_download", download_failure.c.download_id)
Index("failure_open", download_failure.c.healed_by, download_failure.c.soa_no)
Index("reconciliation_by_day", reconciliation.c.business_date, reconciliation.c.reconciliation_id)
