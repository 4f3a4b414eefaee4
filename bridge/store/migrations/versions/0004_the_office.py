"""The office's people, journal, alerts and checks; versions of SOAs; what a person decided on a refused payment."""

import sqlalchemy as sa
from alembic import op

from bridge.store.deed_chain import FIRST, HEAD, hash_deed
from bridge.store.payments_found import index_payments
from bridge.store.rederiving import derive_late_rows
from bridge.store.soas_found import fill_search

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _people()
    _chain_deeds()
    _alerts()
    _soas()
    _payments()
    _tills()
    derive_late_rows(op.get_bind())
    index_payments(op.get_bind())


def _people() -> None:
    with op.batch_alter_table("office_user") as users:
        users.add_column(sa.Column("active", sa.Boolean(), server_default="1", nullable=False))
        users.add_column(sa.Column("branches", sa.JSON(), nullable=True))
        users.add_column(sa.Column("system_user", sa.Text(), nullable=True))
        users.add_column(sa.Column("totp_secret", sa.Text(), nullable=True))
        users.add_column(sa.Column("totp_step", sa.BigInteger(), nullable=True))
        users.add_column(sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
        users.add_column(sa.Column("locked_until", sa.Text(), nullable=True))
    op.create_table(
        "office_session",
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["name"], ["office_user.name"]),
        sa.PrimaryKeyConstraint("session_hash"),
    )
    op.create_index("session_by_user", "office_session", ["name"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("branches", sa.JSON(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_table(
        "terminal_code",
        sa.Column("terminal_id", sa.Text(), nullable=False),
        sa.Column("collector_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.terminal_id"]),
        sa.PrimaryKeyConstraint("terminal_id", "collector_code"),
    )


def _chain_deeds() -> None:
    """The deeds that are there are chained as they stand."""
    with op.batch_alter_table("office_deed") as deeds:
        deeds.add_column(sa.Column("system_user", sa.Text(), nullable=True))
        deeds.add_column(sa.Column("prev_hash", sa.Text(), server_default="", nullable=False))
        deeds.add_column(sa.Column("hash", sa.Text(), server_default="", nullable=False))
    op.create_index("deed_by_time", "office_deed", ["done_at"], unique=False)
    columns = ("deed_id", "done_at", "who", "what", "system_user", "prev_hash", "hash")
    deed = sa.table("office_deed", *map(sa.column, columns), sa.column("detail", sa.JSON))
    conn = op.get_bind()
    last_id, before = 0, FIRST
    for row in conn.execute(sa.select(deed).order_by(deed.c.deed_id)).mappings().all():
        own = hash_deed({**row, "prev_hash": before})
        chained = deed.update().where(deed.c.deed_id == row["deed_id"])
        conn.execute(chained.values(prev_hash=before, hash=own))
        last_id, before = row["deed_id"], own
    setting = sa.table("setting", sa.column("key"), sa.column("value", sa.JSON))
    conn.execute(setting.insert().values(key=HEAD, value=[last_id, before]))


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.Text(), nullable=True),
        sa.Column("healed_at", sa.Text(), nullable=True),
        sa.Column("terminal_id", sa.Text(), nullable=True),
        sa.Column("collector_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("alert_id"),
    )
    is_open = sa.text("healed_at IS NULL")
    op.create_index(
        "alert_open", "alert", ["rule", "subject"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("day_open", "business_day", ["closed_at", "business_date"], unique=False)
    op.create_index("void_by_time", "void", ["voided_at"], unique=False)
    op.create_table(
        "alert_notice",
        sa.Column("notice_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.alert_id"]),
        sa.PrimaryKeyConstraint("notice_id"),
    )
    op.create_index("notice_due", "alert_notice", ["sent_at", "next_attempt_at"], unique=False)


def _soas() -> None:
    with op.batch_alter_table("download") as downloads:
        downloads.add_column(sa.Column("asked_by", sa.Text(), server_default="schedule", nullable=False))
        downloads.add_column(sa.Column("cancel_asked", sa.Boolean(), server_default="0", nullable=False))
    op.create_table(
        "soa_version",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("soa_no", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("collector_code", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Text(), nullable=False),
        sa.Column("amount_due_minor", sa.BigInteger(), nullable=False),
        sa.Column("penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version_id"),
    )
    op.create_index("versions_of_soa", "soa_version", ["soa_no", "version_id"], unique=False)
    _let_soas_be_found()
    op.create_table(
        "comparison",
        sa.Column("comparison_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount_due_minor", sa.BigInteger(), nullable=False),
        sa.Column("upstream_count", sa.Integer(), nullable=False),
        sa.Column("upstream_amount_due_minor", sa.BigInteger(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("differing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("by_code", sa.JSON(), nullable=True),
        sa.Column("asked_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("comparison_id"),
    )


def _let_soas_be_found() -> None:
    with op.batch_alter_table("soa") as soas:
        soas.add_column(sa.Column("sort_name", sa.Text(), server_default="", nullable=False))
        soas.add_column(sa.Column("search_id", sa.BigInteger(), server_default="0", nullable=False))
        soas.add_column(sa.Column("disputed", sa.Boolean(), server_default="0", nullable=False))
        soas.add_column(sa.Column("came_at", sa.Text(), server_default="", nullable=False))
    fill_search(op.get_bind())
    filtered = ["branch", "amount_due_minor", "penalty_minor", "disputed", "came_at"]
    by_due_date = ["status", "due_date", "soa_no", *filtered, "collector_code"]
    op.drop_index("soa_by_due_date", "soa")
    op.create_index("soa_by_search_id", "soa", ["search_id"], unique=True)
    op.create_index("soa_by_due_date", "soa", by_due_date, unique=False)
    op.create_index("soa_by_code", "soa", ["collector_code", "status", "due_date", "soa_no", *filtered], unique=False)
    op.create_index("soa_by_amount", "soa", ["status", "amount_due_minor", "soa_no"], unique=False)
    op.create_index("soa_by_name", "soa", ["status", "sort_name", "soa_no"], unique=False)


def _payments() -> None:
    with op.batch_alter_table("tender") as tenders:
        tenders.add_column(sa.Column("for_confirmation", sa.Boolean(), server_default="0", nullable=False))
    op.create_index("tender_for_confirmation", "tender", ["for_confirmation"], unique=False)
    with op.batch_alter_table("posting") as postings:
        postings.add_column(sa.Column("attached", sa.JSON(), nullable=True))
    op.create_index("posting_by_payment", "posting", ["payment_id"], unique=False)
    with op.batch_alter_table("payment") as payments:
        payments.add_column(sa.Column("on_soa", sa.Text(), nullable=True))
        payments.add_column(sa.Column("refunded", sa.Boolean(), server_default="0", nullable=False))
        payments.add_column(sa.Column("search", sa.Text(), server_default="", nullable=False))
        payments.add_column(sa.Column("is_voided", sa.Boolean(), server_default="0", nullable=False))
        payments.add_column(sa.Column("method", sa.Text(), nullable=True))
    _note_voided()
    op.create_index("payment_on_soa", "payment", ["on_soa"], unique=False)
    op.create_index("payment_by_collector", "payment", ["collector", "business_date"], unique=False)
    op.create_index("payment_by_code", "payment", ["collector_code", "business_date"], unique=False)
    op.create_index("payment_by_arrival", "payment", ["arrival"], unique=False)
    op.create_index("payment_in_order", "payment", ["business_date", "paid_at", "payment_id"], unique=False)
    with op.batch_alter_table("allocation") as allocations:
        allocations.add_column(sa.Column("resolution_id", sa.Integer(), nullable=True))
        allocations.add_column(sa.Column("counts", sa.Boolean(), server_default="1", nullable=False))
    op.create_table(
        "resolution",
        sa.Column("resolution_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("soa_no", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.payment_id"]),
        sa.ForeignKeyConstraint(["deed_id"], ["office_deed.deed_id"]),
        sa.PrimaryKeyConstraint("resolution_id"),
    )
    op.create_index("resolution_by_payment", "resolution", ["payment_id"], unique=False)
    op.create_table(
        "reconciliation",
        sa.Column("reconciliation_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False),
        sa.Column("ours_minor", sa.BigInteger(), nullable=False),
        sa.Column("theirs", sa.Integer(), nullable=False),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("waiting_minor", sa.BigInteger(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), server_default="schedule", nullable=False),
        sa.PrimaryKeyConstraint("reconciliation_id"),
    )
    op.create_index("reconciliation_by_day", "reconciliation", ["business_date", "reconciliation_id"], unique=False)
    op.create_table(
        "reconciliation_difference",
        sa.Column("reconciliation_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("ours_minor", sa.BigInteger(), nullable=True),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["reconciliation_id"], ["reconciliation.reconciliation_id"]),
        sa.PrimaryKeyConstraint("reconciliation_id", "line"),
    )


def _note_voided() -> None:
    """Sums leave voided payments out: those must not be looked up one by one."""
    payment = sa.table("payment", sa.column("payment_id"), sa.column("is_voided", sa.Boolean))
    void = sa.table("void", sa.column("payment_id"))
    taken_back = payment.c.payment_id.in_(sa.select(void.c.payment_id))
    op.get_bind().execute(payment.update().where(taken_back).values(is_voided=True))
    op.drop_index("payment_by_date", "payment")
    whose = ["collector_code", "collector", "terminal_id"]
    sums = ["business_date", "status", "is_voided", "refunded", "method", *whose, "amount_minor", "vat_minor"]
    op.create_index("payment_by_date", "payment", sums, unique=False)
    of_day = ["business_date", "collector", "method", "is_voided", "collector_code", "amount_minor"]
    op.create_index("payment_by_day_of", "payment", of_day, unique=False)
    op.drop_index("payment_by_status", "payment")
    op.create_index("payment_by_status", "payment", ["status", "business_date", "paid_at", "payment_id"], unique=False)


def _tills() -> None:
    place = ("terminal_id", sa.Text()), ("epoch", sa.BigInteger()), ("seq", sa.BigInteger())
    op.create_table(
        "remittance",
        *(sa.Column(name, kind, nullable=False) for name, kind in place),
        sa.Column("remittance_no", sa.Text(), nullable=False),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("handed_to", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("remitted_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", "epoch", "seq"),
    )
    of_day = ["business_date", "collector", "amount_minor"]
    op.create_index("remittance_by_day", "remittance", of_day, unique=False)
    texts = ("ack_no", "soa_no", "customer_no", "customer_name", "collector", "collector_code", "business_date")
    op.create_table(
        "held_check",
        *(sa.Column(name, kind, nullable=False) for name, kind in place),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*texts, "currency")),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("bank", "check_no", "check_date", "held_at")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("payment_id", "returned_at", "return_reason")),
        sa.PrimaryKeyConstraint("terminal_id", "epoch", "seq"),
    )
    op.create_index("held_check_by_date", "held_check", ["check_date"], unique=False)
    op.create_index("held_check_by_soa", "held_check", ["soa_no"], unique=False)
    op.create_index("held_check_by_ack", "held_check", ["terminal_id", "ack_no"], unique=False)
    op.create_table(
        "receipt_slip",
        *(sa.Column(name, kind, nullable=False) for name, kind in place),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slip", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reprint", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", "epoch", "seq"),
    )
    op.create_index("slip_by_receipt", "receipt_slip", ["receipt_no"], unique=False)
    op.create_index("slip_by_time", "receipt_slip", ["kind", "noted_at"], unique=False)
    op.create_table(
        "confirmation",
        sa.Column("confirmation_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.Text(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.payment_id"]),
        sa.ForeignKeyConstraint(["deed_id"], ["office_deed.deed_id"]),
        sa.PrimaryKeyConstraint("confirmation_id"),
    )
    op.create_index("confirmation_by_payment", "confirmation", ["payment_id"], unique=False)
    op.create_table(
        "soa_notice",
        sa.Column("soa_no", sa.Text(), nullable=False),
        sa.Column("told_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("soa_no"),
    )
    op.create_table(
        "drop_batch",
        sa.Column("batch_no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("batch_no"),
    )
    op.create_table(
        "drop_line",
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_no"], ["drop_batch.batch_no"]),
        sa.PrimaryKeyConstraint("idempotency_key"),
    )
    op.create_index("drop_line_by_batch", "drop_line", ["batch_no", "line"], unique=False)
