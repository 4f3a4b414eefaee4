"""The office's people, journal, alerts and checks; versions of SOAs; what a person decided on a refused payment."""

import sqlalchemy as sa
from alembic import op

from bridge.store.deed_chain import FIRST, HEAD, hash_deed

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _people()
    _chain_deeds()
    _alerts()
    _soas()
    _payments()


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
        sa.PrimaryKeyConstraint("alert_id"),
    )
    op.create_index("alert_open", "alert", ["healed_at", "rule", "subject"], unique=False)
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
        sa.Column("soa_no", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("collector_code", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Text(), nullable=False),
        sa.Column("amount_due_minor", sa.BigInteger(), nullable=False),
        sa.Column("penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("soa_no", "version"),
    )
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
        sa.PrimaryKeyConstraint("comparison_id"),
    )


def _payments() -> None:
    with op.batch_alter_table("tender") as tenders:
        tenders.add_column(sa.Column("for_confirmation", sa.Boolean(), server_default="0", nullable=False))
    op.create_index("tender_for_confirmation", "tender", ["for_confirmation"], unique=False)
    sums = ["business_date", "status", "collector_code", "amount_minor"]
    op.create_index("payment_sums_by_day", "payment", sums, unique=False)
    op.create_index("soa_ageing", "soa", ["status", "due_date", "branch", "amount_due_minor"], unique=False)
    with op.batch_alter_table("posting") as postings:
        postings.add_column(sa.Column("attached", sa.JSON(), nullable=True))
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
        sa.PrimaryKeyConstraint("reconciliation_id"),
    )
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
