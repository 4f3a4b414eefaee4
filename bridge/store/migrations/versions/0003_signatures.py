"""Signatures of customers, and their pictures, which come after the journal has named them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("terminal_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.payment_id"]),
        sa.PrimaryKeyConstraint("terminal_id", "epoch", "seq"),
    )
    op.create_index("signature_by_payment", "signature", ["payment_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("terminal_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("named", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("terminal_id", "sha256"),
    )
    op.create_index("attachment_wanted", "attachment", ["terminal_id", "received_at"], unique=False)
