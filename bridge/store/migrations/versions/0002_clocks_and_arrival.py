"""Clocks: how far ours was from others, day by day; and payments in the order in which they came in, not of time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "clock_skew",
        sa.Column("skew_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("largest_ms", sa.BigInteger(), nullable=False),
        sa.Column("largest_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("skew_id"),
    )
    op.create_index("skew_by_clock", "clock_skew", ["whose", "skew_id"], unique=False)
    with op.batch_alter_table("payment") as payments:
        payments.add_column(sa.Column("arrival", sa.BigInteger(), server_default="0", nullable=False))
    _number_payments()


def _number_payments() -> None:
    """Those that are there in the order that held so far. Each took a revision, so that all later ones come behind."""
    payment = sa.table("payment", sa.column("payment_id"), sa.column("paid_at"), sa.column("arrival"))
    conn = op.get_bind()
    ids = conn.execute(sa.select(payment.c.payment_id).order_by(payment.c.paid_at, payment.c.payment_id)).scalars()
    places = [{"id": payment_id, "place": place} for place, payment_id in enumerate(ids.all(), start=1)]
    if places:
        numbered = payment.c.payment_id == sa.bindparam("id")
        conn.execute(payment.update().where(numbered).values(arrival=sa.bindparam("place")), places)
