"""The tables of what people decided on payments, and of what they found in the account."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from .columns import metadata, text

resolution = Table(
    "resolution",
    metadata,
    Column("resolution_id", Integer, primary_key=True, autoincrement=True),
    Column("payment_id", Text, ForeignKey("payment.payment_id"), nullable=False),
    Column("deed_id", Integer, ForeignKey("office_deed.deed_id"), nullable=False),
    text("how"),
    text("soa_no", null=True),
    text("reason"),
    text("who"),
    text("resolved_at"),
)
"""What a person decided on a payment that PSCloud refused: how is 'retried', 'attached', 'credited' or 'refunded'."""

confirmation = Table(
    "confirmation",
    metadata,
    Column("confirmation_id", Integer, primary_key=True, autoincrement=True),
    Column("payment_id", Text, ForeignKey("payment.payment_id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("found", Boolean, nullable=False),
    text("remark", default=""),
    text("who"),
    text("confirmed_at"),
    Column("deed_id", Integer, ForeignKey("office_deed.deed_id"), nullable=False),
)
"""That a person looked for a tender's money in the account, and found it or not. Of several the newest counts."""

Index("resolution_by_payment", resolution.c.payment_id)
Index("confirmation_by_payment", confirmation.c.payment_id)
