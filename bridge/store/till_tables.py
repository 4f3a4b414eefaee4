"""The tables of what passes through collectors' hands beside payments: cash handed over, checks in keeping, slips."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Table, Text

from .columns import metadata, minor, text

remittance = Table(
    "remittance",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("remittance_no"),
    text("collector"),
    text("business_date"),
    minor("amount_minor"),
    Column("pieces", JSON, nullable=False),
    text("handed_to", null=True),
    text("reference", null=True),
    text("remitted_at"),
)
"""Cash that a collector handed over, of the business day whose cash it was. pieces: denomination and how many."""

held_check = Table(
    "held_check",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("ack_no"),
    text("soa_no"),
    text("customer_no"),
    text("customer_name"),
    text("collector"),
    text("collector_code"),
    text("business_date"),
    text("currency"),
    minor("amount_minor"),
    text("bank"),
    text("check_no"),
    text("check_date"),
    text("held_at"),
    text("payment_id", null=True),
    text("returned_at", null=True),
    text("return_reason", null=True),
)
"""A post-dated check in keeping. payment_id: the newest payment that it became; one that was voided has it in keeping
again."""

receipt_slip = Table(
    "receipt_slip",
    metadata,
    Column("terminal_id", Text, primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    text("receipt_no"),
    text("kind"),
    text("slip", null=True),
    text("outcome", null=True),
    Column("reprint", Integer, nullable=True),
    text("noted_at"),
)
"""That a receipt's slip came out of a printer or not (slip_printed), or was asked for again (receipt_reprinted)."""

Index("remittance_by_day", remittance.c.business_date, remittance.c.collector, remittance.c.amount_minor)
Index("held_check_by_date", held_check.c.check_date)
Index("held_check_by_soa", held_check.c.soa_no)
Index("held_check_by_ack", held_check.c.terminal_id, held_check.c.ack_no)
Index("slip_by_receipt", receipt_slip.c.receipt_no)
Index("slip_by_time", receipt_slip.c.kind, receipt_slip.c.noted_at)
